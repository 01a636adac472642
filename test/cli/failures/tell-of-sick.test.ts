import { expect, test } from 'vitest';
import { mayTell } from '../../../src/cli/failures/started-in.ts';
import { tellOfSick } from '../../../src/cli/failures/tell-of-sick.ts';
import { containerId } from '../../../src/model/ids.ts';
import type { ContainerDetails, ObservedContainer } from '../../../src/model/observed.ts';
import type { OperationOf } from '../../../src/model/operation.ts';
import type { ServiceSpec } from '../../../src/model/service-spec.ts';
import { aCli } from '../../support/a-cli.ts';
import { aPlan } from '../../support/a-plan.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const NO_LOOK = { lookMs: 0, agoMs: Number.POSITIVE_INFINITY, signal: new AbortController().signal };

interface Scene {
  readonly verb?: string;
  readonly starts?: readonly string[];
  /** The ids of those that the engine said it started. */
  readonly started?: readonly string[];
  readonly services?: readonly ServiceSpec[];
  readonly containers: readonly ObservedContainer[];
  readonly details?: Partial<ContainerDetails>;
  readonly logs?: readonly string[];
}

const starting = (service: string): OperationOf<'start-container'> => ({
  kind: 'start-container',
  container: { id: containerId(service) },
  name: `app-${service}-1`,
  service,
});

/** What is told at the end of a command, and the calls that it takes. */
async function told({
  verb = 'up',
  starts = [],
  started = [],
  services,
  containers,
  details = {},
  logs = [],
}: Scene) {
  const engine = new RecordingEngine({
    containers,
    logs,
    inspect: (id) => {
      const { name = '', state = 'exited', exitCode = 0 } = containers.find((one) => one.id === id) ?? {};
      return { name, state, exitCode, ...details };
    },
  });
  const cli = aCli('/', { globals: { projectName: 'app' } });
  const project = aProject({ name: 'app', services: services ?? [aService('web'), aService('db')] });
  const plan = aPlan(starts.map(starting), { verb, project: 'app' });
  const planned = {
    engine,
    plan,
    observed: anObserved({ containers }),
    project: { ...project, origin: 'labels' as const },
  };
  const done = { ...NO_LOOK, started: new Set(started.map(containerId)) };
  const isStarted = !mayTell(planned) || (await tellOfSick(cli, planned, done));
  return { text: cli.written.stderr, calls: engine.calls, isStarted };
}

test('tellOfSick() warns in one line each of what died, with its last words, masked and without control characters', async () => {
  const { text } = await told({
    starts: ['web', 'db'],
    services: [aService('web', { environment: { API_TOKEN: 'correct-horse' } }), aService('db')],
    containers: [
      anObservedContainer('web', { state: 'exited', exitCode: 1 }),
      anObservedContainer('db', { state: 'restarting', exitCode: 3 }),
    ],
    logs: ['starting', '\x1b[31mcorrect-horse is wrong\x07', ''],
  });
  expect(text).toBe(
    [
      'warning: container app-web-1 exited (1): •••••• is wrong\\x07 (container-failed)',
      'warning: container app-db-1 exited (3) and is started again: •••••• is wrong\\x07 (container-failed)',
      '  try: gantry -p app why',
      '',
    ].join('\n'),
  );
});

test('tellOfSick() says what the last probe of an unhealthy container found', async () => {
  const { text } = await told({
    starts: ['web'],
    containers: [anObservedContainer('web', { health: 'unhealthy' })],
    details: {
      health: 'unhealthy',
      lastProbe: { exitCode: 1, output: 'no answer', failingStreak: 3, runs: 3 },
    },
  });
  expect(text).toContain('warning: container app-web-1 is unhealthy: no answer (container-failed)\n');
});

test('tellOfSick() takes one list call where everything runs or has done its work, and says nothing', async () => {
  const { text, calls } = await told({
    starts: ['web', 'db'],
    containers: [anObservedContainer('web'), anObservedContainer('db', { state: 'exited', exitCode: 0 })],
  });
  expect(text).toBe('');
  expect(calls).toHaveLength(1);
});

test('tellOfSick() warns after an up that changed nothing without another list call, and makes no call when all is well', async () => {
  const loop = await told({ containers: [anObservedContainer('web', { state: 'restarting', exitCode: 1 })] });
  expect(loop.text).toContain('container app-web-1 exited (1) and is started again');
  expect(loop.calls.filter((call) => call.startsWith('list'))).toEqual([]);

  const well = await told({ containers: [anObservedContainer('web'), anObservedContainer('db')] });
  expect(well.calls).toEqual([]);
});

test('tellOfSick() leaves to themselves the containers that a start or restart did not touch', async () => {
  const containers = [
    anObservedContainer('web'),
    anObservedContainer('db', { state: 'exited', exitCode: 1 }),
  ];
  expect((await told({ verb: 'restart', starts: ['web'], containers })).text).toBe('');
  expect((await told({ verb: 'stop', containers })).calls).toEqual([]);
});

test('tellOfSick() tells the line with the error of a Node program, not the version of Node', async () => {
  const { text } = await told({
    starts: ['web'],
    containers: [anObservedContainer('web', { state: 'exited', exitCode: 1 })],
    logs: ['Error: no DATABASE_URL', '    at /app/server.js:3:7', '', 'Node.js v20.1.0'],
  });
  expect(text).toContain('container app-web-1 exited (1): Error: no DATABASE_URL (container-failed)');
});

test('tellOfSick() takes it for an error when the engine said that it started one, and did not', async () => {
  const web = anObservedContainer('web', { state: 'created' });
  const lie = await told({ starts: ['web'], started: [web.id], containers: [web] });
  expect(lie.isStarted).toBe(false);
  expect(lie.text).toContain(
    'error: container app-web-1 was not started, although the engine said so (container-failed)',
  );

  // Somebody else has made it anew by now.
  const other = await told({ starts: ['web'], started: ['before'], containers: [web] });
  expect(other).toMatchObject({ isStarted: true, text: '' });
});
