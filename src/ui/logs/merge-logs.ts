import type { LogLine } from '../../model/event.ts';

interface Head {
  readonly line: LogLine;
  readonly rest: AsyncIterator<LogLine>;
  readonly order: number;
}

/**
 * Merges the logs of several containers exactly by time: each history is sorted, so the earliest line is always the first line
 * of one of them. Equal times keep the order of `histories`.
 */
export async function* mergeLogs(histories: readonly AsyncIterable<LogLine>[]): AsyncIterable<LogLine> {
  const iterators = histories.map((history) => history[Symbol.asyncIterator]());
  try {
    const firsts = await Promise.all(iterators.map(headOf));
    const heads = firsts.filter((head) => head !== undefined);
    for (let earliest = takeEarliest(heads); earliest; earliest = takeEarliest(heads)) {
      yield earliest.line;
      const next = await headOf(earliest.rest, earliest.order);
      if (next) heads.push(next);
    }
  } finally {
    await Promise.all(iterators.map((iterator) => iterator.return?.()));
  }
}

async function headOf(rest: AsyncIterator<LogLine>, order: number): Promise<Head | undefined> {
  const { done, value } = await rest.next();
  return done ? undefined : { line: value, rest, order };
}

function takeEarliest(heads: Head[]): Head | undefined {
  let best = 0;
  for (const [index, head] of heads.entries()) {
    const leader = heads[best];
    if (leader && isBefore(head, leader)) best = index;
  }
  return heads.splice(best, 1)[0];
}

function isBefore(a: Head, b: Head): boolean {
  const [timeA, timeB] = [comparable(a.line.time), comparable(b.line.time)];
  return timeA === timeB ? a.order < b.order : timeA < timeB;
}

/** The engine omits zeros at the end of a fraction: with its `Z`, `.5Z` would sort behind `.51Z`. */
const comparable = (time: string): string => time.replace(/Z$/, '');
