import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { aWorkspace, docker, statesOf, type Workspace } from '../support/gantry.ts';

const workspaces: Workspace[] = [];
afterEach(async () => {
  for (const workspace of workspaces.splice(0)) await workspace.remove();
});

/** Written down as for a user. */
const KEPT = { GANTRY_HISTORY: '' };

const PROGRAM = 'command: sleep 600, init: true, stop_grace_period: 0s';

const file = ({ version = '1', volumes = '', more = '' } = {}): string => `
x-gantry: {settle: 0s}
services:
  db: {image: busybox, ${PROGRAM}${volumes === '' ? '' : ', volumes: ["data:/data"]'}}
  web: {image: busybox, ${PROGRAM}, environment: {VERSION: "${version}"}}
${more}${volumes}`;

function aKeptProject(name: string, text = file()): Workspace {
  const workspace = aWorkspace(name, { 'compose.yaml': text });
  workspaces.push(workspace);
  return workspace;
}

async function ok(workspace: Workspace, line: string): Promise<string> {
  const { code, stdout, stderr } = await workspace.gantry(line, KEPT);
  expect(code, `${line}: ${stderr}`).toBe(0);
  return stdout;
}

const versionOf = (project: string): string | undefined =>
  /VERSION=(\d)/.exec(docker('inspect', '-f', '{{json .Config.Env}}', `${project}-web-1`))?.[1];

const idOf = (container: string): string => docker('inspect', '-f', '{{.Id}}', container);

test('history and rollback: what was done, what differs, and back to each of it', async () => {
  const shop = aKeptProject('history');
  const { project } = shop;
  await ok(shop, 'up -d');
  const db = idOf(`${project}-db-1`);
  shop.write('compose.yaml', file({ version: '2', volumes: 'volumes: {data: {}}\n' }));
  await ok(shop, 'up -d');
  docker('exec', `${project}-db-1`, 'sh', '-c', 'echo later > /data/it');
  shop.write('compose.yaml', file({ version: '3', volumes: 'volumes: {data: {}}\n' }));
  await ok(shop, 'up -d');

  expect(await ok(shop, 'history')).toMatch(/^# .*\n3 .* up --detach .* done .*\n2 .*\n1 .*\n$/);
  expect(await ok(shop, 'history show 2')).toContain(`Container ${project}-web-1: replace because`);
  expect(await ok(shop, 'history diff 2 3')).toBe('services.web.environment.VERSION: 2 -> 3\n');

  // One service, over a volume that the release did not have, and all of it.
  await ok(shop, 'rollback --to 1 web');
  expect([versionOf(project), docker('exec', `${project}-db-1`, 'cat', '/data/it')]).toEqual(['1', 'later']);
  const planned = await ok(shop, 'plan rollback --to 1');
  expect(planned).toContain(`replace container ${project}-db-1 because volumes./data changed`);
  await ok(shop, 'rollback --to 1');
  expect(docker('inspect', '-f', '{{len .Mounts}}', `${project}-db-1`)).toBe('0');
  expect(docker('volume', 'ls', '-q', '-f', `name=${project}_data`)).toBe(`${project}_data`);
  await ok(shop, 'rollback --to 3');
  expect([versionOf(project), docker('exec', `${project}-db-1`, 'cat', '/data/it')]).toEqual(['3', 'later']);
  expect(idOf(`${project}-db-1`)).not.toBe(db);

  const missing = await shop.gantry('rollback --to 17', KEPT);
  expect(missing).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`there is no release 17 of ${project}`),
  });
  expect(missing.stderr).toContain('there are 1-6');
});

