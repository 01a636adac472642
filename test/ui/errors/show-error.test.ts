import { describe, expect, test } from 'vitest';
import { SpecError } from '../../../src/diagnostics/spec-error.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { type FailureReport, WaitError } from '../../../src/model/wait-error.ts';
import { describeFailure } from '../../../src/ui/errors/describe-failure.ts';
import { warningToJson } from '../../../src/ui/errors/error-to-json.ts';
import { failureToJson } from '../../../src/ui/errors/failure-to-json.ts';
import { failuresOf } from '../../../src/ui/errors/failures-of.ts';
import { showError } from '../../../src/ui/errors/show-error.ts';
import { showFailures } from '../../../src/ui/errors/show-failure.ts';
import { aPlan, createContainer, startContainer, step, waitFor } from '../../support/a-plan.ts';
import { lines } from '../../support/lines.ts';

const plain = { colour: false };

const aReport = (more: Partial<FailureReport> = {}): FailureReport => ({
  reason: 'unhealthy',
  service: 'db',
  container: 'p-db-1',
  condition: 'service_healthy',
  waiter: 'web',
  waitedMs: 3100,
  state: 'running',
  oomKilled: false,
  restartCount: 0,
  lastLines: [],
  ...more,
});

describe('showError()', () => {
  test('shows every problem of the files with its place, the line, and what to write instead', () => {
    const source = { name: 'compose.yaml', text: 'services:\n  web:\n    depends_on: [dbb]\n' };
    const start = source.text.indexOf('dbb');
    const text = showError(
      new SpecError([
        {
          code: 'unknown-dependency',
          severity: 'error',
          message: 'service "web" depends on "dbb", which is not declared',
          at: { source, start, end: start + 3 },
          hint: 'did you mean "db"?',
        },
        { code: 'no-service', severity: 'error', message: 'nothing to run' },
      ]),
      plain,
    );
    expect(text).toBe(
      lines(
        'compose.yaml:3:18',
        'error: service "web" depends on "dbb", which is not declared (unknown-dependency)',
        '  2 |   web:',
        '  3 |     depends_on: [dbb]',
        '    |                  ^^^',
        '  hint: did you mean "db"?',
        'error: nothing to run (no-service)',
        '',
      ),
    );
  });

  test("keeps the engine's own words where they add something", () => {
    const error = new EngineError('port-taken', 'port 80 is taken', {
      cause: new Error('driver failed: Bind for :80'),
    });
    expect(showError(error, plain)).toBe(
      lines('error: port 80 is taken (port-taken)', '  the engine says: driver failed: Bind for :80', ''),
    );
  });

  test("leaves the engine's words out where the message has the end of them, and where they are those of a build", () => {
    const unreachable = new EngineError('registry-unreachable', 'no way to hub: lookup hub: no such host', {
      cause: new Error('Get "https://hub/": dial tcp: lookup hub: no such host'),
    });
    expect(showError(unreachable, plain)).toBe(
      'error: no way to hub: lookup hub: no such host (registry-unreachable)\n',
    );
    const build = new EngineError('build-failed', '[2/2] RUN cc: it ended with 1', {
      output: ['main.c:3: error'],
      cause: new Error('process "/bin/sh -c cc" did not complete successfully'),
    });
    expect(showError(build, plain)).toBe(
      lines('error: [2/2] RUN cc: it ended with 1 (build-failed)', '    | main.c:3: error', ''),
    );
  });

  test('shows anything else as a bug of ours, with its stack', () => {
    const text = showError(new TypeError('x is undefined'), plain);
    expect(text).toMatch(/^internal: x is undefined \(this is a bug in gantry: please report it/);
    expect(text).toMatch(/\n {4}at /);
  });
});

const showOutcomes = (plan: Plan, outcomes: readonly Outcome[], options: { colour: boolean }): string =>
  showFailures(failuresOf(plan, outcomes), options);

describe('showFailures() of the failures of a plan', () => {
  const failed = (position: number, error: Error): Outcome => ({
    status: 'failed',
    step: step(position),
    error,
  });
  const blocked = (position: number, by: number): Outcome => ({
    status: 'blocked',
    step: step(position),
    by: step(by),
  });
  const plan = aPlan([
    startContainer('db'),
    { operation: waitFor('db', 'service_healthy', { waiter: 'web' }), after: [1] },
    { operation: startContainer('web'), after: [2] },
    { operation: waitFor('db', 'service_healthy', { waiter: 'api' }), after: [1] },
    { operation: startContainer('api'), after: [4] },
  ]);

  test('tells once of a container that several waited for, however long each did', () => {
    const text = showOutcomes(
      plan,
      [
        failed(2, new WaitError(aReport({ reason: 'timeout', waitedMs: 3100 }))),
        failed(4, new WaitError(aReport({ reason: 'timeout', waitedMs: 4700, waiter: 'api' }))),
      ],
      plain,
    );

    expect(text.match(/^error: /gm)).toHaveLength(1);
    expect(text).toContain('after 3.1 s');
  });

  test('tells of each place that is full, and once of each', () => {
    const full = (volume?: string): Error =>
      new UserError('no-space', volume === undefined ? 'the disk is full' : `volume ${volume} is full`, {
        ...(volume !== undefined && { about: { of: ['volumes', volume], settings: [] } }),
      });
    const text = showOutcomes(
      plan,
      [
        failed(1, full()),
        failed(2, full('a')),
        failed(3, full('b')),
        failed(4, full()),
        failed(5, full('a')),
      ],
      plain,
    );

    expect(text.match(/^error: .*/gm)).toEqual([
      expect.stringContaining('the disk is full'),
      expect.stringContaining('volume a is full'),
      expect.stringContaining('volume b is full'),
    ]);
  });

  test('tells once why a container never became healthy, what the probe and it wrote, and what is not done because of it', () => {
    const report = aReport({
      health: 'unhealthy',
      probe: {
        exitCode: 127,
        output: 'sh: curl: not found\n',
        failingStreak: 3,
        runs: 5,
        test: ['CMD-SHELL', "curl 'http://x'"],
      },
      lastLines: ['starting', 'no disk'],
    });
    const both = [2, 4].map((position) => failed(position, new WaitError(report)));
    expect(showOutcomes(plan, [...both, blocked(3, 2), blocked(5, 4)], plain)).toBe(
      lines(
        'error: dependency failed to start: container p-db-1 is unhealthy (wait-failed)',
        '  not done because of it:',
        '    Container p-web-1',
        '    Container p-api-1',
        '  service web waited for db to be healthy, 3.1 s',
        '  state: running, unhealthy',
        '  healthcheck: ran 5 times or more, failed the last 3 times, exit code 127 (the command was not found in the image); it wrote',
        '    | sh: curl: not found',
        '  the last lines of p-db-1:',
        '    | starting',
        '    | no disk',
        '  try: correct `healthcheck.test`; to look around in the container: gantry exec db sh',
        '',
      ),
    );
  });

  test.each([
    [
      { exitCode: 137, oomKilled: true },
      'exited with exit code 137 (killed for lack of memory: it needs more than its limit, or than the machine has)',
    ],
    [{ exitCode: 139 }, 'exited with exit code 139 (crashed: invalid memory access (SIGSEGV))'],
    [{ exitCode: 143 }, 'exited with exit code 143 (ended by SIGTERM: it was asked to stop)'],
    [
      { exitCode: 3, restartCount: 2 },
      'exited with exit code 3, restarted 2 times by the engine since it was started',
    ],
  ])('says what an exit code means: %o', (more, expected) => {
    const report = aReport({ reason: 'exited', state: 'exited', ...more });
    expect(showOutcomes(plan, [failed(2, new WaitError(report))], plain)).toContain(`  state: ${expected}\n`);
  });

  test.each([
    ['old', 'gantry removes the new container; the old one runs on'],
    [
      'old-again',
      'gantry removes the new container, which had the connections already; the old one, which runs on, has them again',
    ],
    ['others', 'gantry removes the new container; the others run on'],
  ] as const)('says who serves instead of a new container that is removed: %s', (instead, words) => {
    const report = aReport({ reason: 'exited', state: 'exited', instead });
    expect(showOutcomes(plan, [failed(2, new WaitError(report))], plain)).toContain(`\n  ${words}\n`);
  });

  test('names the operation that failed, and takes an optional one as a warning', () => {
    const optional = aPlan([{ operation: createContainer('db'), optional: true }]);
    const error = new EngineError('image-not-found', 'the engine has no image app', {
      hint: 'pull it first',
    });
    expect(showOutcomes(optional, [failed(1, error)], plain)).toBe(
      lines(
        'warning: Container p-db-1: creating failed: the engine has no image app (image-not-found)',
        '  try: pull it first',
        '',
      ),
    );
  });

  test('names a few of the many that are not done, and counts the others', () => {
    const many = aPlan([
      createContainer('db'),
      ...Array.from({ length: 30 }, (_, index) => ({ operation: startContainer(`s${index}`), after: [1] })),
    ]);
    const outcomes = [failed(1, new Error('no')), ...many.steps.slice(1).map(({ id }) => blocked(id, 1))];
    const text = showOutcomes(many, outcomes, plain).split('\n');
    expect(text).toEqual(expect.arrayContaining(['    Container p-s7-1', '    and 22 more']));
  });

  test('tells once that the engine is gone, whatever failed because of it', () => {
    const both = aPlan([createContainer('db'), createContainer('web')]);
    const gone = new EngineError('engine-unreachable', 'no Docker engine');
    const broken = new EngineError('engine-unreachable', 'it ended its answer');
    expect(showOutcomes(both, [failed(1, gone), failed(2, broken)], plain)).toBe(
      lines(
        'error: Container p-db-1: creating failed: no Docker engine (engine-unreachable)',
        '  not done because of it:',
        '    Container p-web-1',
        '',
      ),
    );
  });

  test('says that a bug of ours is one, with its stack', () => {
    const text = showOutcomes(
      aPlan([createContainer('db')]),
      [failed(1, new TypeError('x is undefined'))],
      plain,
    );
    expect(text).toMatch(/^internal: x is undefined \(this is a bug in gantry: please report it/);
    expect(text).toMatch(/\n {4}\| at /);
  });

  test('takes what the system says for no bug of ours', () => {
    const denied = Object.assign(new Error("EACCES: permission denied, open 'a'"), {
      code: 'EACCES',
      syscall: 'open',
      path: 'a',
    });
    expect(showOutcomes(aPlan([createContainer('db')]), [failed(1, denied)], plain)).toBe(
      'error: Container p-db-1: creating failed: a cannot be opened: permission denied (file-unreadable)\n',
    );
  });

  test('says nothing when nothing failed', () => {
    expect(showOutcomes(plan, [], plain)).toBe('');
  });
});

test('failureToJson() carries all that is known of a container, and where it is written', () => {
  const source = { name: 'compose.yaml', text: 'services:\n  db: {}\n' };
  const probe = { exitCode: -1, output: 'Health check exceeded timeout (1s)', failingStreak: 2, runs: 2 };
  const report = aReport({ lastLines: ['x'], probe, exitCode: 137, oomKilled: true });
  const failure = describeFailure(new WaitError(report), { blocked: ['Container p-web-1'] });
  expect(failureToJson({ ...failure, path: ['web', 'db'], at: { source, start: 12, end: 14 } })).toEqual({
    type: 'error',
    error: true,
    code: 'wait-failed',
    message: 'dependency failed to start: container p-db-1 is unhealthy',
    service: 'db',
    container: 'p-db-1',
    path: ['web', 'db'],
    reason: 'unhealthy',
    condition: 'service_healthy',
    waiter: 'web',
    waitedMs: 3100,
    state: 'running',
    exitCode: 137,
    meaning: expect.stringContaining('killed for lack of memory'),
    oomKilled: true,
    restartCount: 0,
    probe: { ...probe, meaning: 'it took longer than its `timeout`' },
    lastLines: ['x'],
    blocked: ['Container p-web-1'],
    file: 'compose.yaml',
    line: 2,
    column: 3,
    endLine: 2,
    endColumn: 5,
    offset: 12,
    endOffset: 14,
    hint: "docker inspect --format '{{json .State.Health}}' p-db-1",
  });
});

test('failureToJson() names the service of what was found before a plan', () => {
  const about = { of: ['services', 'web'], settings: ['ports'] };
  expect(failureToJson(describeFailure(new UserError('port-taken', 'port 80 is taken', { about })))).toEqual({
    type: 'error',
    error: true,
    code: 'port-taken',
    message: 'port 80 is taken',
    service: 'web',
  });
});

test('failureToJson() is a warning where the step was optional', () => {
  const error = new UserError('in-use', 'network p_default is still joined');
  expect(failureToJson(describeFailure(error, { severity: 'warning' }))).toEqual({
    type: 'warning',
    status: 'Warning',
    text: 'network p_default is still joined',
    code: 'in-use',
    message: 'network p_default is still joined',
  });
});

test('warningToJson() is a line of progress with the place in the file', () => {
  const source = { name: 'compose.yaml', text: 'version: "3"\n' };
  expect(
    warningToJson({
      code: 'obsolete-attribute',
      severity: 'warning',
      message: '"version" has no effect',
      at: { source, start: 0, end: 7 },
      hint: 'remove it',
    }),
  ).toEqual({
    type: 'warning',
    status: 'Warning',
    text: '"version" has no effect',
    code: 'obsolete-attribute',
    file: 'compose.yaml',
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 8,
    offset: 0,
    endOffset: 7,
    hint: 'remove it',
  });
});

test('showOutcomes() tells of an optional step that failed before it tells of an error', () => {
  const plan = aPlan([createContainer('db'), { operation: createContainer('web'), optional: true }]);
  const outcomes: Outcome[] = [1, 2].map((position) => ({
    status: 'failed',
    step: step(position),
    error: new UserError('no-container', 'no'),
  }));
  expect(showOutcomes(plan, outcomes, { colour: false }).match(/^\w+: \w+ \S+/gm)).toEqual([
    'warning: Container p-web-1:',
    'error: Container p-db-1:',
  ]);
});

test('describeFailure() says of a dependency with `required: false` what docker compose does', () => {
  const failure = describeFailure(new WaitError(aReport({})), { severity: 'warning' });
  expect(failure.message).toBe('optional dependency "db" failed to start: container p-db-1 is unhealthy');
});
