import { describe, expect, test } from 'vitest';
import {
  giveBackEnvFiles,
  isShielded,
  refuseNodeOptions,
  takesEnvFiles,
} from '../../../src/cli/settings/node-env-files.ts';

const FILES: Readonly<Record<string, string>> = {
  'one.env': 'A=1\nB="$A and more"\nC=3\n',
  'two.env': 'C=4\n',
};

const left = (words: string, env: Readonly<Record<string, string>>) => {
  const environment = { ...env };
  giveBackEnvFiles(words.split(' '), environment, (path) => FILES[path]);
  return environment;
};

describe('giveBackEnvFiles()', () => {
  test('removes what Node has put into the environment, and leaves what was there', () => {
    const env = { A: '1', B: '$A and more', C: '4', HOME: '/root' };
    expect(left('--env-file one.env --env-file=two.env up', env)).toEqual({ HOME: '/root' });
    expect(left('--env-file one.env up', env)).toEqual({ C: '4', HOME: '/root' });
    expect(left('--env-file one.env up', { ...env, A: 'mine' })).toEqual({
      A: 'mine',
      C: '4',
      HOME: '/root',
    });
  });

  test('reads the command line as Node does: all of it, up to --', () => {
    expect(left('exec web app --env-file two.env', { C: '4' })).toEqual({});
    expect(left('exec web -- app --env-file two.env', { C: '4' })).toEqual({ C: '4' });
    expect(left('up --env-file', { C: '4' })).toEqual({ C: '4' });
    expect(left('--env-file none.env up', { C: '4' })).toEqual({ C: '4' });
  });

  test('is for the versions of Node that do so', () => {
    expect(['20.20.2', '22.12.0', '22.15.1', '23.11.0'].map(takesEnvFiles)).toEqual([true, true, true, true]);
    expect(['22.16.0', '24.21.0'].map(takesEnvFiles)).toEqual([false, false]);
  });
});

describe('a program that Node was told not to look behind', () => {
  const commandLine = (...words: readonly string[]): string => words.map((word) => `${word}\0`).join('');
  const words = ['exec', 'web', 'app', '--', '--env-file', 'x'];

  test('is known by the `--` before its name, and by no other one', () => {
    expect(isShielded(words, commandLine('node', '--', 'gantry.cjs', ...words))).toBe(true);
    expect(isShielded(words, commandLine('node', '--no-warnings', '--', 'gantry.cjs', ...words))).toBe(true);
    expect(isShielded(words, commandLine('node', 'gantry.cjs', ...words))).toBe(false);
    expect(isShielded(words, undefined)).toBe(false);
  });

  test('else goes no further when a file has NODE_OPTIONS', () => {
    const read = (path: string): string | undefined =>
      path === 'evil.env' ? 'A=1\nNODE_OPTIONS=--require=./evil.cjs\n' : FILES[path];
    const refuse = (typed: string) => (): void => refuseNodeOptions(typed.split(' '), read);

    expect(refuse('--env-file one.env --env-file evil.env up')).toThrow(/Node itself has read evil\.env/);
    expect(refuse('--env-file=evil.env config')).toThrow(/NODE_OPTIONS/);
    expect(refuse('--env-file one.env up')).not.toThrow();
    expect(refuse('exec web app -- --env-file evil.env')).not.toThrow();
  });
});
