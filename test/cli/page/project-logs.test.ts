import { describe, expect, test } from 'vitest';
import { FailureLog } from '../../../src/cli/page/failure-log.ts';
import { LogMarks } from '../../../src/cli/page/log-marks.ts';
import type { LogLine } from '../../../src/model/event.ts';
import { containerId } from '../../../src/model/ids.ts';
import type { PageLogLine } from '../../../src/model/page-log.ts';
import type { PageFailure, PageRun } from '../../../src/model/page-state.ts';

const aLine = (id: string, second: number): LogLine => ({
  container: containerId(id.repeat(64)),
  label: 'web-1',
  stream: 'stdout',
  time: `2026-01-01T00:00:0${second}Z`,
  text: `line of ${id}`,
});

function someMarks(cause?: string) {
  const given: string[] = [];
  const marks = new LogMarks({
    give: ([, , stream, text]) => {
      given.push(`${stream} ${text}`);
      return undefined;
    },
    causeOf: () => cause,
  });
  const see = (line: LogLine): void => {
    marks.before(line);
    given.push(line.text);
  };
  return { marks, given, see };
}

describe('LogMarks', () => {
  test('tells where one container took the place of another, and why', () => {
    const { given, see } = someMarks('because image changed');
    see(aLine('a', 1));
    see(aLine('a', 2));
    see(aLine('b', 3));

    expect(given).toEqual([
      'line of a',
      'line of a',
      `end replaced by another container, ${'b'.repeat(12)}: because image changed`,
      'line of b',
    ]);
  });

  test('gives what failed at its place among the lines of before, and at once afterwards', () => {
    const { marks, given, see } = someMarks();
    const failed = (second: number): PageLogLine => [
      'web-1',
      `2026-01-01T00:00:0${second}Z`,
      'fail',
      `at ${second}`,
    ];
    marks.add(failed(8));
    marks.add(failed(2));
    see(aLine('a', 1));
    see(aLine('a', 3));
    marks.goLive();
    marks.add(failed(9));

    expect(given).toEqual(['line of a', 'fail at 2', 'line of a', 'fail at 8', 'fail at 9']);
  });
});

test('FailureLog tells what failed in a run, to those that listen and those that come later', () => {
  const failure: PageFailure = {
    severity: 'error',
    code: 'wait-failed',
    message: 'container shop-db-1 is unhealthy',
    service: 'db',
    container: 'shop-db-1',
    path: ['web', 'db'],
    at: 'compose.yaml:4:5',
    output: [],
    blocked: [],
  };
  const { service: _, ...aboutNothing } = failure;
  const run: PageRun = {
    id: 'plan-1',
    status: 'failed',
    startedAt: 0,
    endedAt: Date.UTC(2026, 0, 1),
    steps: {},
    notes: [],
    failures: [failure, aboutNothing],
  };
  const log = new FailureLog();
  const told: (readonly [PageLogLine, string])[] = [];
  const end = log.follow((row, service) => told.push([row, service]));
  log.add(run, 'shop');
  end();
  log.add(run, 'shop');
  log.follow((row, service) => told.push([row, service]));

  const text = 'container shop-db-1 is unhealthy (wait-failed) · web → db · at compose.yaml:4:5';
  expect(told).toEqual(Array(3).fill([['db-1', '2026-01-01T00:00:00.000Z', 'fail', text], 'db']));
});
