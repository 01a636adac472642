import { afterEach, describe, expect, test } from 'vitest';
import { listAt, textAt } from '../../scripts/setup/json.ts';
import { aWorkspace, docker, inspectionsOf, type Workspace } from '../support/gantry.ts';
import { PATIENCE } from '../support/patience.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

const FILE = `
services:
  db:
    image: busybox:latest
    command: sleep 600
    init: true
    stop_grace_period: 0s
    volumes: [/data]
  web:
    image: busybox:latest
    command: sleep 600
    init: true
    stop_grace_period: 0s
    depends_on: [db]
`;

interface State {
  readonly id: string;
  readonly status: string;
  readonly volumes: string;
}

/** By name, without that of the project. */
async function states(): Promise<Readonly<Record<string, State>>> {
  const { project } = workspace;
  return Object.fromEntries(
    (await inspectionsOf(project)).map((container) => [
      textAt(container, 'Name')?.slice(1).replace(`${project}-`, '') ?? '',
      {
        id: textAt(container, 'Id')?.slice(0, 12) ?? '',
        status: textAt(container, 'State', 'Status') ?? '',
        volumes: listAt(container, 'Mounts')
          .map((mount) => textAt(mount, 'Name'))
          .join(''),
      },
    ]),
  );
}

async function up(words = ''): Promise<void> {
  expect(await workspace.gantry(`up -d ${words}`.trim())).toMatchObject({ code: 0 });
}

function begin(name: string): void {
  workspace = aWorkspace(name, { 'compose.yaml': FILE });
  expect(workspace.compose('up -d').code).toBe(0);
}

const container = (service: string): string => `${workspace.project}-${service}-1`;

/** What a replacement leaves that is interrupted after its first step: as the old one, under a name of its own. */
function makeHalf(service: string): string {
  const name = container(service);
  const [id = '', ...labels] = docker(
    'inspect',
    '--format',
    '{{.Id}}{{range $name, $value := .Config.Labels}}\n{{$name}}={{$value}}{{end}}',
    name,
  ).split('\n');
  const half = `${id.slice(0, 12)}_${name}`;
  const flags = labels.flatMap((label) => ['--label', label]);
  docker('create', '--name', half, '--volume', '/data', ...flags, 'busybox:latest', 'sleep', '600');
  return half;
}

describe('what an interrupted replacement of docker compose left', () => {
  test.each([
    ['', ['db', 'web']],
    ['--no-recreate', ['db', 'web']],
    ['--force-recreate web', ['db']],
    ['--no-deps --force-recreate web', ['db']],
  ])('up %s removes the half-made one, whose empty volumes go with it', async (words, kept) => {
    begin('half-made');
    const before = await states();
    const half = makeHalf('web');
    const volume = docker('inspect', '--format', '{{range .Mounts}}{{.Name}}{{end}}', half);

    await up(words);
    const after = await states();
    expect(Object.keys(after).sort()).toEqual(['db-1', 'web-1']);
    for (const service of ['db', 'web'])
      expect(after[`${service}-1`]?.id === before[`${service}-1`]?.id).toBe(kept.includes(service));
    expect(docker('volume', 'ls', '--quiet', '--filter', `name=${volume}`)).toBe('');
  });

  test('up goes on with the new one when the old one is gone, and gives it its name', async () => {
    begin('old-gone');
    const { 'web-1': web, ...others } = await states();
    docker('rename', container('web'), `0123456789ab_${container('web')}`);

    await up();
    expect(await states()).toEqual({ ...others, 'web-1': web });
  });

  test('down and stop take both', async () => {
    begin('half-down');
    makeHalf('web');

    expect((await workspace.gantry('stop')).code).toBe(0);
    expect((await workspace.gantry('down -v')).code).toBe(0);
    expect(await states()).toEqual({});
  });
});

test('up starts what was created and never started, and keeps it; with --no-start it stays as it is', async () => {
  workspace = aWorkspace('never-started', { 'compose.yaml': FILE });
  expect(workspace.compose('create').code).toBe(0);
  const before = await states();

  await up('--no-start');
  expect(await states()).toEqual(before);
  await up('--no-deps web');
  expect((await states())['db-1']).toEqual(before['db-1']);
  await up();
  const running = Object.entries(before).map(([name, state]) => [name, { ...state, status: 'running' }]);
  expect(await states()).toEqual(Object.fromEntries(running));
});

test('up lets paused containers go on, replaces those that are named, and leaves others with --no-deps', async () => {
  begin('paused');
  const before = await states();
  docker('pause', container('db'), container('web'));

  await up('--no-deps --force-recreate web');
  expect((await states())['db-1']?.status).toBe('paused');
  expect((await states())['web-1']?.id).not.toBe(before['web-1']?.id);
  await up('--no-recreate');
  expect((await states())['db-1']).toEqual(before['db-1']);
});

test('up replaces dependencies with --always-recreate-deps, with their anonymous volumes, and renews them with -V', async () => {
  begin('recreate-deps');
  const before = await states();

  await up('--always-recreate-deps web');
  const after = await states();
  expect(after['db-1']?.id).not.toBe(before['db-1']?.id);
  expect(after['db-1']?.volumes).toBe(before['db-1']?.volumes);
  expect(after['web-1']).toEqual(before['web-1']);

  const { code, stderr } = await workspace.gantry('up -d -V db');
  expect(code).toBe(0);
  const left = before['db-1']?.volumes ?? '';
  expect(stderr).toContain(`its anonymous volumes stay with their data: ${left}`);
  expect((await states())['db-1']?.volumes).not.toBe(left);
  expect((await states())['web-1']).toEqual(before['web-1']);
  docker('volume', 'rm', left);
});

test('up leaves a one-off that runs alone, whatever it is told to replace or remove', async () => {
  begin('one-off-runs');
  const { project } = workspace;
  expect((await workspace.gantry(`run -d --name ${project}-once web sleep 600`)).code).toBe(0);
  const { once } = await states();

  await up('--force-recreate --remove-orphans');
  expect((await states()).once).toEqual(once);
  expect(once?.status).toBe('running');
  docker('stop', '--time', '0', `${project}-once`);
  await up('--remove-orphans');
  expect(Object.keys(await states()).sort()).toEqual(['db-1', 'web-1']);
});

test('up changes a container between two attempts of its restart policy in place where it can, else replaces it', async () => {
  const failing = (more: string): string => `
services:
  web: {image: "busybox:latest", command: sh -c 'exit 1', restart: always, ${more}}
networks: {extra: {}}
`;
  workspace = aWorkspace('restarting', { 'compose.yaml': failing('') });
  await up();
  const [before] = Object.values(await states());
  await expect.poll(async () => (await states())['web-1']?.status, PATIENCE).toBe('restarting');

  workspace.write('compose.yaml', failing('mem_limit: 64m'));
  await up();
  expect((await states())['web-1']?.id).toBe(before?.id);
  expect(docker('inspect', '--format', '{{.HostConfig.Memory}}', container('web'))).toBe('67108864');
  workspace.write('compose.yaml', failing('mem_limit: 64m, environment: {A: b}, networks: [default, extra]'));
  await up();
  expect((await states())['web-1']?.id).not.toBe(before?.id);
  expect((await workspace.gantry('plan --detailed-exitcode')).code).toBe(0);
});
