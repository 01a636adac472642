import { expect, test } from 'vitest';
import { CASES, type CommandCase } from './faults/cases.ts';
import { FAULTS } from './faults/faults.ts';
import { complaintsOf, nameOf, type Traces, type Trial, traceOf } from './faults/matrix.ts';
import { again, ONLY, partOf, SEED } from './options.ts';
import { record } from './record.ts';

/** In a bounded run. */
const TRIALS = 300;
/** Every trial once, instead: some minutes. */
const ALL = process.env.GANTRY_FAULTS === 'all';
/** More than the default of the project, where it is needed. */
const ALL_MS = ALL ? 3 * 3_600_000 : undefined;
/** Most of the time goes by in waiting. */
const AT_ONCE = 14;
// Each listens for Ctrl-C.
process.setMaxListeners(10 * AT_ONCE);

test(
  `no command hangs, breaks or lies when the engine does (GANTRY_CHAOS_SEED=${SEED})`,
  async () => {
    const good = new Map<CommandCase, Traces>();
    await atOnce(CASES, async (of) => {
      good.set(of, await traceOf(of));
    });
    for (const [{ words }, { run }] of good) expect({ words, ...run }).toMatchObject({ code: 0 });
    const all = [...good].flatMap(([of, { calls }]) => trialsOf(of, calls));
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
    console.log(`${tried} of ${all.length} faults at calls of ${CASES.length} commands`);
    expect(complaints).toEqual([]);
  },
  ALL_MS,
);

function trialsAmong(all: readonly Trial[]): Iterable<Trial> {
  if (ONLY !== undefined) return all.filter((trial) => nameOf(trial) === ONLY);
  return ALL ? all : partOf('engine faults', all, TRIALS);
}

/** Every fault at every call, and at all calls of a kind. */
function trialsOf(of: CommandCase, calls: readonly string[]): readonly Trial[] {
  const counts = new Map<string, number>();
  for (const call of calls) counts.set(call, (counts.get(call) ?? 0) + 1);
  return [...counts].flatMap(([call, count]) =>
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
