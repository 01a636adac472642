import { describe, expect, test } from 'vitest';
import { fuzzyScore } from '../../src/model/page-fuzzy.ts';
import type { PageLogLine } from '../../src/model/page-log.ts';
import { LogBuffer, matcherOf } from '../../src/model/page-log-buffer.ts';

const line = (text: string): PageLogLine => ['web-1', '2026-01-01T00:00:00Z', 'out', text];
const lines = (amount: number): readonly PageLogLine[] =>
  Array.from({ length: amount }, (_, at) => line(`line ${at}`));

describe('LogBuffer', () => {
  test('finds lines that were there and that come, colours left out', () => {
    const buffer = new LogBuffer();
    buffer.add([line('GET /a'), line('GET /b')]);
    const matches = matcherOf({ text: 'get /B', isExpression: false, onlyHits: false });
    buffer.search(matches instanceof Error ? undefined : matches);
    buffer.add([line('other'), line('\u001b[32mGET\u001b[0m /b')]);

    expect(buffer.hits).toEqual([1, 3]);
  });

  test('keeps a bounded number of lines, and the positions of hits stay right', () => {
    const buffer = new LogBuffer();
    buffer.search((text) => text.endsWith('line 21999'));
    buffer.add(lines(22_000));
    buffer.add([line('one more')]);

    expect([buffer.length, buffer.dropped]).toEqual([20_000, 2001]);
    expect(buffer.hits.map((position) => buffer.line(position)?.[3])).toEqual(['line 21999']);
  });
});

test('matcherOf() reads expressions, and says what is wrong with one', () => {
  const asked = (text: string) => matcherOf({ text, isExpression: true, onlyHits: false });
  const found = asked('st.tus=[45]\\d\\d');

  expect(typeof found === 'function' && found('status=503')).toBe(true);
  expect(typeof found === 'function' && found('status=200')).toBe(false);
  expect(asked('(')).toBeInstanceOf(Error);
  expect(asked('')).toBeUndefined();
});

test('fuzzyScore() finds all characters in their order, the nearest first', () => {
  const best = ['Logs of web', 'Service web', 'Copy: gantry logs -f web'].toSorted(
    (a, b) => (fuzzyScore(a, 'lweb') ?? 99) - (fuzzyScore(b, 'lweb') ?? 99),
  );

  expect(best[0]).toBe('Logs of web');
  expect(fuzzyScore('Service web', 'bew')).toBeUndefined();
});
