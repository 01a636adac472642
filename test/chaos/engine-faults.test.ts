import { expect, test, vi } from 'vitest';
import { CASES, type CommandCase } from './faults/cases.ts';
import type { CommandRun } from './faults/command-line.ts';
import { FAULTS } from './faults/faults.ts';
import { complaintsOf, nameOf, type Traces, type Trial, titleOf, traceOf } from './faults/matrix.ts';
import { again, FAULTS_OF, ONLY, partByName, SEED } from './options.ts';
import { record } from './record.ts';

// Many commands run in this process at a time, and each has been interrupted or not.
vi.mock('../../src/cli/context/signals.ts', async (original) => ({
  ...(await original<object>()),
  wasInterrupted: (await import('./faults/own-process.ts')).wasInterrupted,
}));

/** In a bounded run. */
const TRIALS = 300;
/** Every trial once, instead: some minutes. */
const ALL = process.env.GANTRY_FAULTS === 'all';
/** More than the default of the project, where it is needed. */
const ALL_MS = ALL ? 3 * 3_600_000 : undefined;
/** Most of the time goes by in waiting. */
const AT_ONCE = ALL ? 40 : 14;

test(
  `no command hangs, breaks or lies when the engine does (GANTRY_CHAOS_SEED=${SEED})`,
  async () => {
    const good = new Map<CommandCase, Traces>();
    const cases = CASES.filter(isTried);
    await atOnce(cases, async (of) => {
      good.set(of, await traceOf(of));
    });
    expect(
      [...good]
        .filter(([of, { run }]) => !isGood(of, run))
        .map(([{ words }, { run }]) => ({ words, ...run })),
    ).toEqual([]);
    const all = cases.flatMap((of) => trialsOf(of, good.get(of)?.calls ?? []));
    const complaints: string[] = [];
    let tried = 0;
    await atOnce(trialsAmong(all), async (trial) => {
      const before = good.get(trial.of);
      if (!before) return;
      const after = await traceOf(trial.of, trial);
      const found = complaintsOf(trial, before, after);
      tried++;
      record({
        kind: 'a call to the engine goes wrong',
        program: 'gantry',
        name: nameOf(trial),
        complaints: found,
      });
      if (found.length > 0)
        complaints.push([nameOf(trial), ...found, after.run.stderr, again(nameOf(trial))].join('\n'));
    });
    console.log(`${tried} of ${all.length} faults at calls of ${cases.length} commands`);
    expect(complaints).toEqual([]);
  },
  ALL_MS,
);

const isGood = ({ until, code = until ? 130 : 0 }: CommandCase, run: CommandRun): boolean =>
  run.code === code && run.interrupt === (until && 'said all');

function isTried(of: CommandCase): boolean {
  if (ONLY !== undefined) return ONLY.startsWith(`${titleOf(of)}: `);
  return (
    FAULTS_OF === undefined || FAULTS_OF.some((words) => `${of.words.join(' ')} `.startsWith(`${words} `))
  );
}

function trialsAmong(all: readonly Trial[]): Iterable<Trial> {
  if (ONLY !== undefined) return all.filter((trial) => nameOf(trial) === ONLY);
  // How often a command asks differs from run to run.
  return ALL ? all : partByName(all, nameOf, TRIALS);
}

/** Every fault at every call, and at all calls of a kind; in an order that does not depend on which came first. */
function trialsOf(of: CommandCase, calls: readonly string[]): readonly Trial[] {
  const counts = new Map<string, number>();
  for (const call of calls) counts.set(call, (counts.get(call) ?? 0) + 1);
  return [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([call, count]) =>
      Object.entries(FAULTS).flatMap(([faultName, fault]) =>
        [undefined, ...Array.from({ length: count }, (_, index) => index + 1)].map((nth) => ({
          of,
          call,
          faultName,
          fault,
          nth,
        })),
      ),
    );
}

async function atOnce<One>(all: Iterable<One>, work: (one: One) => Promise<void>): Promise<void> {
  const rest = all[Symbol.iterator]();
  const next = async (): Promise<void> => {
    for (let one = rest.next(); !one.done; one = rest.next()) await work(one.value);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}