test('history is the same from two machines, and tells what docker compose did in between', async () => {
  const here = aKeptProject('moved');
  const there = aKeptProject('moved');
  const { project } = here;
  await ok(here, 'up -d');
  there.write('compose.yaml', file({ version: '2' }));
  await ok(there, 'up -d');
  expect(there.compose('stop db').code).toBe(0);
  there.write('compose.yaml', file({ version: '2', more: `  cache: {image: busybox, ${PROGRAM}}\n` }));
  expect(there.compose('up -d --no-recreate cache').code).toBe(0);
  const moved = [`${project}-db-1 does not run any more`, `${project}-cache-1 was added`];

  const [mine, theirs] = await Promise.all([here, there].map((one) => ok(one, 'history --format json')));
  expect(mine).toBe(theirs);
  expect(JSON.parse(mine ?? '')).toMatchObject({
    movedSince: moved,
    releases: [{ number: 2 }, { number: 1 }],
  });

  const undone = await here.gantry('undo', KEPT);
  expect(undone.stderr).toContain(`and that stays: ${moved.join(', ')}`);
  expect(versionOf(project)).toBe('1');
  expect(statesOf(project)).toEqual({ 'cache-1': 'running', 'db-1': 'exited', 'web-1': 'running' });
});

test('rollback has the images of then, which prune keeps; those that are gone are named before anything is touched', async () => {
  const text = (version: string) => `
x-gantry: {settle: 0s}
services:
  web: {build: {context: ., dockerfile_inline: "FROM busybox:latest\\nLABEL version=${version}"}, ${PROGRAM}}
`;
  const shop = aKeptProject('images', text('1'));
  const { project } = shop;
  const imageOf = () => docker('inspect', '-f', '{{.Image}}', `${project}-web-1`);
  await ok(shop, 'up -d --build');
  const first = imageOf();
  shop.write('compose.yaml', text('2'));
  await ok(shop, 'up -d --build');
  expect(imageOf()).not.toBe(first);
  const pruned = await shop.gantry('prune --all --yes', KEPT);
  expect(pruned.stdout + pruned.stderr).toContain('stays: release 1 ran it');
  await ok(shop, 'rollback');
  expect(imageOf()).toBe(first);

  await ok(shop, 'rollback');
  docker('rmi', '--force', first);
  const web = idOf(`${project}-web-1`);
  const refused = await shop.gantry('rollback --to 1', KEPT);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining(`(${first.slice(0, 19)})`) });
  expect(idOf(`${project}-web-1`)).toBe(web);
});

test('what somebody else wrote into the history is told, and nothing is done by it', async () => {
  const shop = aKeptProject('unreadable');
  const { project, folder } = shop;
  await ok(shop, 'up -d');
  const place = `gantry-history-${project}:/history`;
  docker('cp', `${place}/001.json.gz`, join(folder, 'first.gz'));
  const first = JSON.parse(gunzipSync(execFileSync('cat', [join(folder, 'first.gz')])).toString());
  const put = (name: string, content: Buffer): void => {
    writeFileSync(join(folder, name), content);
    docker('cp', join(folder, name), `${place}/${name}`);
  };
  put('002.json.gz', gzipSync(JSON.stringify({ ...first, number: 2, project: 'another' })));
  put('003.json.gz', gzipSync(JSON.stringify({ ...first, number: 3, format: 99, savedBy: '9.0.0' })));
  put('004.json.gz', Buffer.from('no release'));

  const listed = await ok(shop, 'history');
  expect(listed).toContain(`release 2 in the history of ${project} is one of another project`);
  expect(listed).toContain(
    `release 3 of ${project} was written by gantry 9.0.0, in a format that this one does not know`,
  );
  expect(listed).toContain(`a release (004.json.gz) of ${project} is damaged, and cannot be read`);
  for (const line of ['rollback --to 2', 'rollback --to 3', 'undo'])
    expect(await shop.gantry(line, KEPT), line).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no-release'),
    });
  expect(Object.values(statesOf(project))).toEqual(['running', 'running']);
  // The number after the highest one, whoever wrote that.
  shop.write('compose.yaml', file({ version: '2' }));
  await ok(shop, 'up -d');
  expect(JSON.parse(await ok(shop, 'history --format json')).releases[0]).toMatchObject({ number: 4 });
});
