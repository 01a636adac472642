import { describe, expect, test } from 'vitest';
import { hintText } from '../../src/diagnostics/hint.ts';
import { type FailureReport, MOST_LINES } from '../../src/model/wait-error.ts';
import { concernOf, nextStep as hintOf } from '../../src/ui/errors/next-step.ts';

/** Of a container that ended with an error of its own, having written a line. */
const report = (more: Partial<FailureReport> = {}): FailureReport => ({
  reason: 'exited',
  service: 'db',
  container: 'p-db-1',
  condition: 'service_healthy',
  state: 'exited',
  oomKilled: false,
  restartCount: 0,
  lastLines: ['no password'],
  ...more,
});
const probe = (more: Partial<NonNullable<FailureReport['probe']>> = {}) => ({
  exitCode: 1,
  output: 'refused',
  failingStreak: 3,
  runs: 3,
  test: ['CMD', 'pg_isready', '-U', 'my app'],
  ...more,
});
const nextStep = (failed: FailureReport): string => hintText(hintOf(failed));
const SLOW = { exitCode: -1, output: 'Health check exceeded timeout (5s)' };

describe('nextStep()', () => {
  test('asks for a healthcheck, or for a wait that needs none', () => {
    const missing = report({ reason: 'no-healthcheck' });

    expect(nextStep(missing)).toBe('give service db a `healthcheck`, or do not wait for it to be healthy');
    expect(nextStep({ ...missing, waiter: 'web' })).toBe(
      'give service db a `healthcheck`, or depend on it with `condition: service_started`',
    );
  });

  test('brings a container back that somebody removed', () => {
    expect(nextStep(report({ reason: 'removed', oomKilled: true, exitCode: 127 }))).toBe('gantry up -d db');
  });

  test('lets the files say where a container listens that accepts no connection, or a healthcheck decide', () => {
    expect(nextStep(report({ reason: 'no-connection', ports: [80], state: 'running' }))).toBe(
      'correct its ports, or give it a `healthcheck`, which then decides; run it by itself: gantry run --rm db',
    );
  });

  test('unpauses what is paused, unless it is removed', () => {
    expect(nextStep(report({ reason: 'paused', state: 'paused' }))).toBe('gantry unpause db');
    expect(nextStep(report({ reason: 'timeout', state: 'paused' }))).toBe('gantry unpause db');
    expect(nextStep(report({ reason: 'paused', state: 'paused', instead: 'old' }))).toBe(
      'let nobody pause it, and run the command again',
    );
    expect(concernOf(report({ reason: 'paused', state: 'paused' }))).toBeUndefined();
  });

  test('gives more memory to what was killed for lack of it', () => {
    expect(nextStep(report({ exitCode: 137, oomKilled: true }))).toBe(
      'raise `mem_limit` or `deploy.resources.limits.memory`; while it runs, this shows what it takes: gantry stats db',
    );
  });

  test.each([126, 127])('looks for the program in the image when the exit code is %i', (exitCode) => {
    expect(nextStep(report({ exitCode }))).toBe(
      'correct `command` or `entrypoint`; to look around in the image: gantry run --rm --no-deps --entrypoint sh db',
    );
  });

  test('runs alone what ended, shows the log where more was written than is shown, and looks around where nothing was', () => {
    const written = (count: number) => ({ lastLines: Array.from({ length: count }, () => 'line') });

    expect(nextStep(report({ exitCode: 1 }))).toBe('run it by itself: gantry run --rm db');
    expect(nextStep(report({ exitCode: 1, ...written(MOST_LINES - 1) }))).toBe(
      'run it by itself: gantry run --rm db',
    );
    expect(nextStep(report({ exitCode: 1, ...written(MOST_LINES) }))).toBe('gantry logs db');
    expect(nextStep(report({ exitCode: 1, ...written(0) }))).toBe(
      'look around in its image: gantry run --rm --no-deps --entrypoint sh db',
    );
    // A signal had the last word: its image has no say in that.
    expect(nextStep(report({ exitCode: 128, ...written(0) }))).toBe('run it by itself: gantry run --rm db');
    const { lastLines: _, ...unread } = report({ exitCode: 1 });
    expect(nextStep(unread)).toBe('run it by itself: gantry run --rm db');
  });

  test('takes what ends again and again for ended, though it runs just now', () => {
    const again = report({ reason: 'timeout', state: 'running', restartCount: 3, probe: probe() });

    expect(nextStep(again)).toBe('run it by itself: gantry run --rm db');
    expect(nextStep({ ...again, lastLines: [] })).toBe(
      'look around in its image: gantry run --rm --no-deps --entrypoint sh db',
    );
  });

  test('shows the log of what runs and is not ready, and follows it where work is to end', () => {
    const late = report({ reason: 'timeout', state: 'running' });

    expect(nextStep(late)).toBe('gantry logs db');
    expect(nextStep({ ...late, probe: probe({ exitCode: 0 }) })).toBe('gantry logs db');
    expect(nextStep({ ...late, condition: 'service_completed_successfully' })).toBe('gantry logs -f db');
  });

  describe('of a healthcheck that fails', () => {
    const unhealthy = (more: Partial<NonNullable<FailureReport['probe']>> = {}) =>
      nextStep(report({ reason: 'unhealthy', state: 'running', health: 'unhealthy', probe: probe(more) }));
    const inspect = "docker inspect --format '{{json .State.Health}}' p-db-1";

    test('gives a database time for its first start', () => {
      const failed = report({ reason: 'unhealthy', state: 'running', probe: probe(), mayStartSlowly: true });

      expect(nextStep(failed)).toBe(
        "a database may need longer for its first start: set `start_period: 30s` in its healthcheck, or run the probe by hand: gantry exec db pg_isready -U 'my app'",
      );
      expect(nextStep({ ...failed, probe: probe({ exitCode: 127 }) })).not.toContain('start_period');
    });

    test('runs its probe by hand, with words as a shell takes them', () => {
      expect(unhealthy()).toBe("run the probe by hand: gantry exec db pg_isready -U 'my app'");
      expect(unhealthy({ test: ['CMD-SHELL', 'curl -f localhost || exit 1'] })).toBe(
        "run the probe by hand: gantry exec db sh -c 'curl -f localhost || exit 1'",
      );
      expect(nextStep(report({ reason: 'timeout', state: 'running', probe: probe() }))).toBe(
        "run the probe by hand: gantry exec db pg_isready -U 'my app'",
      );
    });

    test('gives it more time where that ran out', () => {
      expect(unhealthy(SLOW)).toBe(
        "raise `healthcheck.timeout`, or run the probe by hand: gantry exec db pg_isready -U 'my app'",
      );
    });

    test.each([
      { exitCode: 127, output: 'sh: curl: not found' },
      { exitCode: -1, output: 'exec: "curl": executable file not found in $PATH' },
      { exitCode: -1, output: 'exec /bin/curl: no such file or directory' },
    ])('looks for the program of the probe in the container: $output', (more) => {
      expect(unhealthy(more)).toBe(
        'correct `healthcheck.test`; to look around in the container: gantry exec db sh',
      );
    });

    test('takes the words of the probe itself for no lack of a program', () => {
      expect(unhealthy({ exitCode: 1, output: 'no such file: /data/ready' })).toContain(
        'run the probe by hand',
      );
      expect(unhealthy({ exitCode: -1, output: 'permission denied' })).toContain('run the probe by hand');
    });

    test('shows what the engine noted where the probe is not known, too long, or of several lines', () => {
      const { test: _, ...unknown } = probe();
      const long = (length: number) => unhealthy({ test: ['CMD', 'x'.repeat(length)] });

      expect(nextStep(report({ reason: 'unhealthy', probe: unknown }))).toBe(inspect);
      expect(nextStep(report({ reason: 'unhealthy' }))).toBe(inspect);
      expect(unhealthy({ test: ['CMD-SHELL'] })).toBe(inspect);
      expect(unhealthy({ test: ['CMD', 'one\ntwo'] })).toBe(inspect);
      expect(long(200)).toContain('run the probe by hand');
      expect(long(201)).toBe(inspect);
    });
  });
});

