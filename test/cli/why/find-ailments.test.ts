import { rmSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findAilments } from '../../../src/cli/why/find-ailments.ts';
import type { ContainerEvent } from '../../../src/engine/port/engine-answers.ts';
import { networkId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ContainerDetails, ObservedContainer } from '../../../src/model/observed.ts';
import { showWhy, whyToJson } from '../../../src/ui/errors/show-why.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { EMPTY_SWARM } from '../../support/a-swarm.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';
import { aManagerOf, aSwarmService } from '../../support/swarm-objects.ts';

const FILE = `name: app
services:
  web: {image: busybox, depends_on: {db: {condition: service_healthy}}}
  db: {image: busybox, environment: {DB_PASSWORD: correct-horse}}
`;

interface Scene {
  readonly file?: string;
  readonly projectName?: string;
  readonly containers: readonly ObservedContainer[];
  readonly details?: (container: ObservedContainer) => Partial<ContainerDetails>;
  readonly logs?: readonly string[];
  readonly events?: readonly ContainerEvent[];
}

/** What `why` finds, and which calls it made. */
async function why(
  { file = FILE, projectName, containers, details, logs = [], events = [] }: Scene,
  ...services: string[]
) {
  const folder = aFolder({ 'compose.yaml': file });
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const engine = new RecordingEngine({
    containers,
    logs,
    events,
    inspect: (id) => {
      const container = containers.find((one) => one.id === id);
      if (!container) return undefined;
      const { name, state, exitCode = 0 } = container;
      return { name, state, exitCode, ...details?.(container) };
    },
  });
  const cli = aCli(folder, { engine, globals: projectName === undefined ? {} : { projectName } });
  const report = await findAilments(cli, services, { withOneOffs: true });
  return { report, text: showWhy(report, { colour: false }), calls: engine.calls };
}

const kinds = ({ found }: { readonly found: readonly { readonly kind: string }[] }) =>
  found.map(({ kind }) => kind);

test('findAilments() says in one line that nothing is wrong, after one call', async () => {
  const { text, calls } = await why({
    containers: [anObservedContainer('web'), anObservedContainer('db', { health: 'healthy' })],
  });
  expect(text).toBe('nothing is wrong with project app (2 containers)\n');
  expect(calls).toHaveLength(1);
});

test('findAilments() tells first of what others wait for, with the probe, the last lines and the place', async () => {
  const { text, report } = await why({
    containers: [
      anObservedContainer('db', { health: 'unhealthy' }),
      anObservedContainer('web', { state: 'created' }),
    ],
    details: ({ name }) =>
      name === 'app-db-1'
        ? {
            health: 'unhealthy',
            lastProbe: { exitCode: 1, output: 'no connection', failingStreak: 3, runs: 3 },
          }
        : { startedAt: '0001-01-01T00:00:00Z' },
    logs: ['wrong: correct-horse', '\x1b[2J\x1b[31mred\x07'],
  });
  expect(kinds(report)).toEqual(['unhealthy', 'not-started']);
  expect(text).toContain(
    '\n✘ container app-web-1 was created and never started\n  waits for db to be healthy: it is unhealthy\n',
  );
  expect(text).toContain('compose.yaml:3:38\n');
  expect(text).toContain('    | no connection\n');
  expect(text).toContain('    | wrong: ••••••\n    | red\\x07\n');
  expect(text).toContain('compose.yaml:4:3\n');
  expect(text).not.toContain('correct-horse');
});

test('findAilments() names exit codes, the lack of memory, a stop by hand, and a start that the engine refused', async () => {
  const file =
    'name: app\nservices: {a: {image: x}, b: {image: x}, c: {image: x}, d: {image: x}, e: {image: x}}\n';
  const { report } = await why({
    file,
    containers: [
      anObservedContainer('a', { state: 'exited', exitCode: 3 }),
      anObservedContainer('b', { state: 'exited', exitCode: 137 }),
      anObservedContainer('c', { state: 'exited', exitCode: 143 }),
      anObservedContainer('d', { state: 'created' }),
      anObservedContainer('e', { state: 'exited', exitCode: 0 }),
    ],
    details: ({ name }) => ({
      oomKilled: name === 'app-b-1',
      ...(name === 'app-d-1' && {
        startError: 'exec: "nosuch": executable file not found in $PATH: unknown',
      }),
    }),
  });
  expect(whyToJson(report).problems).toMatchObject([
    { kind: 'exited', message: 'container app-a-1 exited (3)', exitCode: 3 },
    { kind: 'exited', meaning: expect.stringContaining('memory'), oomKilled: true },
    {
      kind: 'exited',
      message: 'container app-c-1 was stopped (exit code 143)',
      hint: 'start it again: gantry up -d c',
    },
    { kind: 'not-started', message: expect.stringContaining('has no program "nosuch"') },
  ]);
});

