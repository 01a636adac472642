import { expect, test } from 'vitest';
import { LogFeed } from '../../../src/cli/screen/log-feed.ts';

const query = (text: string, isExpression: boolean) => ({ text, isExpression, onlyHits: false });

test('LogFeed finds texts and expressions, takes no time for those that would go back, and says what is none', async () => {
  const told: (string | undefined)[] = [];
  const feed = new LogFeed({ followLogs: async () => {}, tellError: String }, (trouble) =>
    told.push(trouble),
  );
  feed.buffer.add([
    ['web-1', '2026-01-01T00:00:00Z', 'out', `GET /a ${'a'.repeat(50_000)}!`],
    ['web-1', '2026-01-01T00:00:01Z', 'out', 'POST /b'],
  ]);
  const hits = async (text: string, isExpression = true): Promise<readonly number[]> => {
    await feed.search(query(text, isExpression));
    return feed.buffer.hits;
  };

  expect(await hits('post /B', false)).toEqual([1]);
  expect(await hits('^web-1 (get|put)')).toEqual([0]);
  expect(await hits('(a+)+$')).toEqual([]);
  expect(told).toEqual([undefined, undefined, undefined]);
  expect(await hits('(')).toEqual([]);
  expect(told.at(-1)).toContain('missing closing )');
});

test('LogFeed reads anew what ended with the engine, once that is back, and nothing else', async () => {
  const told: (string | undefined)[] = [];
  const asked: (readonly string[])[] = [];
  let isGone = true;
  const feed = new LogFeed(
    {
      async followLogs({ services }, reader, signal) {
        asked.push(services);
        if (isGone) throw new Error('the engine is gone');
        reader.line(['web-1', '2026-01-01T00:00:00Z', 'out', 'hello']);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
      tellError: (error) => (error as Error).message,
    },
    (trouble) => told.push(trouble),
  );
  feed.follow(['web']);
  await expect.poll(() => told).toEqual(['no logs: the engine is gone']);
  isGone = false;
  feed.resume();
  feed.resume();

  expect(asked).toEqual([['web'], ['web']]);
  expect(feed.buffer.length).toBe(1);
  expect(told.at(-1)).toBe('');
  feed.close();
});
