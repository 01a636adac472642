import { afterEach, expect, test } from 'vitest';
import { allButReads, CALLS_OF_A_SECOND_UP, startEngineProxy } from '../support/engine-proxy.ts';
import { aWorkspace, containersOf, docker, leftovers, type Workspace } from '../support/gantry.ts';

const FILES = {
  'compose.yaml': `
services:
  web:
    image: busybox:latest
    command: sh -c 'cat /settings /run/secrets/token; echo; exec sleep 600'
    init: true
    environment: {GREETING: "hello \${WHO:-world}"}
    depends_on:
      db: {condition: service_healthy}
      migrate: {condition: service_completed_successfully}
    networks: [front, back]
    configs: [{source: settings, target: /settings}]
    secrets: [token]
  db:
    image: busybox:latest
    command: sh -c 'touch /data/ready; exec sleep 600'
    init: true
    volumes: ["data:/data"]
    networks: [back]
    healthcheck: {test: test -f /data/ready, interval: 60s, start_period: 300s, start_interval: 200ms}
  migrate:
    image: busybox:latest
    command: touch /data/migrated
    volumes: ["data:/data"]
    depends_on: [db]
    networks: [back]
  tool: {image: "busybox:latest", command: sleep 600, init: true, profiles: [tools]}
networks: {front: {}, back: {}}
volumes: {data: {}}
configs: {settings: {content: "greet=\${WHO:-world}\\n"}}
secrets: {token: {environment: TOKEN}}
`,
  '.env': 'WHO=everyone\nTOKEN=s3cret\n',
};

let workspace: Workspace;
afterEach(() => workspace.remove());

test('an application comes up in order, stays untouched by a second up, and goes without a trace', async () => {
  workspace = aWorkspace('life', FILES);
  const { project } = workspace;

  const up = await workspace.gantry('up -d');
  expect(up, up.stderr).toMatchObject({ code: 0 });
  expect(Object.keys(await containersOf(project)).sort()).toEqual(
    ['db', 'migrate', 'web'].map((service) => `${project}-${service}-1`),
  );
  expect(docker('logs', `${project}-web-1`)).toBe('greet=everyone\ns3cret');
  expect(docker('exec', `${project}-web-1`, 'env')).toMatch(/^GREETING=hello everyone$/m);
  expect(docker('exec', `${project}-db-1`, 'ls', '/data')).toBe('migrated\nready');

  const before = await containersOf(project);
  const again = await workspace.gantry('up -d');
  expect(again.code).toBe(0);
  expect(again.stderr).toMatch(/nothing changed/i);
  expect(await containersOf(project)).toEqual(before);

  const down = await workspace.gantry('down');
  expect(down, down.stderr).toMatchObject({ code: 0 });
  expect(await leftovers(project)).toEqual([`volume ${project}_data`]);
  expect((await workspace.gantry('down -v')).code).toBe(0);
  expect(await leftovers(project)).toEqual([]);
});

test('an edit of one service replaces that service and touches nothing else', async () => {
  workspace = aWorkspace('edit', FILES);
  const { project } = workspace;
  await workspace.gantry('up -d');
  const before = await containersOf(project);

  workspace.write('compose.yaml', FILES['compose.yaml'].replace('"hello', '"good day'));
  const plan = await workspace.gantry('plan');
  expect(plan.stdout).toMatch(/GREETING/);
  expect(plan.stdout).toMatch(/hello everyone.*good day everyone/);
  expect(await containersOf(project)).toEqual(before);

  expect((await workspace.gantry('up -d')).code).toBe(0);
  const after = await containersOf(project);
  const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
  expect(changed).toEqual([`${project}-web-1`]);
  expect(docker('exec', `${project}-web-1`, 'env')).toMatch(/^GREETING=good day everyone$/m);
});

test('a second up makes a fixed number of calls that only look, and nothing else, however many services there are', async () => {
  const services = Array.from(
    { length: 6 },
    (_, i) => `  s${i}: {image: "busybox:latest", command: sleep 600, init: true}\n`,
  );
  workspace = aWorkspace('noop', { 'compose.yaml': `services:\n${services.join('')}` });
  await workspace.gantry('up -d');

  const proxy = await startEngineProxy(allButReads);
  try {
    const again = await workspace.gantry('up -d', { DOCKER_HOST: proxy.host });
    expect(again, again.stderr).toMatchObject({ code: 0 });
    expect([...proxy.requests].sort()).toEqual(CALLS_OF_A_SECOND_UP);
  } finally {
    await proxy.close();
  }
});

