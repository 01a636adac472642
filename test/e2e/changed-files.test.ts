import { afterEach, expect, test } from 'vitest';
import { aWorkspace, containersOf, docker, type Workspace } from '../support/gantry.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

const FILE = `
services:
  web:
    image: busybox:latest
    command: sleep 600
    init: true
    security_opt: ["seccomp:./profile.json"]
  api:
    image: busybox:latest
    command: sleep 600
    init: true
    env_file: api.env
    label_file: api.labels
`;

const profile = (...denied: readonly string[]): string =>
  JSON.stringify({
    defaultAction: 'SCMP_ACT_ALLOW',
    syscalls: [{ names: ['swapon', ...denied], action: 'SCMP_ACT_ERRNO' }],
  });

const FILES = {
  'compose.yaml': FILE,
  'profile.json': profile(),
  'api.env': 'MODE=slow\n',
  'api.labels': 'tier=silver\n',
};

async function isSettled(): Promise<void> {
  expect((await workspace.gantry('plan --detailed-exitcode')).code).toBe(0);
}

test('up notices that a seccomp profile was edited, and takes its content for the same however it is written', async () => {
  workspace = aWorkspace('seccomp', FILES);
  const { project } = workspace;
  expect(workspace.compose('up -d').code).toBe(0);
  await isSettled();
  const before = await containersOf(project);
  workspace.write('profile.json', JSON.stringify(JSON.parse(profile()), null, 2));
  await isSettled();

  workspace.write('profile.json', profile('mkdir', 'mkdirat'));
  expect((await workspace.gantry('plan')).stdout).toContain('security_opt.seccomp.content');
  expect((await workspace.gantry('up -d')).code).toBe(0);
  expect(() => docker('exec', `${project}-web-1`, 'mkdir', '/x')).toThrow('Operation not permitted');
  expect((await containersOf(project))[`${project}-api-1`]).toBe(before[`${project}-api-1`]);
  await isSettled();
});

test('up notices that an env file or a label file was edited, and names what changed', async () => {
  workspace = aWorkspace('env-label-file', FILES);
  const { project } = workspace;
  expect((await workspace.gantry('up -d')).code).toBe(0);
  const before = await containersOf(project);

  workspace.write('api.env', 'MODE=fast\n');
  expect((await workspace.gantry('plan')).stdout).toContain('environment.MODE: •••••• → another value');
  workspace.write('api.labels', 'tier=gold\n');
  expect((await workspace.gantry('plan')).stdout).toContain('labels.tier: silver → gold');
  expect((await workspace.gantry('up -d')).code).toBe(0);
  expect(docker('exec', `${project}-api-1`, 'env')).toContain('MODE=fast');
  expect(docker('inspect', '--format', '{{.Config.Labels.tier}}', `${project}-api-1`)).toBe('gold');
  expect((await containersOf(project))[`${project}-web-1`]).toBe(before[`${project}-web-1`]);
  await isSettled();
});
