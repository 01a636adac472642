import { describe, expect, onTestFinished, test } from 'vitest';
import type { PageLogLine } from '../../../src/model/page-log.ts';
import type { PageMessage } from '../../../src/model/page-messages.ts';
import { LogChannel } from '../../../src/serve/logs/log-channel.ts';
import { LogHistories } from '../../../src/serve/logs/log-histories.ts';
import type { LogReader, LogRequest } from '../../../src/serve/logs/log-source.ts';

const line = (text: string): PageLogLine => ['web-1', '2026-01-01T00:00:00Z', 'out', text];

/** A source that has so many lines, and gives those that come by `give`. */
function aSource(amount: number, text = (at: number): string => `line ${at}`) {
  const requests: LogRequest[] = [];
  const readers = new Set<LogReader>();
  return {
    requests,
    tellError: String,
    async followLogs(request: LogRequest, reader: LogReader, signal: AbortSignal): Promise<void> {
      requests.push(request);
      readers.add(reader);
      signal.addEventListener('abort', () => readers.delete(reader));
      const from = request.tail === undefined ? 0 : Math.max(0, amount - request.tail);
      for (let at = from; at < amount && !signal.aborted; at++) await reader.line(line(text(at)));
      reader.ready();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
    give: (given: string): void => {
      for (const reader of readers) void reader.line(line(given));
    },
    readers,
  };
}

function aChannel(source: ReturnType<typeof aSource>, histories = new LogHistories(source)) {
  const messages: PageMessage[] = [];
  let room: Promise<void> | undefined;
  const channel = new LogChannel({
    channel: 1,
    services: [],
    tail: 10,
    source,
    histories,
    inTurn: (answer) => answer(),
    add: (message) => {
      messages.push(message);
      return undefined;
    },
    addLine: (_, one) => {
      messages.push({ type: 'log', channel: 1, lines: [one] });
      return room;
    },
  });
  onTestFinished(async () => {
    channel.close();
    await histories.close();
  });
  const last = <T extends PageMessage['type']>(type: T) =>
    messages.findLast((message): message is Extract<PageMessage, { type: T }> => message.type === type);
  return {
    channel,
    last,
    texts: () =>
      messages.flatMap((message) =>
        message.type === 'log' ? message.lines.map(([, , , text]) => text) : [],
      ),
    fill: (until: Promise<void>) => {
      room = until;
    },
  };
}

const read = (of: 'lines' | 'hits', from: number, count: number) =>
  ({ type: 'read-log', channel: 1, ask: from, of, from, count }) as const;

describe('LogChannel', () => {
  test('reads no more than the last lines until somebody asks for others, and then all of them once', async () => {
    const source = aSource(1000);
    const histories = new LogHistories(source);
    const one = aChannel(source, histories);
    const other = aChannel(source, histories);
    await expect.poll(() => one.last('log-ready')).toBeDefined();
    expect(source.requests.map(({ tail }) => tail)).toEqual([10, 10]);
    one.channel.handle(read('lines', 500, 2));
    other.channel.handle(read('lines', 0, 1));
    await expect.poll(() => one.last('log-size')?.isWhole).toBe(true);

    expect(source.requests.map(({ tail }) => tail)).toEqual([10, 10, undefined]);
    one.channel.handle(read('lines', 500, 2));
    await expect
      .poll(() => one.last('log-lines')?.lines.map(([, , , text]) => text))
      .toEqual(['line 500', 'line 501']);
    expect(one.last('log-size')).toMatchObject({ first: 0, end: 1000 });
    // The whole log has what the tail would give.
    await expect.poll(() => source.readers.size).toBe(1);
  });

  test('counts hits as they are found, gives them by number, and marks them among the lines', async () => {
    const { channel, last } = aChannel(aSource(2000));
    channel.handle({
      type: 'search-log',
      channel: 1,
      search: 7,
      query: { text: 'line 19', isExpression: false },
    });
    await expect
      .poll(() => last('log-found'))
      .toMatchObject({ search: 7, count: 111, looked: 2000, isDone: true });
    channel.handle(read('hits', 11, 2));
    await expect.poll(() => last('log-hits')).toMatchObject({ numbers: [1900, 1901] });
    channel.handle(read('lines', 1898, 4));
    await expect.poll(() => last('log-lines')).toMatchObject({ from: 1898, hits: [1900, 1901] });
    channel.handle({ type: 'search-log', channel: 1, search: 8, query: { text: '(', isExpression: true } });

    await expect
      .poll(() => last('log-found'))
      .toMatchObject({ search: 8, problem: expect.stringContaining('missing closing )') });
  });

  test('gives the beginning of a long line among others, and all of it alone', async () => {
    const { channel, last } = aChannel(aSource(2, () => 'x'.repeat(100_000)));
    channel.handle(read('lines', 0, 2));
    await expect.poll(() => last('log-size')?.isWhole).toBe(true);
    channel.handle(read('lines', 0, 2));
    await expect
      .poll(() => last('log-lines')?.lines.map(([, , , text]) => text.length))
      .toEqual([4000, 4000]);
    channel.handle(read('lines', 1, 1));

    await expect.poll(() => last('log-lines')?.lines[0]?.[3].length).toBe(100_000);
  });

  test('answers with as many long lines as one answer has room for, and a page asks on for the others', async () => {
    const { channel, last } = aChannel(aSource(1000, (at) => `${at} ${'x'.repeat(4000)}`));
    channel.handle(read('lines', 0, 1));
    await expect.poll(() => last('log-size')?.isWhole).toBe(true);
    channel.handle(read('lines', 10, 900));
    await expect.poll(() => last('log-lines')?.from).toBe(10);
    const { lines = [] } = last('log-lines') ?? {};
    expect(lines.length).toBeGreaterThan(1);
    expect(JSON.stringify(lines).length).toBeLessThan(600_000);
    channel.handle(read('lines', 10 + lines.length, 900 - lines.length));

    await expect.poll(() => last('log-lines')?.lines[0]?.[3].split(' ')[0]).toBe(String(10 + lines.length));
  });

  test('leaves out live lines for which a page has no room, and says how many', async () => {
    const source = aSource(0);
    const { last, texts, fill } = aChannel(source);
    await expect.poll(() => last('log-ready')).toBeDefined();
    let goOn = (): void => {};
    fill(
      new Promise((resolve) => {
        goOn = resolve;
      }),
    );
    for (const text of ['first', 'second', 'third']) source.give(text);
    expect(texts()).toEqual(['first']);
    goOn();

    await expect.poll(() => last('log-skipped')).toMatchObject({ lines: 2 });
  });
});

test('LogHistories gives up the oldest lines of the longest log when all take too much of the disk', async () => {
  const source = aSource(1400, () => 'x'.repeat(65_000));
  const histories = new LogHistories(source, 40_000_000);
  onTestFinished(() => histories.close());
  const { history } = histories.use([]);
  await expect.poll(() => history.isWhole).toBe(true);

  await expect.poll(() => history.spool.size).toBeLessThan(70_000_000);
  expect(history.spool.first).toBeGreaterThan(0);
  expect(history.spool.end).toBe(1400);
  expect(await history.spool.block(1399)).toBeDefined();
});
