import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { whichInstance } from '../../../src/cli/instances/which-instance.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';

let folder: string;

beforeEach(() => {
  folder = aFolder({});
});
afterEach(() => rmSync(folder, { recursive: true }));

function onBranch(branch: string): void {
  const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...words: string[]) => execFileSync('git', ['-C', folder, ...words], { env });
  git('init', '-q', '-b', branch);
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-q', '--allow-empty', '-m', 'x');
}

interface Asked {
  readonly flag?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly written?: string;
}

const asked = ({ flag, environment = {}, variables = {}, written }: Asked) =>
  whichInstance(aCli(folder, { environment, globals: flag === undefined ? {} : { instance: flag } }), {
    workingDir: folder,
    variables: new Map(Object.entries({ ...variables, ...environment })),
    ...(written !== undefined && { instance: written }),
  });

test.each<[string, Asked, string | undefined]>([
  ['nothing says one', {}, undefined],
  ['a flag says it before a variable does', { flag: 'a', environment: { GANTRY_INSTANCE: 'b' } }, 'a'],
  ['a variable says it before the file does', { environment: { GANTRY_INSTANCE: 'b' }, written: 'c' }, 'b'],
  ['an env file says it', { variables: { GANTRY_INSTANCE: 'b' }, written: 'c' }, 'b'],
  ['the file says it', { written: 'c' }, 'c'],
  ['a dot says that it is the project itself', { flag: '.', written: 'c' }, undefined],
  ['an empty variable says nothing', { environment: { GANTRY_INSTANCE: '' }, written: 'c' }, 'c'],
  ['a variable is in the template', { written: 'ci-{env:JOB}', variables: { JOB: 'a/7' } }, 'ci-a-7-181b78'],
])('whichInstance() knows which instance is meant where %s', async (_, given, name) => {
  expect(await asked(given)).toBe(name);
});

test.each([
  ['main', 'main'],
  ['feature/cart', 'feature-cart-c39f4d'],
])('whichInstance() makes a name of the branch %s', async (branch, name) => {
  onBranch(branch);
  expect(await asked({ written: '{git-branch}' })).toBe(name);
});

test.each<[string, Asked]>([
  ['a flag', { flag: 'x-{git-branch}' }],
  ['a variable', { environment: { GANTRY_INSTANCE: 'x-{git-branch}' } }],
])('whichInstance() fills in the words of %s too', async (_, given) => {
  onBranch('main');
  expect(await asked(given)).toBe('x-main');
});

test('whichInstance() says that words need files', async () => {
  const cli = aCli(folder, { globals: { instance: '{git-branch}' } });

  await expect(whichInstance(cli)).rejects.toMatchObject({
    code: 'bad-instance',
    message: '"{git-branch}" needs the files of the project, and there are none',
  });
});

test('whichInstance() makes a name of the branch that a pipeline tells, where a commit is checked out', async () => {
  onBranch('main');
  execFileSync('git', ['-C', folder, 'checkout', '-q', '--detach']);
  const variables = { GITHUB_HEAD_REF: 'feature/cart', GITHUB_REF_NAME: '7/merge' };

  expect(await asked({ written: '{git-branch}', variables })).toBe('feature-cart-c39f4d');
  await expect(asked({ written: '{git-branch}' })).rejects.toMatchObject({
    code: 'git-failed',
    hint: expect.stringContaining('GANTRY_INSTANCE'),
  });
});

test.each<[string, Asked, string]>([
  ['a name that cannot be one', { flag: 'A/B' }, 'bad-instance'],
  ['a word that there is not', { written: '{git-brunch}' }, 'bad-instance'],
  ['a word that is another tomorrow', { written: '{date}' }, 'bad-instance'],
  ['a word that belongs to one service', { written: '{service}' }, 'bad-instance'],
  ['a variable that is not set', { written: '{env:JOB}' }, 'bad-instance'],
  ['a value that has nothing of a name', { written: '{env:JOB}', variables: { JOB: '//' } }, 'bad-instance'],
  ['git where there is no repository', { written: '{git-branch}' }, 'git-failed'],
])('whichInstance() refuses %s', async (_, given, code) => {
  await expect(asked(given)).rejects.toMatchObject({ code });
});
