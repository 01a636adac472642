import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LogsOptions } from '../../../src/cli/logs/log-options.ts';
import { showSwarmLogs } from '../../../src/cli/swarm/show-swarm-logs.ts';
import type { LogRecord } from '../../../src/engine/port/engine-answers.ts';
import type { Swarm } from '../../../src/engine/port/swarm.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import type { ObservedSwarm, SwarmTask } from '../../../src/model/observed-swarm.ts';
import { aCli } from '../../support/a-cli.ts';
import { aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-test-'));
  writeFileSync(join(folder, 'compose.yaml'), 'name: app\nservices: {web: {image: web}, db: {image: db}}\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const aTask = (id: string, nodeId: string, more: Partial<SwarmTask> = {}): SwarmTask => ({
  ...{ id, nodeId, serviceId: 'web', slot: 1, containerId: `of-${id}`, image: 'web', since: 0 },
  ...{ state: 'running', desiredState: 'running' },
  ...more,
});

const aService = (id: string) => ({
  id,
  name: `app_${id}`,
  version: 1,
  labels: {},
  spec: {},
  files: [],
  previousFiles: [],
});

const line = (second: number, text: string, stream: LogRecord['stream'] = 'stdout'): LogRecord => ({
  time: `2026-01-01T00:00:0${second}.5Z`,
  text,
  stream,
});

const OPTIONS: LogsOptions = { color: false, logPrefix: true };

interface World {
  /** What is seen at each look; the last one stays. */
  readonly looks: readonly (readonly SwarmTask[])[];
  /** By task: its whole log, or why it cannot be read. */
  readonly logs: Readonly<Record<string, readonly LogRecord[] | EngineError>>;
}

async function shown(
  { looks, logs }: World,
  services: readonly string[] = [],
  options: Partial<LogsOptions> = {},
) {
  let at = 0;
  const next = (): readonly SwarmTask[] => looks[Math.min(at++, looks.length - 1)] ?? [];
  const seen = (): ObservedSwarm => ({
    ...EMPTY_SWARM,
    services: [aService('web'), aService('db')],
    nodes: [aNode('one'), aNode('two', { state: 'down' }), aNode('three')],
    tasks: next(),
  });
  const swarm = {
    observe: async () => seen(),
    tasksOf: async () => next(),
    async *logs(task: string, { since }: { readonly since?: string }) {
      const log = logs[task] ?? [];
      if (log instanceof EngineError) throw log;
      yield* log.filter(({ time }) => since === undefined || time >= since);
    },
  } satisfies Partial<Swarm>;
  const engine = Object.assign(new RecordingEngine(), { swarm: async () => swarm as unknown as Swarm });
  const cli = aCli(folder, { engine });
  const code = await showSwarmLogs(cli, services, { ...OPTIONS, ...options });
  return { code, stdout: cli.written.stdout.split('\n').filter(Boolean), stderr: cli.written.stderr };
}

test('logs merges what the tasks wrote by time, also where one of them comes out of order', async () => {
  const { stdout, code } = await shown({
    looks: [[aTask('a', 'id-of-one'), aTask('b', 'id-of-three', { slot: 2 })]],
    logs: { a: [line(3, 'third', 'stderr'), line(1, 'first')], b: [line(2, 'second')] },
  });
  expect(stdout).toEqual(['web.1@one    | first', 'web.2@three  | second', 'web.1@one    | third']);
  expect(code).toBe(0);
});

test('logs does not ask for tasks of nodes that are away, and says so', async () => {
  const { stdout, stderr } = await shown({
    looks: [[aTask('a', 'id-of-one'), aTask('gone', 'id-of-two', { slot: 2 })]],
    logs: { a: [line(1, 'here')], gone: new EngineError('engine-refused', 'asked') },
  });
  expect(stdout).toEqual(['web.1@one  | here']);
  expect(stderr).toBe('warning: no log of web.2@two: its node is down\n');
});

test('logs shows the others when one cannot be read', async () => {
  const { stdout, stderr } = await shown({
    looks: [[aTask('a', 'id-of-one'), aTask('b', 'id-of-three', { slot: 2 })]],
    logs: { a: new EngineError('engine-refused', 'incomplete log stream'), b: [line(1, 'here')] },
  });
  expect(stdout).toEqual(['web.2@three  | here']);
  expect(stderr).toContain('warning: no log of web.1@one can be read: incomplete log stream');
});

test('logs shows only the services that are named, up to the time that is asked for', async () => {
  const world: World = {
    looks: [[aTask('a', 'id-of-one'), aTask('b', 'id-of-three', { serviceId: 'db' })]],
    logs: { a: [line(1, 'web')], b: [line(1, 'early'), line(5, 'late')] },
  };
  const { stdout } = await shown(world, ['db'], { until: '2026-01-01T00:00:03Z' });
  expect(stdout).toEqual(['db.1@three  | early']);
  await expect(shown(world, ['nosuch'])).rejects.toMatchObject({ code: 'no-such-service' });
});

test('logs -f shows each line once, follows new tasks, and ends when none is left that could write', async () => {
  const ended = { state: 'complete', desiredState: 'shutdown' };
  const { stdout } = await shown(
    {
      looks: [
        [aTask('a', 'id-of-one')],
        [aTask('a', 'id-of-one', ended), aTask('b', 'id-of-three')],
        [aTask('a', 'id-of-one', ended), aTask('b', 'id-of-three', ended)],
      ],
      logs: { a: [line(1, 'first')], b: [line(2, 'second')] },
    },
    [],
    { follow: true },
  );
  expect(stdout).toEqual(['web.1@one  | first', 'web.1@three  | second']);
});
