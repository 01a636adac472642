import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { findAilments } from '../../../src/cli/why/find-ailments.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ContainerDetails, ObservedContainer } from '../../../src/model/observed.ts';
import { showWhy, whyToJson } from '../../../src/ui/errors/show-why.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

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
}

/** What `why` finds, and which calls it made. */
async function why(
  { file = FILE, projectName, containers, details, logs = [] }: Scene,
  ...services: string[]
) {
  const folder = aFolder({ 'compose.yaml': file });
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const engine = new RecordingEngine({
    containers,
    logs,
    inspect: (id) => {
      const container = containers.find((one) => one.id === id);
      if (!container) return undefined;
      const { name, state, exitCode = 0 } = container;
      return { name, state, exitCode, ...details?.(container) };
    },
  });
  const cli = aCli(folder, { engine, globals: projectName === undefined ? {} : { projectName } });
  const report = await findAilments(cli, services);
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

test('findAilments() tells last of what others wait for, with the probe, the last lines and the place', async () => {
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
  expect(kinds(report)).toEqual(['not-started', 'unhealthy']);
  expect(text).toContain(
    '✘ container app-web-1 was created and never started\n  waits for db to be healthy: it is unhealthy\n',
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
