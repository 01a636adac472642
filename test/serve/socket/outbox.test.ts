import { expect, onTestFinished, test, vi } from 'vitest';
import type { PageFrame, PageMessage } from '../../../src/model/page-messages.ts';
import { Outbox } from '../../../src/serve/socket/outbox.ts';
import { Turns } from '../../../src/serve/socket/turns.ts';

/** What a page gets, and what is not out of the process yet. */
function anOutbox(changes: readonly PageMessage[] = []) {
  const texts: string[] = [];
  const unwritten: (() => void)[] = [];
  const onFailure = vi.fn();
  const since = ({ seq } = { seq: 0 }): readonly PageMessage[] => changes.slice(seq);
  const outbox = new Outbox({
    feed: { run: 'r', seq: changes.length, since, onChange: () => () => {} },
    from: { run: 'r', seq: 0 },
    send: (text, written) => {
      texts.push(text);
      unwritten.push(written);
    },
    onFailure,
  });
  onTestFinished(() => outbox.close());
  return {
    outbox,
    onFailure,
    texts,
    frames: (): readonly PageFrame[] => texts.map((text) => JSON.parse(text)),
    write: () => {
      for (const written of unwritten.splice(0)) written();
    },
  };
}

const output = (size: number): PageMessage => ({ type: 'output', channel: 1, text: 'x'.repeat(size) });

test('divides what waits into frames, and sends no more than a page has room for', () => {
  const { outbox, texts, frames, write } = anOutbox();
  for (let at = 0; at < 100; at++) void outbox.add(output(50_000), 50_000);

  expect(texts.length).toBeGreaterThan(1);
  expect(Math.max(...texts.map(({ length }) => length))).toBeLessThan(120_000);
  expect(texts.join('').length).toBeLessThan(1_200_000);
  write();
  outbox.taken(texts.join('').length);
  void outbox.add(output(1), 100_000);
  expect(texts.join('').length).toBeGreaterThan(2_000_000);
  expect(frames().every(({ messages }) => messages.length < 4)).toBe(true);
});

test('numbers each frame by the last change that is in it', () => {
  const changes = Array.from({ length: 5 }, () => output(50_000));
  const { frames } = anOutbox(changes);

  expect(frames().map(({ seq, messages }) => [seq, messages.length])).toEqual([
    [2, 2],
    [4, 2],
    [5, 1],
  ]);
});

test('has no room while the connection has not sent what the page says that it took', async () => {
  const { outbox, texts, write } = anOutbox();
  const room = outbox.add(output(1_100_000), 1_100_000);
  outbox.taken(texts.join('').length);
  void outbox.add(output(100_000), 100_000);
  const sent = texts.length;
  expect(outbox.room()).toBeDefined();
  write();

  await room;
  expect(outbox.room()).toBeUndefined();
  await expect.poll(() => texts.length).toBeGreaterThan(sent);
});

test('ends with a page that says that it took what was never sent', () => {
  const { outbox, texts, onFailure } = anOutbox();
  outbox.taken(texts.join('').length + 1);
  outbox.taken(1);

  expect(onFailure.mock.calls).toEqual([['untrue']]);
});

test('ends with a page for which too much waits', () => {
  const { outbox, onFailure } = anOutbox();
  void outbox.add(output(1_100_000), 1_100_000);
  for (let at = 0; at < 200; at++) void outbox.add(output(10), 50_000);

  expect(onFailure.mock.calls).toEqual([['slow']]);
});

test('ends with a page for which nothing can be serialised, and does not fail itself', () => {
  const { outbox, onFailure } = anOutbox();
  const broken: PageMessage = {
    type: 'output',
    channel: 1,
    get text(): string {
      throw new RangeError('Invalid string length');
    },
  };
  void outbox.add(broken, 100_000);

  expect(onFailure.mock.calls).toEqual([['broken']]);
});

test('Turns does one piece of work at a time, and none while there is no room', async () => {
  let goOn = (): void => {};
  let room: Promise<void> | undefined = new Promise((resolve) => {
    goOn = resolve;
  });
  const turns = new Turns(() => room);
  const done: string[] = [];
  const failed = turns.take(() => Promise.reject(new Error('gone')));
  const second = turns.take(async () => void done.push('second'));
  await Promise.resolve();
  expect(done).toEqual([]);
  room = undefined;
  goOn();

  await expect(failed).rejects.toThrow('gone');
  await second;
  expect(done).toEqual(['second']);
});