test('up lets the engine look while it reads the files, and tells what is wrong with them all the same', async () => {
  workspace = aWorkspace('ahead', {
    'compose.yaml': 'services: {web: {image: busybox, depends_on: [gone]}}',
  });
  const proxy = await startEngineProxy(allButReads);
  try {
    const up = await workspace.gantry('up -d', { DOCKER_HOST: proxy.host });

    expect(up).toMatchObject({ code: 1, stderr: expect.stringContaining('"gone", which is not declared') });
    expect(proxy.requests).toContain('GET /containers/json');
  } finally {
    await proxy.close();
  }
  const silent = await workspace.gantry('up -d', { DOCKER_HOST: 'unix:///nobody/listens.sock' });
  expect(silent.stderr).toBe((await workspace.gantry('config')).stderr);
});

test('plan and --dry-run only read, whatever there is to do', async () => {
  workspace = aWorkspace('dry', FILES);
  const proxy = await startEngineProxy(allButReads);
  const env = { DOCKER_HOST: proxy.host };
  try {
    const fresh = await workspace.gantry('plan', env);
    expect(fresh, fresh.stderr).toMatchObject({ code: 0 });
    expect(fresh.stdout).toContain(`${workspace.project}-web-1`);
    // Each is headed with the command that would do it.
    const dryRun = (await workspace.gantry('--dry-run up -d', env)).stdout;
    expect(dryRun.replace('`gantry up --detach`', '`gantry up`')).toBe(fresh.stdout);
    expect(await leftovers(workspace.project)).toEqual([]);

    await workspace.gantry('up -d');
    const before = await containersOf(workspace.project);
    for (const words of [
      'down -v',
      'stop',
      'restart',
      'start',
      'up -d --force-recreate',
      'up -d --scale db=3',
    ]) {
      const dry = await workspace.gantry(`${words} --dry-run`, env);
      expect(dry, `${words}: ${dry.stderr}`).toMatchObject({ code: 0 });
    }
    expect(await containersOf(workspace.project)).toEqual(before);
    expect(proxy.requests.filter((request) => !request.startsWith('GET '))).toEqual([]);
  } finally {
    await proxy.close();
  }
});

test('plan tells by its exit code whether there is something to do', async () => {
  workspace = aWorkspace('detailed', FILES);
  expect((await workspace.gantry('plan --detailed-exitcode')).code).toBe(2);
  await workspace.gantry('up -d');
  expect((await workspace.gantry('plan --detailed-exitcode')).code).toBe(0);
  expect((await workspace.gantry('plan down --detailed-exitcode')).code).toBe(2);
});

test('profiles, scale and stop, start, restart act on what they name', async () => {
  workspace = aWorkspace('verbs', FILES);
  const { project } = workspace;
  await workspace.gantry('--profile tools up -d --scale tool=2 tool');
  expect(Object.keys(await containersOf(project)).sort()).toEqual([`${project}-tool-1`, `${project}-tool-2`]);

  await workspace.gantry('--profile tools stop tool');
  expect(docker('ps', '-q', '--filter', `label=com.docker.compose.project=${project}`)).toBe('');
  await workspace.gantry('--profile tools start tool');
  const started = await containersOf(project);
  await workspace.gantry('--profile tools restart tool');
  const restarted = await containersOf(project);
  expect(Object.keys(restarted)).toEqual(Object.keys(started));
  for (const name of Object.keys(started)) expect(restarted[name]).not.toBe(started[name]);

  // Without the profile: what was started goes all the same.
  expect((await workspace.gantry('down')).code).toBe(0);
  expect(await leftovers(project)).toEqual([]);
});

test('secrets show up in no output, label or plan', async () => {
  workspace = aWorkspace('secrets', FILES);
  const outputs = [
    await workspace.gantry('plan'),
    await workspace.gantry('plan --format json'),
    await workspace.gantry('--progress json up -d'),
    await workspace.gantry('ps --format json'),
  ];
  for (const { stdout, stderr } of outputs) expect(stdout + stderr).not.toContain('s3cret');
  expect(docker('inspect', `${workspace.project}-web-1`)).not.toContain('s3cret');
});
