import { describe, expect, test } from 'vitest';
import { giveBackEnvFiles, takesEnvFiles } from '../../../src/cli/settings/node-env-files.ts';

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
