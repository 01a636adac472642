import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { PageLogLine, PageLogQuery } from '../../../src/model/page-log.ts';
import { lineMatcher } from '../../../src/serve/logs/log-query.ts';
import { LogSearch } from '../../../src/serve/logs/log-search.ts';
import { LogSpool } from '../../../src/serve/logs/log-spool.ts';

const aLine = (text: string, line: Partial<{ time: string; stream: PageLogLine[2] }> = {}): PageLogLine => [
  'web-1',
  line.time ?? '2026-01-01T00:00:00Z',
  line.stream ?? 'out',
  text,
];

const aQuery = (query: Partial<PageLogQuery>): PageLogQuery => ({ text: '', isExpression: false, ...query });

async function matching(
  query: Partial<PageLogQuery>,
  lines: readonly PageLogLine[],
): Promise<readonly string[]> {
  const matches = await lineMatcher(aQuery(query));
  if (typeof matches !== 'function') throw new Error(matches.reason);
  return lines.filter(matches).map((line) => line[3]);
}

describe('lineMatcher()', () => {
  test('finds text whatever its capitals, colours left out', async () => {
    const lines = [aLine('GET /a'), aLine('\u001b[32mGET\u001b[0m /b'), aLine('POST /b')];

    expect(await matching({ text: 'get /B' }, lines)).toEqual(['\u001b[32mGET\u001b[0m /b']);
  });

  test('finds expressions, in time that grows with the text alone', async () => {
    const lines = [aLine('status=503'), aLine('status=200'), aLine('a'.repeat(100_000))];

    expect(await matching({ text: 'ST.tus=[45]\\d\\d', isExpression: true }, lines)).toEqual(['status=503']);
    expect(await matching({ text: '(a+)+b', isExpression: true }, lines)).toEqual([]);
  });

  test.each([
    [{ text: '(', isExpression: true }, 'no regular expression: missing closing ): `(`'],
    [{ text: 'ab[c', isExpression: true }, 'no regular expression: missing closing ]: `[c` at character 3'],
    [
      { text: 'a**', isExpression: true },
      'no regular expression: invalid nested repetition operator: `**` at character 2',
    ],
    [{ field: 'user' }, 'a field has a value: user.id=17'],
  ])('says what is wrong with %j, and where', async (query, reason) => {
    expect(await lineMatcher(aQuery(query))).toEqual({ reason });
  });

  test('selects by level with the lines of its trace, by a field of JSON, and by time', async () => {
    const lines = [
      aLine('ERROR: broken', { time: '2026-01-01T00:00:01.5Z' }),
      aLine('    at a line of a trace', { time: '2026-01-01T00:00:01.51Z' }),
      aLine('{"level":"info","user":{"id":17}}', { time: '2026-01-01T00:00:02Z' }),
      aLine('unhealthy', { time: '2026-01-01T00:00:03Z', stream: 'fail' }),
    ];

    expect(await matching({ level: 'warn' }, lines)).toEqual([
      'ERROR: broken',
      '    at a line of a trace',
      'unhealthy',
    ]);
    expect(await matching({ field: 'user.id=17' }, lines)).toEqual(['{"level":"info","user":{"id":17}}']);
    expect(
      await matching({ from: '2026-01-01T00:00:01.51Z', to: '2026-01-01T00:00:02.999999999Z' }, lines),
    ).toEqual(['    at a line of a trace', '{"level":"info","user":{"id":17}}']);
  });
});

describe('LogSearch', () => {
  test('finds what is there and what comes, and lets others do something meanwhile', async () => {
    const spool = new LogSpool();
    onTestFinished(() => spool.close());
    for (let number = 0; number < 50_000; number++) await spool.append(aLine(`line ${number}`));
    let more = (): void => {};
    let turns = 0;
    let isOver = false;
    const stop = new AbortController();
    const search = new LogSearch({
      spool,
      matches: ([, , , text]) => text.endsWith('999'),
      from: 0,
      onProgress: () => {},
      moreLines: () => {
        isOver = true;
        return new Promise((resolve) => {
          more = resolve;
        });
      },
    });
    const run = search.run(stop.signal);
    while (!isOver) {
      turns++;
      await setImmediate();
    }

    expect([search.count, search.hits[0], search.hits.at(-1)]).toEqual([50, 999, 49_999]);
    expect(turns).toBeGreaterThan(3);
    expect(search.between(1000, 3999)).toEqual([1999, 2999]);
    await spool.append(aLine('line 999'));
    more();
    await expect.poll(() => search.hits.at(-1)).toBe(50_000);
    stop.abort();
    more();
    await run;
  });
});
