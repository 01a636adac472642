import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CASES, cleanUp } from './cases.ts';
import { median, ratio, type Tool } from './measure.ts';

const PEER = 'docker-compose';

/**
 * Times gantry beside docker compose, in turns, and prints medians and ratios.
 * `--only TEXT`: cases whose name has the text; `--rounds N`: instead of each case's own number.
 */
const { values } = parseArgs({ options: { only: { type: 'string' }, rounds: { type: 'string' } } });
const root = join(import.meta.dirname, '..');
const executable = join(root, 'dist/gantry');
const tools: readonly Tool[] = [
  { name: PEER, command: [PEER] },
  { name: 'gantry', command: [process.execPath, '--', join(root, 'dist/gantry.cjs')] },
  ...(existsSync(executable) ? [{ name: 'gantry (executable)', command: [executable] }] : []),
];

const folder = mkdtempSync(join(tmpdir(), 'gantry-bench-'));
try {
  console.log(
    `| what | ${tools.map(({ name }) => `${name} s`).join(' | ')} | ${rivals()
      .map((name) => `${name} ratio`)
      .join(' | ')} |`,
  );
  console.log(`|---|${'---|'.repeat(tools.length + rivals().length)}`);
  for (const benchCase of CASES) {
    if (values.only !== undefined && !benchCase.name.includes(values.only)) continue;
    await benchCase.prepare?.();
    printRows(measure(benchCase.run, Number(values.rounds ?? benchCase.rounds)));
  }
} finally {
  const [peer] = tools;
  if (peer) cleanUp(peer, folder);
  rmSync(folder, { recursive: true, force: true });
}

function rivals(): readonly string[] {
  return tools.map(({ name }) => name).filter((name) => name !== PEER);
}

/** Seconds by label, then by tool, one entry a round. The order of the tools turns with the rounds. */
function measure(run: (typeof CASES)[number]['run'], rounds: number): Map<string, Map<string, number[]>> {
  const times = new Map<string, Map<string, number[]>>();
  for (let round = 0; round < rounds; round++) {
    const turned = [...tools.slice(round % tools.length), ...tools.slice(0, round % tools.length)];
    for (const tool of turned) {
      for (const [label, seconds] of run(tool, folder)) {
        const byTool = times.get(label) ?? new Map<string, number[]>();
        byTool.set(tool.name, [...(byTool.get(tool.name) ?? []), seconds]);
        times.set(label, byTool);
      }
    }
  }
  return times;
}

function printRows(times: ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>): void {
  for (const [label, byTool] of times) {
    const base = byTool.get(PEER) ?? [];
    const medians = tools.map(({ name }) => median(byTool.get(name) ?? []).toFixed(3));
    const ratios = rivals().map((name) => ratio(byTool.get(name) ?? [], base).toFixed(2));
    console.log(`| ${[label, ...medians, ...ratios].join(' | ')} |`);
  }
}
