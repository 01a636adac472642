import { afterEach, expect, test } from 'vitest';
import { aWorkspace, containersOf, docker, removeFromEngine, type Workspace } from '../support/gantry.ts';
import { outputOfRun } from '../support/output-of-run.ts';

let workspace: Workspace;
afterEach(async () => {
  await workspace.remove();
  await removeFromEngine(`/volumes/${workspace.project}-notes`);
});

const service = (name: string, more = ''): string => `
  ${name}:
    image: busybox:latest
    command: sleep 600
    init: true
    volumes: [notes:/notes]${more}
    pre_stop: [{command: [sh, -c, 'echo ${name} >> /notes/log']}]`;

test('pre_stop runs in containers that go for good, as long as the files say what it is', async () => {
  workspace = aWorkspace('last-hooks', {});
  const { project } = workspace;
  const volume = `${project}-notes`;
  docker('volume', 'create', volume);
  const write = (...services: readonly string[]): void =>
    workspace.write(
      'compose.yaml',
      `services:${services.join('')}\nvolumes: {notes: {name: ${volume}, external: true}}\n`,
    );
  const log = (): readonly string[] =>
    outputOfRun('-v', `${volume}:/notes`, 'busybox:latest', 'cat', '/notes/log').split('\n');
  const debug = service('debug', '\n    profiles: [debug]');
  write(service('web'), service('api'), service('old'), debug);
  expect((await workspace.gantry('--profile debug up -d')).code).toBe(0);

  expect((await workspace.gantry('up -d --scale web=0')).code).toBe(0);
  expect(log()).toEqual(['web']);

  // Nobody knows what the hooks of an orphan were.
  write(service('web'), service('api'), debug);
  expect((await workspace.gantry('up -d --scale web=0 --remove-orphans')).code).toBe(0);
  expect(Object.keys(await containersOf(project)).sort()).toEqual([`${project}-api-1`, `${project}-debug-1`]);
  expect(log()).toEqual(['web']);

  // Its profile is switched off, and its definition is there.
  expect((await workspace.gantry('down')).code).toBe(0);
  expect(await containersOf(project)).toEqual({});
  expect([...log()].sort()).toEqual(['api', 'debug', 'web']);
});
