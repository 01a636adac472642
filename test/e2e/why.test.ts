import { afterEach, expect, test, vi } from 'vitest';
import { aWorkspace, docker, type Workspace } from '../support/gantry.ts';
import { SELDOM } from '../support/patience.ts';

let workspace: Workspace;

afterEach(() => workspace.remove());

test('why says what keeps a project from working, by its files and by its name alone', async () => {
  workspace = aWorkspace('why', {
    'compose.yaml': `services:
  web: {image: "busybox:latest", command: sleep 600, init: true, stop_grace_period: 0s, depends_on: {db: {condition: service_healthy}}}
  db:
    image: busybox:latest
    init: true
    stop_grace_period: 0s
    command: sh -c "echo listening with $$DB_PASSWORD; sleep 600"
    environment: {DB_PASSWORD: correct-horse}
    healthcheck: {test: "echo connection refused; exit 1", interval: 2s, retries: 1}
  job: {image: "busybox:latest", command: sh -c "exit 4"}
`,
  });
  const { project } = workspace;
  expect(await workspace.gantry('up -d')).toMatchObject({ code: 1 });
  docker('wait', `${project}-job-1`);

  const told = await workspace.gantry('why');
  expect(told, told.stderr).toMatchObject({ code: 2 });
  expect(told.stdout).toContain(`container ${project}-web-1 was created and never started`);
  expect(told.stdout).toContain('waits for db to be healthy: it is unhealthy');
  expect(told.stdout).toContain('    | connection refused');
  expect(told.stdout).toContain('    | listening with ••••••');
  expect(told.stdout).toContain(`container ${project}-job-1 exited (4)`);
  expect(told.stdout).toMatch(/compose\.yaml:10:\d+\n/);

  const one = await workspace.gantry(`-p ${project} why job --format json`);
  expect(JSON.parse(one.stdout)).toMatchObject({
    problems: [{ kind: 'exited', service: 'job', exitCode: 4 }],
  });
  expect(await workspace.gantry('why dbb')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('did you mean "db"?'),
  });
});

test('up --wait fails with a container that ends before it has settled, and up -d warns of one in a loop of restarts', async () => {
  workspace = aWorkspace('settle', {
    'compose.yaml': `services:
  web: {image: "busybox:latest", command: sh -c "sleep 5; echo no settings; exit 3"}
`,
    'loop.yaml': `services:
  web: {image: "busybox:latest", restart: always, command: sh -c "echo no settings; exit 3"}
`,
  });
  const waited = await workspace.gantry('up -d --wait --settle 20s');
  expect(waited).toMatchObject({ code: 1, stderr: expect.stringContaining('| no settings') });
  expect(await workspace.gantry('up -d --wait --settle 100ms')).toMatchObject({ code: 0 });

  expect(await workspace.gantry('-f loop.yaml up -d')).toMatchObject({ code: 0 });
  // The engine's pauses grow: behind the sixth restart there are seconds for `up` to look.
  const restarts = (): string =>
    docker('inspect', '--format', '{{.State.Restarting}} {{.RestartCount}}', `${workspace.project}-web-1`);
  await vi.waitFor(() => expect(restarts()).toMatch(/^true (?:[6-9]|\d\d)$/), SELDOM);
  const again = await workspace.gantry('-f loop.yaml up -d');
  expect(again).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/warning: container \S+ exited \(3\) and is started again: no settings/),
  });
});
