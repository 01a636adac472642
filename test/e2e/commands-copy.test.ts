import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWorkspace, docker, type Workspace } from '../support/gantry.ts';
import { gantryWithInput } from '../support/piped.ts';
import { gantryInTerminal } from '../support/terminal.ts';

let workspace: Workspace;
const at = (path: string): string => join(workspace.folder, path);
const inside = (replica: number, ...words: readonly string[]): string =>
  docker('exec', `${workspace.project}-web-${replica}`, ...words);

beforeAll(async () => {
  workspace = aWorkspace('copy', {
    'compose.yaml': `services:
  web: {image: "busybox:latest", init: true, command: sleep 600, stop_grace_period: 0s, scale: 2}
  job: {image: "busybox:latest", command: "true"}
`,
    'src/a': 'a',
    'src/deep/b': 'b',
  });
  symlinkSync('a', at('src/link'));
  await workspace.gantry('up -d');
});
afterAll(() => workspace.remove());

test('cp copies into every replica, or into the one that --index names', async () => {
  expect((await workspace.gantry('cp src web:/tmp/new')).code).toBe(0);
  expect([inside(1, 'cat', '/tmp/new/deep/b'), inside(2, 'cat', '/tmp/new/deep/b')]).toEqual(['b', 'b']);

  await workspace.gantry('cp --index 2 src/a web:/tmp/second');
  expect(inside(1, 'sh', '-c', 'ls /tmp')).not.toContain('second');
  expect(inside(2, 'cat', '/tmp/second')).toBe('a');
});

test('cp copies out of the first replica, links as links, or with -L what they lead to', async () => {
  await workspace.gantry('cp src web:/srv');
  mkdirSync(at('there'));

  await workspace.gantry('cp web:/srv there');
  await workspace.gantry('cp web:/srv/. flat');
  await workspace.gantry('cp -L web:/srv/link followed');

  expect(readFileSync(at('there/srv/deep/b'), 'utf8')).toBe('b');
  expect(readlinkSync(at('flat/link'))).toBe('a');
  expect(readFileSync(at('followed'), 'utf8')).toBe('a');
});

test('cp works on a container that has ended', async () => {
  docker('wait', `${workspace.project}-job-1`);
  expect((await workspace.gantry('cp src/a job:/left')).code).toBe(0);
  expect((await workspace.gantry('cp job:/left back')).code).toBe(0);
  expect(readFileSync(at('back'), 'utf8')).toBe('a');
});

test('cp streams tar archives through `-`, and writes none to a terminal', async () => {
  const archive = spawnSync('tar', ['-cf', '-', 'a'], { cwd: at('src') }).stdout;
  expect((await gantryWithInput(workspace, archive, 'cp', '--index', '1', '-', 'web:/opt')).code).toBe(1);
  inside(1, 'mkdir', '/opt');
  expect((await gantryWithInput(workspace, archive, 'cp', '--index', '1', '-', 'web:/opt')).code).toBe(0);
  expect(inside(1, 'cat', '/opt/a')).toBe('a');

  const { stdout } = await workspace.gantry('cp web:/opt -');
  expect(stdout).toMatch(/^opt\//);
  const terminal = await gantryInTerminal(workspace, 'cp', 'web:/opt', '-').ended;
  expect([terminal.code, terminal.shown]).toEqual([
    1,
    expect.stringContaining('nothing to read on a terminal'),
  ]);
});

test.each([
  ['cp nothing web:/tmp', 'there is no'],
  ['cp web:/nothing .', 'there is no /nothing'],
  ['cp src/a web:/no/folder', 'there is no folder /no'],
  ['cp src web:/etc/passwd', 'is a file'],
  ['cp web:/etc/passwd no/folder', 'there is no folder'],
  ['cp src other', 'one side has to be in a container'],
  ['cp web:/a job:/b', 'not supported'],
  ['cp --index 9 src web:/tmp', 'has no container #9'],
  ['cp - web:/tmp', 'choose one with --index'],
  ['cp src nosuch:/tmp', 'no such service'],
])('%s fails and says why', async (words, message) => {
  const { code, stderr } = await workspace.gantry(words);

  expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
});

test('export writes all files of a container, and leaves no half archive behind', async () => {
  expect((await workspace.gantry('export -o all.tar web')).code).toBe(0);
  expect(spawnSync('tar', ['-tf', at('all.tar')], { encoding: 'utf8' }).stdout).toContain('etc/passwd');
  expect((await workspace.gantry('export -o none.tar job')).code).toBe(1);
  expect(existsSync(at('none.tar'))).toBe(false);
});

test('commit makes an image with the changes that are asked for, and prints its id', async () => {
  const name = `gt-commit-${process.pid}`;
  try {
    const words = ['--index', '2', '-m', 'why', '-a', 'me', '-c', 'ENV A=b', '--pause=false'];
    const { code, stdout } = await gantryWithInput(workspace, '', 'commit', ...words, 'web', `${name}:v1`);
    const [id, message, author, env] = docker(
      'inspect',
      '-f',
      '{{.Id}} {{.Comment}} {{.Author}} {{json .Config.Env}}',
      `${name}:v1`,
    ).split(' ');
    expect([code, stdout.toString().trim(), message, author]).toEqual([0, id, 'why', 'me']);
    expect(env).toContain('A=b');
  } finally {
    spawnSync('docker', ['rmi', `${name}:v1`]);
  }
});
