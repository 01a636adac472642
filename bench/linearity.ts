import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { richServices, writeProject } from './compose-files.ts';
import { type Tool, timeRun } from './measure.ts';

/**
 * Whether `config` takes time in proportion to the file: `node bench/linearity.ts`.
 *
 * Each count is timed several times in turns and the fastest counts, since what else the machine does only ever adds.
 * The start of the program is timed with a file of two services and taken off. Ends with 1 when a service of the
 * largest file costs more than half as much again as one of the smallest.
 */
const COUNTS = [500, 1000, 2000, 4000, 8000];
const ROUNDS = 7;
const MOST = 1.5;

const tool: Tool = {
  name: 'gantry',
  command: [process.execPath, '--', join(import.meta.dirname, '../dist/gantry.cjs')],
};
const parent = mkdtempSync(join(tmpdir(), 'gantry-linearity-'));
try {
  const folders = [2, ...COUNTS].map(
    (count) =>
      [
        count,
        writeProject(parent, `config-${count}`, richServices(`gt-bench-config-${count}`, count)),
      ] as const,
  );
  const fastest = new Map<number, number>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [count, folder] of folders) {
      const seconds = timeRun(tool, ['config'], folder);
      fastest.set(count, Math.min(seconds, fastest.get(count) ?? Infinity));
    }
  }

  const start = fastest.get(2) ?? 0;
  const each = COUNTS.map((count) => ((fastest.get(count) ?? 0) - start) / count);
  console.log('| services | seconds | microseconds a service |\n|---|---|---|');
  for (const [index, count] of COUNTS.entries()) {
    const seconds = (fastest.get(count) ?? 0).toFixed(3);
    console.log(`| ${count} | ${seconds} | ${((each[index] ?? 0) * 1e6).toFixed(0)} |`);
  }
  const growth = (each.at(-1) ?? 0) / (each[0] ?? 0);
  console.log(`a service of the largest file costs ${growth.toFixed(2)} times one of the smallest`);
  process.exitCode = growth > MOST ? 1 : 0;
} finally {
  rmSync(parent, { recursive: true, force: true });
}