describe('concernOf()', () => {
  const db = ['services', 'db'];

  test('points at the memory limit of what was killed for lack of memory, then at what it runs', () => {
    expect(concernOf(report({ exitCode: 1 }))).toEqual({ of: db, settings: ['command', 'entrypoint', ''] });
    expect(concernOf(report({ exitCode: 137, oomKilled: true }))).toEqual({
      of: db,
      settings: ['mem_limit', 'deploy.resources.limits.memory', 'command', 'entrypoint', ''],
    });
  });

  test('points at nothing for what was removed, and at who asked for a healthcheck that is missing', () => {
    expect(concernOf(report({ reason: 'removed' }))).toBeUndefined();
    expect(concernOf(report({ reason: 'no-healthcheck' }))).toEqual({ of: db, settings: [''] });
    expect(concernOf(report({ reason: 'no-connection' }))).toEqual({
      of: db,
      settings: ['expose', 'ports', ''],
    });
    expect(concernOf(report({ reason: 'no-healthcheck', waiter: 'web' }))).toEqual({
      of: ['services', 'web'],
      settings: ['depends_on.db'],
    });
  });

  test('points at the healthcheck of what is not healthy, and first at a timeout that ran out', () => {
    const settings = ['healthcheck.test', 'healthcheck', ''];
    const { probe: _, ...late } = report({ reason: 'timeout', health: 'starting' });

    expect(concernOf(late)).toEqual({ of: db, settings });
    expect(concernOf(report({ reason: 'unhealthy', probe: probe() }))).toEqual({ of: db, settings });
    expect(concernOf(report({ reason: 'unhealthy', probe: probe(SLOW) }))).toEqual({
      of: db,
      settings: ['healthcheck.timeout', ...settings],
    });
  });

  test('points at what it runs where it ends again and again, whatever its healthcheck says', () => {
    expect(concernOf(report({ reason: 'timeout', health: 'starting', restartCount: 1 }))).toEqual({
      of: db,
      settings: ['command', 'entrypoint', ''],
    });
  });
});
