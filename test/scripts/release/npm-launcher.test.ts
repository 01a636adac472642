import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bundleNpmScripts } from '../../../scripts/release/bundle-npm-scripts.ts';
import { PATIENCE } from '../../support/patience.ts';

let folder = '';
const native = `${process.platform}-${process.arch}`;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'npm-launcher-'));
  const { launcher, postinstall } = await bundleNpmScripts('1.2.3');
  write('node_modules/gantry/bin/gantry', launcher);
  write('node_modules/gantry/bin/postinstall.cjs', postinstall);
  write('node_modules/gantry/dist/gantry.cjs', "console.log('bundle', process.argv.slice(2).join(' '))");
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

const anExecutable = (script: string, name = native): string =>
  write(`node_modules/@gantry/cli-${name}/bin/gantry`, `#!/bin/sh\n${script}\n`);

/** Node before 22.15 and Node on Windows cannot replace themselves. */
const withoutExecve = (): string[] => ['--require', write('no-execve.cjs', 'process.execve = undefined')];
const olderNode = (): string[] => [
  '--require',
  write('older.cjs', "Object.defineProperty(process.versions, 'node', { value: '22.11.0' })"),
];

const launcher = (): string => join(folder, 'node_modules/gantry/bin/gantry');

function run(flags: readonly string[], words: readonly string[], input = '') {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...flags, launcher(), ...words], {
    encoding: 'utf8',
    input,
  });
  return { status, signal, stdout, stderr };
}

describe.each([
  ['which replaces itself', (): string[] => []],
  ['which starts a child', withoutExecve],
])('the launcher of the npm package, %s,', (_, flags) => {
  test('passes arguments, input, output and the exit code', () => {
    anExecutable('cat; echo "<$1|$2>"; echo told >&2; exit 7');
    expect(run(flags(), ['a b', ''], 'typed\n')).toEqual({
      status: 7,
      signal: null,
      stdout: 'typed\n<a b|>\n',
      stderr: 'told\n',
    });
  });

  test('ends by the signal that ended the program', () => {
    anExecutable('kill -KILL $$');
    expect(run(flags(), [])).toMatchObject({ status: null, signal: 'SIGKILL' });
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'passes %s on, and waits for the program to end',
    async (signal) => {
      anExecutable(
        `trap 'echo stopped; exit 5' ${signal.slice(3)}; echo ready; while :; do sleep 0.05; done`,
      );
      const child = spawn(process.execPath, [...flags(), launcher()], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let printed = '';
      child.stdout.on('data', (data) => {
        printed += data;
        if (`${data}`.includes('ready')) child.kill(signal);
      });
      const [code] = await once(child, 'close');
      expect({ code, printed }).toEqual({ code: 5, printed: 'ready\nstopped\n' });
    },
  );
});

describe('the launcher of the npm package', () => {
  test('takes the executable for musl when npm has installed that one alone', () => {
    anExecutable('echo musl', `${native}-musl`);
    expect(run([], []).stdout).toBe('musl\n');
  });

  test('takes the one for the C library of Node where an older npm has installed both', () => {
    anExecutable('echo glibc');
    anExecutable('echo musl', `${native}-musl`);
    expect(run([], []).stdout).toBe('glibc\n');
    const report = write('musl.cjs', 'process.report.getReport = () => ({ header: {} })');
    expect(run(['--require', report], []).stdout).toBe('musl\n');
  });

  test('runs the bundle without an executable, if Node is new enough for it', () => {
    expect(run([], ['up', '-d']).stdout).toBe('bundle up -d\n');
    expect(run(olderNode(), ['up'])).toEqual({
      status: 1,
      signal: null,
      stdout: '',
      stderr: `error: the package @gantry/cli-${native} is not installed, as after npm install --omit=optional, and without it gantry needs Node 22.12 or newer. This is Node 22.11.0.\n`,
    });
  });

  test('starts Node so that it reads no --env-file, not even a named pipe that nobody writes into', () => {
    const pipe = join(folder, 'pipe.env');
    spawnSync('mkfifo', [pipe]);
    const { stdout } = spawnSync(launcher(), ['--env-file', pipe, 'config'], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
      timeout: PATIENCE.timeout,
    });
    expect(stdout).toBe(`bundle --env-file ${pipe} config\n`);
  });

  test('needs no new Node for the executable', () => {
    anExecutable('echo executable');
    expect(run([...olderNode(), ...withoutExecve()], []).stdout).toBe('executable\n');
  });
});

describe('postinstall of the npm package', () => {
  const postinstall = (agent: string): void => {
    const script = join(folder, 'node_modules/gantry/bin/postinstall.cjs');
    const { status, stderr } = spawnSync(process.execPath, [script], {
      encoding: 'utf8',
      env: { ...process.env, npm_config_user_agent: agent },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  };
  const isLauncher = (): boolean =>
    readFileSync(launcher(), 'utf8').startsWith('#!/usr/bin/env -S node --\n');

  test('puts the executable in the place of the launcher', () => {
    const executable = anExecutable('echo 1.2.3');
    postinstall('npm/11.0.0 node/v24.0.0');
    expect(readFileSync(launcher(), 'utf8')).toBe(readFileSync(executable, 'utf8'));
  });

  test('keeps the launcher where the executable does not run here, or is of another version', () => {
    anExecutable('exit 1');
    postinstall('npm/11.0.0');
    expect(isLauncher()).toBe(true);
    anExecutable('echo 1.2.2');
    postinstall('npm/11.0.0');
    expect(isLauncher()).toBe(true);
  });

  test('keeps it for yarn, which starts it by Node, and where there is no executable', () => {
    postinstall('npm/11.0.0');
    expect(isLauncher()).toBe(true);
    anExecutable('echo 1.2.3');
    postinstall('yarn/4.0.0 npm/? node/v24.0.0');
    expect(isLauncher()).toBe(true);
  });
});