test('findAilments() points at the port that the engine did not give, and names who has it', async () => {
  const file = 'name: app\nservices:\n  web:\n    image: x\n    command: serve\n    ports: ["8080:80"]\n';
  const proxy = anObservedContainer('proxy', {
    name: 'proxy',
    ports: [{ target: 80, published: 8080, protocol: 'tcp' }],
    labels: { [LABEL.project]: 'other' },
  });
  const scene = {
    file,
    details: () => ({ startError: 'Bind for 0.0.0.0:8080 failed: port is already allocated' }),
  };
  const web = anObservedContainer('web', { state: 'created' });
  const { text } = await why({ ...scene, containers: [web, proxy] }, 'web');
  expect(text).toContain(
    '✘ container app-web-1 could not be started: port 8080 of the host is published by container proxy of project "other"\n',
  );
  expect(text).toContain('compose.yaml:6:13\n');
  expect(text).toContain('try: publish another port, or stop that container: docker stop proxy\n');
  const gone = await why({ ...scene, containers: [web] });
  expect(gone.text).toContain('is published by another container already\n');
  expect(gone.text).toContain('compose.yaml:6:13\n');
});

test('findAilments() says who is still starting, and does not call it wrong', async () => {
  const containers = [
    anObservedContainer('db', { health: 'starting', status: 'Up 3 seconds (health: starting)' }),
    anObservedContainer('web'),
  ];
  const { text, report } = await why({ containers, details: () => ({ health: 'starting' }) });
  expect(text).toContain(
    'nothing is wrong with project app (2 containers), but:\n\n• container app-db-1 is still starting: its healthcheck has not run yet\n',
  );
  expect(whyToJson(report)).toMatchObject({
    problems: [],
    notes: [{ kind: 'starting', service: 'db', health: 'starting' }],
  });
});

test('findAilments() says who waits for one that is still starting, after that one', async () => {
  const { text, report } = await why({
    containers: [
      anObservedContainer('web', { state: 'created' }),
      anObservedContainer('db', { health: 'starting' }),
    ],
    details: ({ name }) => (name === 'app-db-1' ? { health: 'starting' } : {}),
  });
  expect(kinds(report)).toEqual(['starting', 'not-started']);
  expect(text).toMatch(/^• container app-db-1 is still starting/);
  expect(text).toContain('\n✘ container app-web-1 was created');
  expect(text).toContain('try: once that is so: gantry up -d web\n');
  expect(text).not.toContain('nothing is wrong');
});

test('findAilments() tells one that was stopped and ended with 0 from one that may have done its work', async () => {
  const file =
    'name: app\nservices: {web: {image: x, depends_on: {job: {condition: service_completed_successfully}}}, job: {image: x}, seed: {image: x}}\n';
  const [web, job, seed] = ['web', 'job', 'seed'].map((service) =>
    anObservedContainer(service, { state: 'exited', exitCode: 0 }),
  );
  if (!web || !job || !seed) throw new Error('there are three');
  const happened = ({ id }: ObservedContainer, action: string, attributes = {}): ContainerEvent => ({
    container: id,
    action,
    attributes,
    time: '2026-01-01T00:00:00Z',
  });
  const events = [
    happened(seed, 'kill', { signal: '15' }),
    happened(seed, 'die'),
    happened(seed, 'start'),
    happened(seed, 'kill', { signal: '1' }),
    happened(web, 'kill', { signal: '15' }),
    happened(web, 'die'),
    happened(web, 'stop'),
  ];
  const { text, report } = await why({ file, containers: [web, job, seed], events });
  expect(whyToJson(report)).toMatchObject({
    problems: [
      {
        kind: 'exited',
        message: 'container app-web-1 was stopped (exit code 0)',
        hint: 'start it again: gantry up -d web',
      },
    ],
    notes: [{ kind: 'ended', service: 'seed', hint: 'if it has more to do: gantry up -d seed' }],
  });
  expect(text).toContain('• container app-seed-1 has ended with exit code 0\n');
  expect(text).not.toContain('app-job-1');
});

test('findAilments() inspects a young container, which may be in a loop of restarts, and no other that runs', async () => {
  const { report, calls } = await why({
    containers: [
      anObservedContainer('web', { status: 'Up 2 seconds' }),
      anObservedContainer('db', { status: 'Up 20 minutes' }),
    ],
    details: () => ({ restartCount: 4 }),
  });
  expect(kinds(report)).toEqual(['restarting']);
  expect(calls.filter((call) => call.startsWith('inspect'))).toHaveLength(1);
});

