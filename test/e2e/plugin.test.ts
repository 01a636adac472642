import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aWorkspace, containersOf, ENGINE, programScript, type Workspace } from '../support/gantry.ts';
import { ctrl, shellInTerminal } from '../support/terminal.ts';

const FILES = {
  'compose.yaml': `services:
  web: {image: busybox, command: sh -c 'trap "sleep 1; echo goodbye; exit 0" TERM; echo ready; while :; do sleep 0.1; done'}
  stubborn:
    image: busybox
    profiles: [stubborn]
    command: sh -c 'trap "" TERM; echo ready; while :; do sleep 0.1; done'
    stop_grace_period: 5m
`,
  'other.yaml': 'services: {}\n',
};

let workspace: Workspace;
let environment: NodeJS.ProcessEnv;
beforeAll(() => {
  workspace = aWorkspace('plugin', {
    ...FILES,
    gantry: programScript,
    'docker/cli-plugins/.keep': '',
  });
  const program = join(workspace.folder, 'gantry');
  chmodSync(program, 0o755);
  for (const name of ['docker-gantry', 'docker-compose'])
    symlinkSync(program, join(workspace.folder, 'docker/cli-plugins', name));
  environment = {
    ...process.env,
    DOCKER_CONFIG: join(workspace.folder, 'docker'),
    COMPOSE_PROJECT_NAME: workspace.project,
  };
});
afterEach(() => workspace.gantry('kill'));
afterAll(() => workspace.remove());

const docker = (words: string, env: NodeJS.ProcessEnv = {}) => {
  const { status, stdout, stderr } = spawnSync('docker', words.split(' '), {
    cwd: workspace.folder,
    encoding: 'utf8',
    env: { ...environment, ...env },
  });
  return { status, stdout, stderr };
};

describe('docker gantry', () => {
  test('is gantry, and `docker compose` too where it takes its place', () => {
    expect(docker('gantry version --short').stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
    expect(docker('compose -f other.yaml version').stdout).toMatch(/^gantry version/);
    expect(docker('--help').stdout).toMatch(/gantry\*\s+Compose files lifted into place/);
  });

  test('has its help where docker looks for it', () => {
    const help = docker('gantry --help').stdout;
    expect(help).toContain('Run the application:');
    for (const words of ['help gantry', 'gantry help', 'gantry', 'gantry -h'])
      expect(docker(words).stdout).toBe(help);
    expect(docker('gantry help up').stdout).toMatch(/^Usage: gantry up /);
    expect(docker('help gantry up').stdout).toMatch(/^Usage: gantry up /);
  });

  test('finds the engine that flags of docker name, however they are written', () => {
    for (const flags of [
      `-H ${ENGINE}`,
      `--host=${ENGINE}`,
      `-H=${ENGINE}`,
      `-DH ${ENGINE}`,
      `-l error -H ${ENGINE}`,
      `--tls=false -H ${ENGINE}`,
    ])
      expect(
        docker(`${flags} gantry -p gt-x ps -q`, { DOCKER_HOST: 'unix:///nowhere.sock' }),
        flags,
      ).toMatchObject({
        status: 0,
      });
    expect(docker('--host unix:///nowhere.sock gantry -p gt-x ps').stderr).toContain(
      'no Docker engine at unix:///nowhere.sock',
    );
    expect(docker('--context nope gantry -p gt-x ps', { DOCKER_HOST: '' }).stderr).toContain(
      'there is no Docker context "nope"',
    );
  });

  test("answers docker's own completion", () => {
    expect(docker('__complete gantry -f compose.yaml up w').stdout).toMatch(/^web\n/);
    expect(docker('__complete compose dow').stdout).toMatch(/^down\t/);
  });

  test('ends with the code that the command ends with', () => {
    docker('gantry up -d');
    expect(docker('gantry exec -T web sh -c exit${IFS}7').status).toBe(7);
    expect(docker('gantry run --rm web false').status).toBe(1);
    expect(docker('gantry zebra').status).toBe(1);
  });
});

/** With its output in a pipe, and a process group of its own, as in a script. */
async function upInGroup(): Promise<{ readonly child: ChildProcess; readonly ended: Promise<string> }> {
  const child = spawn('docker', ['gantry', 'up'], {
    cwd: workspace.folder,
    env: environment,
    detached: true,
  });
  let shown = '';
  const ended = new Promise<string>((done) => child.on('close', (code) => done(`${shown}code ${code}`)));
  const ready = new Promise<void>((found) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => {
        shown += text;
        if (shown.includes('ready')) found();
      });
  });
  await ready;
  return { child, ended };
}

describe('docker gantry up', () => {
  test('stops in order when docker alone is told to end', async () => {
    const { child, ended } = await upInGroup();
    child.kill('SIGTERM');

    expect(await ended).toMatch(/goodbye[\s\S]*code 130$/);
  });

  test('takes one Ctrl-C for one, though docker and the plugin both get it', async () => {
    const { child, ended } = await upInGroup();
    process.kill(-(child.pid ?? 0), 'SIGINT');

    expect(await ended).toMatch(/goodbye[\s\S]*code 130$/);
  });

  test.each([
    ['in order at the first Ctrl-C', 'up web', 1, 'goodbye'],
    ['at once at the second', '--profile stubborn up stubborn', 2, 'exited with code 137'],
  ])('at a terminal stops %s', async (_, words, times, shown) => {
    const line = `export DOCKER_CONFIG="$PWD/docker"; trap : INT; docker gantry ${words}; echo code $?`;
    const up = shellInTerminal(workspace, line);
    await up.until('ready');
    for (let time = 0; time < times; time++) {
      up.type(ctrl('c'));
      if (time === 0) await up.until('Stopping in order');
    }
    await up.until(shown);
    await up.until('code 130');
    await up.ended;
    expect(Object.keys(await containersOf(workspace.project)).length).toBeGreaterThan(0);
  });
});
