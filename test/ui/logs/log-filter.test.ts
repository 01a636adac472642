import { describe, expect, test } from 'vitest';
import type { LogLine } from '../../../src/model/event.ts';
import { containerId } from '../../../src/model/ids.ts';
import { LogContext } from '../../../src/ui/logs/log-context.ts';
import { type LogCriteria, logFilter } from '../../../src/ui/logs/log-filter.ts';
import { levelOf } from '../../../src/ui/logs/log-level.ts';

const aLine = (text: string, container = 'web', time = '2026-01-01T00:00:00Z'): LogLine => ({
  container: containerId(container),
  label: `${container}-1`,
  stream: 'stdout',
  time,
  text,
});
const passing = (criteria: LogCriteria, ...texts: readonly string[]): readonly string[] => {
  const filter = logFilter(criteria);
  return texts.filter((text) => filter(aLine(text)));
};

describe('levelOf()', () => {
  test.each([
    ['{"level":"warn","msg":"x"}', 'warn'],
    ['{"severity":"ERROR"}', 'error'],
    ['{"log":{"level":"debug"}}', 'debug'],
    ['{"level":30,"msg":"pino"}', 'info'],
    ['{"level":60}', 'fatal'],
    ['time=12:00 level=error msg="no"', 'error'],
    ['2026/11/24 12:00:00 [error] 7#7: open() failed', 'error'],
    ['2026-11-24 12:00:00.123 UTC [41] FATAL:  password authentication failed', 'fatal'],
    ['INFO  Started in 3 s', 'info'],
    ['error: cannot find module', 'error'],
    ['an error of 3 percent is fine', undefined],
    ['GET /error 200', undefined],
    ['{"error": broken', undefined],
    ['', undefined],
  ])('takes %j for %s', (text, level) => {
    expect(levelOf(text)).toBe(level);
  });
});

describe('logFilter()', () => {
  test('keeps lines in which one of the patterns is found', () => {
    expect(passing({ grep: [/GET/, /^end/] }, 'a GET b', 'POST', 'end', 'the end')).toEqual([
      'a GET b',
      'end',
    ]);
  });

  test('keeps what is as serious as asked, and the stack trace below it', () => {
    expect(
      passing(
        { level: 'warn' },
        'INFO fine',
        'ERROR broken',
        '    at main.js:1',
        'Caused by: x',
        'back to work',
        '    at nowhere',
        'WARN hm',
      ),
    ).toEqual(['ERROR broken', '    at main.js:1', 'Caused by: x', 'WARN hm']);
  });

  test('follows the level of each container by itself', () => {
    const filter = logFilter({ level: 'error' });

    filter(aLine('ERROR in a', 'a'));
    expect(filter(aLine('   at b', 'b'))).toBe(false);
    expect(filter(aLine('   at a', 'a'))).toBe(true);
  });

  test('compares members of JSON lines by their value, nested ones and numbers too', () => {
    const members = [
      { path: 'user.id', value: '17' },
      { path: 'ok', value: 'true' },
    ];

    expect(
      passing(
        { members },
        '{"user":{"id":17},"ok":true}',
        '{"user.id":"17","ok":true}',
        '{"user":{"id":17}}',
        'no',
      ),
    ).toEqual(['{"user":{"id":17},"ok":true}', '{"user.id":"17","ok":true}']);
  });
});

describe('LogContext', () => {
  const around = (lines: number, ...texts: readonly string[]): readonly string[] => {
    const context = new LogContext('!', lines);
    return texts
      .flatMap((text) => context.push(aLine(text)))
      .map((item) => (item === 'gap' ? '--' : item.text));
  };

  test('shows the lines before and after, and marks where others were left out', () => {
    expect(around(1, 'a', 'b', '!1', 'c', 'd', 'e', '!2', 'f', 'g')).toEqual([
      'b',
      '!1',
      'c',
      '--',
      'e',
      '!2',
      'f',
    ]);
  });

  test('shows no line twice where two matches are near', () => {
    expect(around(2, 'a', '!1', 'b', '!2', 'c')).toEqual(['a', '!1', 'b', '!2', 'c']);
  });
});