test('findAilments() tells of services without a container, and once of a project without any', async () => {
  const none = await why({ containers: [] });
  expect(none.text).toBe('✘ project app has no containers\n  try: gantry up -d\n');
  const one = await why({ containers: [anObservedContainer('web')] });
  expect(one.text).toContain('✘ service db has no container\n');
});

test('findAilments() looks at the named services and what they depend on', async () => {
  const containers = [
    anObservedContainer('db', { state: 'exited', exitCode: 1 }),
    anObservedContainer('web', { state: 'exited', exitCode: 1 }),
  ];
  expect(kinds((await why({ containers }, 'web')).report)).toHaveLength(2);
  expect(kinds((await why({ containers }, 'db')).report)).toHaveLength(1);
  await expect(why({ containers }, 'dbb')).rejects.toMatchObject({
    code: 'no-such-service',
    hint: 'did you mean "db"?',
  });
});

test('findAilments() needs no files: labels tell what waits, and containers which secrets to hide', async () => {
  const { text } = await why({
    projectName: 'app',
    containers: [
      anObservedContainer('db', { state: 'exited', exitCode: 1 }),
      anObservedContainer('web', {
        state: 'created',
        labels: { [LABEL.dependsOn]: 'db:service_healthy:false' },
      }),
    ],
    details: () => ({
      settings: { Image: 'x', Labels: {}, HostConfig: {}, Env: ['DB_PASSWORD=battery-staple'] },
    }),
    logs: ['battery-staple is wrong'],
  });
  expect(text).toContain('waits for db to be healthy: it has exited (1)');
  expect(text).toContain('•••••• is wrong');
  expect(text).toContain('gantry -p app run --rm db');
  expect(text).not.toContain('compose.yaml');
});

test('findAilments() says nothing of what an interrupted replacement left, which was never the service', async () => {
  const web = anObservedContainer('web');
  const { text } = await why({
    containers: [
      web,
      anObservedContainer('web', { name: `${web.id.slice(0, 12)}_app-web-1`, state: 'created' }),
      anObservedContainer('db', { health: 'healthy' }),
    ],
  });
  expect(text).toBe('nothing is wrong with project app (2 containers)\n');
});

describe('a test that ran once and failed, in an instance that is kept', () => {
  const labels = { [LABEL.instance]: 'test-1' };
  const scene: Scene = {
    file: 'name: app\nservices: {web: {image: x}, e2e: {image: x, command: check, profiles: [test]}}\n',
    containers: [
      anObservedContainer('web', { labels }),
      anObservedContainer('e2e', {
        name: 'app-e2e-run-1',
        state: 'exited',
        exitCode: 3,
        labels: { ...labels, [LABEL.oneOff]: 'True' },
      }),
    ],
    logs: ['expected 1, got 2'],
  };

  test('is what is wrong', async () => {
    const { text, report } = await why(scene);

    expect(whyToJson(report).problems).toMatchObject([
      { kind: 'exited', message: 'container app-e2e-run-1 exited (3)', service: 'e2e', exitCode: 3 },
    ]);
    expect(text).toContain('| expected 1, got 2');
    expect(text).toContain('try: run it by itself: gantry run --rm e2e');
  });

  test('leaves nothing missing where its service is on', async () => {
    const { report } = await why({ ...scene, file: scene.file?.replace(', profiles: [test]', '') ?? '' });

    expect(kinds(report)).toEqual(['exited']);
  });

  test('is nothing to a project that is no instance', async () => {
    const containers = scene.containers.map((container) => ({
      ...container,
      labels: Object.fromEntries(Object.entries(container.labels).filter(([key]) => key !== LABEL.instance)),
    }));

    expect((await why({ ...scene, containers })).text).toContain('nothing is wrong');
  });
});

test('findAilments() says where a project runs that has no container here, as the swarm of the engine has it', async () => {
  const folder = aFolder({ 'compose.yaml': FILE });
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const swarm = { ...EMPTY_SWARM, services: [aSwarmService('web')] };
  const overlay = { id: networkId('n'), name: 'app_default', driver: 'overlay', labels: {} };
  const engine = Object.assign(aManagerOf(swarm), { listNetworks: async () => [overlay] });

  await expect(findAilments(aCli(folder, { engine }), [])).rejects.toMatchObject({ code: 'runs-elsewhere' });
});
