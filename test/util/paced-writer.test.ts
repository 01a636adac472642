import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PacedWriter } from '../../src/util/paced-writer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A reader that has enough until it is told to go on. */
function aReader() {
  const taken: string[] = [];
  let makeRoom = (): void => {};
  const full = (): Promise<void> =>
    new Promise((resolve) => {
      makeRoom = resolve;
    });
  let room = full();
  return {
    taken,
    write: (text: string) => (): Promise<void> => {
      taken.push(text);
      return room;
    },
    async makeRoom(): Promise<void> {
      makeRoom();
      await room;
      room = full();
    },
  };
}

/** Whether it goes on within a minute. */
async function goesOn(wait: Promise<void> | undefined): Promise<boolean> {
  let hasGoneOn = wait === undefined;
  void wait?.then(() => {
    hasGoneOn = true;
  });
  await vi.advanceTimersByTimeAsync(60_000);
  return hasGoneOn;
}

test('PacedWriter has those wait that write more than is read, for as long as it takes', async () => {
  const writer = new PacedWriter(new AbortController().signal);
  const reader = aReader();

  expect(writer.write(() => {})).toBeUndefined();
  const wait = writer.write(reader.write('a'));
  expect(writer.write(reader.write('b'))).toBe(wait);
  expect(await goesOn(wait)).toBe(false);
  await reader.makeRoom();
  expect(await goesOn(wait)).toBe(true);
  expect(reader.taken).toEqual(['a', 'b']);
});

test.each(['before', 'after'])(
  'PacedWriter waits no longer than a moment when it has become impatient %s, and drops what there is no room for',
  async (when) => {
    const impatient = new AbortController();
    const writer = new PacedWriter(impatient.signal);
    const reader = aReader();
    if (when === 'before') impatient.abort();
    const wait = writer.write(reader.write('a'));
    impatient.abort();

    expect(await goesOn(wait)).toBe(true);
    expect(writer.write(reader.write('dropped'))).toBeUndefined();
    await reader.makeRoom();
    expect(await goesOn(writer.write(reader.write('b')))).toBe(true);
    expect(reader.taken).toEqual(['a', 'b']);
  },
);

test('PacedWriter drops nothing while the reader makes room, however impatient it is', async () => {
  const writer = new PacedWriter(AbortSignal.abort());
  const reader = aReader();
  for (const text of ['a', 'b', 'c']) {
    const wait = writer.write(reader.write(text));
    await reader.makeRoom();
    expect(await goesOn(wait)).toBe(true);
  }

  expect(reader.taken).toEqual(['a', 'b', 'c']);
});
