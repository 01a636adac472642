import { expect, test, vi } from 'vitest';
import { type Mishap, NEXT, nameOf, type TriedChange, tryChange } from './atomic-case.ts';
import { again, EXTENT, ONLY, partOf } from './options.ts';
import { record } from './record.ts';

// Many commands run in this process at a time, and each has been interrupted or not.
vi.mock('../../src/cli/context/signals.ts', async (original) => ({
  ...(await original<object>()),
  wasInterrupted: (await import('./faults/own-process.ts')).wasInterrupted,
}));

/** In the bounded run, of each kind. */
const SAMPLE = 16;
/** Most of the time goes by in waiting. */
const AT_ONCE = 6;

test('an update that is all or nothing ends at its start or at its end, whichever call fails or is the last one', async () => {
  const [start, end] = [await tryChange({ kind: 'none' }, 1), await tryChange({ kind: 'none' })];
  expect([start.run.code, end.run.code]).toEqual([0, 0]);
  expect(start.state).not.toBe(end.state);
  const calls = Array.from({ length: end.calls }, (_, at) => at + 1);
  const fails = calls.flatMap((call) =>
    [true, false].map((isDone): Mishap => ({ kind: 'fails', call, isDone })),
  );
  const dies = calls.flatMap((call) =>
    [true, false].flatMap((isDone) => NEXT.map((next): Mishap => ({ kind: 'dies', call, isDone, next }))),
  );
  const complaints: string[] = [];
  const rest = chosen(fails, dies)[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const mishap of rest) {
      const tried = await tryChange(mishap);
      const found = complaintsOf(mishap, tried, { start, end });
      record({
        kind: 'an update that is all or nothing',
        program: 'gantry',
        name: nameOf(mishap),
        complaints: found,
      });
      if (found.length > 0) complaints.push([...found, tried.run.stderr, again(nameOf(mishap))].join('\n'));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  console.log(`${end.calls} calls; ${complaints.length} complaints`);
  // A summary has the first line of a failure.
  // A summary has the first line of a failure, without the middle of a long value.
  expect(complaints, complaints.join('\n\n')).toEqual([]);
});

function chosen(fails: readonly Mishap[], dies: readonly Mishap[]): readonly Mishap[] {
  if (ONLY !== undefined) return [...fails, ...dies].filter((mishap) => nameOf(mishap) === ONLY);
  if (EXTENT === 'everything') return [...fails, ...dies];
  return [...partOf('atomic fails', fails, SAMPLE), ...partOf('atomic dies', dies, SAMPLE)];
}

interface Ends {
  readonly start: TriedChange;
  readonly end: TriedChange;
}

function complaintsOf(
  mishap: Mishap,
  { run, state, left }: TriedChange,
  { start, end }: Ends,
): readonly string[] {
  const wrong = keepsLock(mishap, end) ? [] : left.map((name) => `${nameOf(mishap)}: left ${name}`);
  const isStart = state === start.state;
  const isEnd = state === end.state;
  if (mishap.kind === 'dies') {
    const isBack = asTold(withoutMade(state), run.stderr) === start.state;
    const isRight = mishap.next === 'up' ? isEnd : isEnd || isBack;
    return isRight ? wrong : [...wrong, `${nameOf(mishap)}: between, code ${run.code}: ${state}`];
  }
  const wanted = run.code === 0 ? isEnd : isStart;
  return wanted
    ? wrong
    : [
        ...wrong,
        `${nameOf(mishap)}: code ${run.code}, and it is ${isStart ? 'at its start' : isEnd ? 'at its end' : `between: ${state}`}`,
      ];
}

/** The last call removes the lock. Where the engine does not, whoever comes next takes it from the one that has ended. */
const keepsLock = (mishap: Mishap, end: TriedChange): boolean =>
  mishap.kind === 'fails' && mishap.call === end.calls && !mishap.isDone;

/** A content that no container has any more is kept by nobody, and that is told. */
const asTold = (state: string, said: string): string =>
  said.includes('configs.rules had another content in release 1')
    ? state.replace('rules of 2', 'rules of 1')
    : state;

/** What is in a volume is data of somebody's: after a kill nobody removes it unasked. */
const withoutMade = (state: string): string =>
  state
    .split('\n')
    .filter((line) => line !== 'volume shop_index')
    .join('\n');
