import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { median, ratio, type Tool } from './measure.ts';
import { startSession, type WatchSession } from './watch-session.ts';

/**
 * From saving files to their content in the container, in a tree of 10,000 files; all tools watch trees of their own at the
 * same time and take turns. `--rounds N`: instead of 11; `--only TEXT`: nothing unless `watch` has the text. Ends with 1
 * when gantry takes more of docker compose's time than it should.
 */
const { values } = parseArgs({ options: { only: { type: 'string' }, rounds: { type: 'string' } } });
if (values.only !== undefined && !'watch'.includes(values.only)) process.exit(0);
const COUNTS = [1, 10, 100];
/** Of docker compose's time, by the number of files. */
const MOST_RATIO: ReadonlyMap<number, number> = new Map([
  [1, 0.15],
  [10, 0.15],
  [100, 0.3],
]);
const IDLE_SECONDS = 10;

const root = join(import.meta.dirname, '..');
const executable = join(root, 'dist/gantry');
const tools: readonly Tool[] = [
  { name: 'docker-compose', command: ['docker-compose'] },
  { name: 'gantry', command: [process.execPath, '--', join(root, 'dist/gantry.cjs')] },
  ...(existsSync(executable) ? [{ name: 'gantry (executable)', command: [executable] }] : []),
];
const [peer, ...rivals] = tools.map(({ name }) => name);

const folder = mkdtempSync(join(tmpdir(), 'gantry-bench-watch-'));
const sessions: WatchSession[] = [];
try {
  for (const [index, tool] of tools.entries())
    sessions.push(await startSession(tool, folder, `gt-bench-watch-${index}`));

  console.log(
    `| what | ${tools.map(({ name }) => `${name} s`).join(' | ')} | ${rivals.map((name) => `${name} ratio`).join(' | ')} |`,
  );
  console.log(`|---|${'---|'.repeat(tools.length + rivals.length)}`);
  for (const count of COUNTS) {
    const times = await measure(count, Number(values.rounds ?? 11));
    const base = times.get(peer ?? '') ?? [];
    const medians = tools.map(({ name }) => median(times.get(name) ?? []).toFixed(3));
    const ratios = rivals.map((name) => ratio(times.get(name) ?? [], base));
    const label = `save ${count} of 10,000 files, to the container`;
    console.log(`| ${[label, ...medians, ...ratios.map((one) => one.toFixed(2))].join(' | ')} |`);
    if (ratios.some((one) => one > (MOST_RATIO.get(count) ?? 0))) process.exitCode = 1;
  }
  const idle = await Promise.all(sessions.map((session) => session.idleCpu(IDLE_SECONDS)));
  console.log(
    `\nidle, in percent of a processor: ${sessions.map(({ tool }, i) => `${tool.name} ${idle[i]?.toFixed(1)}`).join(', ')}`,
  );
} finally {
  for (const session of sessions) await session.end();
  rmSync(folder, { recursive: true, force: true });
}

/** Seconds by tool, one entry a round. The order of the tools turns with the rounds. */
async function measure(count: number, rounds: number): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    const turned = [
      ...sessions.slice(round % sessions.length),
      ...sessions.slice(0, round % sessions.length),
    ];
    for (const session of turned) {
      const seconds = await session.save(count);
      times.set(session.tool.name, [...(times.get(session.tool.name) ?? []), seconds]);
      await setTimeout(100);
    }
  }
  return times;
}
