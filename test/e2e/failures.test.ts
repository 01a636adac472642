import { afterEach, expect, test } from 'vitest';
import { aWorkspace, containersOf, docker, type Workspace } from '../support/gantry.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

const running = (project: string): readonly string[] =>
  docker('ps', '--filter', `label=com.docker.compose.project=${project}`, '--format', '{{.Names}}')
    .split('\n')
    .filter(Boolean)
    .sort();

test('a failure blocks what depends on it and nothing else, and says why once', async () => {
  workspace = aWorkspace('blocked', {
    'compose.yaml': `services:
  migrate: {image: "busybox:latest", command: sh -c "echo cannot reach the database; exit 5"}
  api: {image: "busybox:latest", command: sleep 600, init: true, depends_on: {migrate: {condition: service_completed_successfully}}}
  front: {image: "busybox:latest", command: sleep 600, init: true, depends_on: [api]}
  other: {image: "busybox:latest", command: sleep 600, init: true}
`,
  });
  const { project } = workspace;

  const { code, stderr } = await workspace.gantry('up -d');

  expect(code).toBe(1);
  expect(running(project)).toEqual([`${project}-other-1`]);
  expect(stderr.match(/\| cannot reach the database/g)).toHaveLength(1);
  expect(stderr).toMatch(/exit 5/);
  expect(stderr).toContain(`${project}-api-1`);
  expect(stderr).toContain(`${project}-front-1`);
});

test('an unhealthy dependency is told with the last words of its probe', async () => {
  workspace = aWorkspace('probe', {
    'compose.yaml': `services:
  db: {image: "busybox:latest", command: sleep 600, init: true, healthcheck: {test: "echo the socket is missing; exit 1", interval: 100ms, retries: 2}}
  api: {image: "busybox:latest", command: sleep 600, init: true, depends_on: {db: {condition: service_healthy}}}
`,
  });

  const { code, stderr } = await workspace.gantry('up -d');

  expect(code).toBe(1);
  expect(stderr).toMatch(/unhealthy/);
  expect(stderr).toContain('the socket is missing');
  expect(running(workspace.project)).toEqual([`${workspace.project}-db-1`]);
});

test('a program that is not in the image is named', async () => {
  workspace = aWorkspace('program', {
    'compose.yaml': 'services:\n  web: {image: "busybox:latest", command: [gt-no-such-program]}\n',
  });

  const { code, stderr } = await workspace.gantry('up -d');

  expect(code).toBe(1);
  expect(stderr).toContain('gt-no-such-program');
});

test('up --wait ends with 1 when the time is over, and says who was waited for', async () => {
  workspace = aWorkspace('slow', {
    'compose.yaml': `services:
  slow: {image: "busybox:latest", command: sleep 600, init: true, healthcheck: {test: "exit 1", interval: 500ms, retries: 10000}}
`,
  });

  const { code, stderr } = await workspace.gantry('up -d --wait --wait-timeout 1');

  expect(code).toBe(1);
  expect(stderr).toMatch(/time(d )?out/);
  expect(stderr).toContain('slow');
});

test('an optional dependency that fails is a warning', async () => {
  workspace = aWorkspace('optional', {
    'compose.yaml': `services:
  cache: {image: "busybox:latest", command: "false"}
  web: {image: "busybox:latest", command: sleep 600, init: true, depends_on: {cache: {condition: service_completed_successfully, required: false}}}
`,
  });

  const { code, stderr } = await workspace.gantry('up -d');

  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/warning/);
  expect(running(workspace.project)).toEqual([`${workspace.project}-web-1`]);
});

test('whenever an up is killed, the next one brings everything to what the file says', async () => {
  const file = (value: number): string => `services:
  web: {image: "busybox:latest", command: sleep 600, init: true, environment: {A: "${value}"}, volumes: [/kept], networks: [front]}
  db: {image: "busybox:latest", command: sleep 600, init: true, environment: {A: "${value}"}, networks: [front]}
networks: {front: {}}
`;
  workspace = aWorkspace('killed', { 'compose.yaml': file(0) });
  const { project } = workspace;
  await workspace.gantry('up -d');
  docker('exec', `${project}-web-1`, 'touch', '/kept/file');

  for (let round = 1; round <= 8; round++) {
    workspace.write('compose.yaml', file(round));
    const up = workspace.start('up -d');
    await new Promise((later) => setTimeout(later, 60 * round));
    up.process.kill('SIGKILL');
    await up.ended;
    // The engine still finishes the call that it was in.
    await new Promise((later) => setTimeout(later, 300));

    const again = await workspace.gantry('up -d');
    expect(again, again.stderr).toMatchObject({ code: 0 });
    expect(Object.keys(await containersOf(project)).sort()).toEqual([`${project}-db-1`, `${project}-web-1`]);
    expect(docker('exec', `${project}-web-1`, 'env')).toMatch(new RegExp(`^A=${round}$`, 'm'));
    expect(docker('exec', `${project}-web-1`, 'ls', '/kept')).toBe('file');
    expect((await workspace.gantry('plan --detailed-exitcode')).code).toBe(0);
  }

  const volume = docker('inspect', '--format', '{{(index .Mounts 0).Name}}', `${project}-web-1`);
  expect((await workspace.gantry('down -v')).code).toBe(0);
  expect(docker('volume', 'ls', '-q', '--filter', `name=${volume}`)).toBe('');
});
