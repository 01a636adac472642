import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fetchGit } from '../../../src/cli/remote/fetch-git.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import { parseRemote, shownReference } from '../../../src/spec/read/remote-reference.ts';
import { aFolder } from '../../support/a-folder.ts';
import { aGitServer, type GitServer } from '../../support/a-git-server.ts';
import { aRepository } from '../../support/a-repository.ts';

const COMPOSE = 'services: {web: {image: x}}\n';
const repository = aRepository({
  'compose.yaml': COMPOSE,
  'sub/docker-compose.yml': COMPOSE,
  'sub/a.env': 'A=1\n',
});
repository.git('switch', '-q', 'main');
repository.git('tag', '-a', 'v1', '-m', 'one');
const first = repository.git('rev-parse', 'HEAD');
repository.commit({ 'sub/a.env': 'A=2\n', 'empty/README': '' });
const second = repository.git('rev-parse', 'HEAD');

let server: GitServer;
let cache: string;
let told: string[];
beforeEach(async () => {
  server = await aGitServer(repository);
  cache = aFolder({});
  told = [];
});
afterEach(() => {
  server.stop();
  rmSync(cache, { recursive: true });
});
afterAll(() => repository.remove());

function fetch(
  text: string,
  { pin, more = {} }: { pin?: string; more?: Readonly<Record<string, string>> } = {},
) {
  const written = text.replace('APP', server.url);
  const parsed = parseRemote(written);
  if (!parsed.ok || parsed.reference.kind !== 'git') throw new Error(`${written} is no repository`);
  return fetchGit(parsed.reference, {
    environment: new Map(
      Object.entries({
        PATH: process.env.PATH ?? '',
        HOME: cache,
        XDG_CACHE_HOME: join(cache, 'c'),
        GIT_CONFIG_NOSYSTEM: '1',
        ...more,
      }),
    ),
    shown: shownReference(written),
    pin,
    tell: (line) => told.push(line),
  });
}

const why = async (text: string, options: Parameters<typeof fetch>[1] = {}) => {
  const error: unknown = await fetch(text, options).catch((thrown: unknown) => thrown);
  if (!(error instanceof UserError)) throw error;
  return {
    code: error.code,
    message: error.message.replaceAll(server.url, 'APP').replaceAll(server.address, 'HOST'),
    hint: error.hint,
  };
};

describe('fetchGit()', () => {
  test('keeps the files of the commit that a branch has', async () => {
    const files = await fetch('APP#main:sub');
    const root = join(cache, 'c/gantry/remote/git', second);

    expect(files).toEqual({
      reference: `${server.url}#main:sub`,
      kind: 'git',
      pin: second,
      root,
      file: join(root, 'sub/docker-compose.yml'),
    });
    expect(readFileSync(join(root, 'sub/a.env'), 'utf8')).toBe('A=2\n');
    expect(existsSync(join(root, '.git'))).toBe(false);
    expect(told).toEqual([`fetching ${server.url}#main:sub (commit ${second.slice(0, 12)})`]);
  });

  test.each([
    ['what the repository has checked out', 'APP', () => second],
    ['a tag, whose own object is no commit', 'APP#v1', () => first],
    ['a whole name', 'APP#refs/heads/main', () => second],
    ['a commit', `APP#${first}`, () => first],
  ])('finds %s', async (_, text, commit) => {
    expect((await fetch(text)).pin).toBe(commit());
  });

  test('takes a file as it is named', async () => {
    expect((await fetch('APP#v1:sub/docker-compose.yml')).file).toMatch(/sub\/docker-compose\.yml$/);
  });

  test('asks nobody for a commit that is kept', async () => {
    await fetch('APP#main');
    const before = server.requests.length;
    expect((await fetch(`APP#${second}:sub`)).pin).toBe(second);
    expect((await fetch('APP#main', { pin: second })).pin).toBe(second);

    expect(server.requests).toHaveLength(before);
    expect(told).toHaveLength(1);
  });

  test('leaves nothing of an attempt that failed', async () => {
    await why(`APP#${'0'.repeat(40)}`);

    expect(existsSync(join(cache, 'c/gantry/remote/git', '0'.repeat(40)))).toBe(false);
  });
});

describe('what a repository does not have is told of', () => {
  test('with a name that is like it', async () => {
    expect(await why('APP#mian')).toEqual({
      code: 'remote-not-found',
      message: 'APP#mian has no branch or tag "mian"',
      hint: 'did you mean "main"?',
    });
    expect((await why('APP#release')).hint).toBe('there are main, work, v1');
  });

  test.each([
    [`#${first.slice(0, 7)}`, /no branch or tag/, 'a commit has to be written whole, with 40 digits'],
    ['#main:nowhere', /^APP#main:nowhere has no folder "nowhere"$/, /folder of the Compose file/],
    ['#main:empty', /^there is no Compose file in the folder "empty" of APP#main:empty$/, /behind the colon/],
    [`#${'0'.repeat(40)}`, /has no such commit/, /on a branch or a tag/],
  ])('%s', async (fragment, message, hint) => {
    const found = await why(`APP${fragment}`);

    expect(found.code).toBe('remote-not-found');
    expect(found.message).toMatch(message);
    expect(found.hint).toMatch(hint);
  });

  test('or that it is none', async () => {
    expect(await why(`${server.address}/other.git`)).toMatchObject({ code: 'remote-not-found' });
  });

  test('or that nobody is there', async () => {
    const { url } = server;
    server.stop();

    expect(await why(`${url}#main`)).toMatchObject({ code: 'remote-unreachable' });
  });

  test('or that it needs a login, whose password nobody sees', async () => {
    server.stop();
    server = await aGitServer(repository, (_, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      return true;
    });
    const withPassword = server.url.replace('//', '//me:hunter2@');

    expect(await why('APP#main')).toMatchObject({ code: 'remote-denied' });
    const denied = await why(`${withPassword}#main`);
    expect(denied.code).toBe('remote-denied');
    expect(JSON.stringify(denied)).not.toContain('hunter2');
  });
});

describe('nothing of a repository gets out of its folder, or runs', () => {
  const hostile = async (make: (app: ReturnType<typeof aRepository>) => void, fragment = '#main') => {
    const app = aRepository({ 'compose.yaml': COMPOSE });
    app.git('switch', '-q', 'main');
    make(app);
    server.stop();
    server = await aGitServer(app);
    try {
      return await fetch(`APP${fragment}`).then(
        ({ root }) => root,
        (error: unknown) => error,
      );
    } finally {
      app.remove();
    }
  };
  const link = (app: ReturnType<typeof aRepository>, path: string, target: string) => {
    app.write({ '.target': target });
    const object = app.git('hash-object', '-w', '--no-filters', '.target');
    app.write({ '.target': null });
    app.git('update-index', '--add', '--cacheinfo', `120000,${object},${path}`);
    app.git('commit', '-q', '-m', 'a link');
  };

  test.each([
    ['secret.env', '/etc/passwd'],
    ['secret.env', '../../outside'],
    ['a/b/up', '../../..'],
    ['a/b/c', 'x/../../../../../etc'],
    ['compose.yml', '..'],
  ])('no symbolic link %s → %s', async (path, target) => {
    const error = await hostile((app) => link(app, path, target));

    expect(error).toMatchObject({
      code: 'remote-refused',
      message: expect.stringContaining(`leads out of its files: ${path} → ${target}`),
    });
  });

  test('a symbolic link inside of it is kept', async () => {
    const root = await hostile((app) => link(app, 'sub/compose.yaml', '../compose.yaml'), '#main:sub');

    expect(readFileSync(join(String(root), 'sub/compose.yaml'), 'utf8')).toBe(COMPOSE);
  });

  test('no submodule', async () => {
    const root = await hostile((app) => {
      app.commit({
        '.gitmodules': `[submodule "m"]\n\tpath = m\n\turl = ${server.url}\n`,
        'a.txt': 'text\n',
      });
      app.git('update-index', '--add', '--cacheinfo', `160000,${first},m`);
      app.git('commit', '-q', '-m', 'a submodule');
    });

    expect(readFileSync(join(String(root), 'a.txt'), 'utf8')).toBe('text\n');
    expect(existsSync(join(String(root), 'm/compose.yaml'))).toBe(false);
  });

  test('no filter that the user has for files of his own', async () => {
    const marker = join(cache, 'ran');
    const app = aRepository({ 'compose.yaml': COMPOSE, '.gitattributes': '* filter=mine\n' });
    server.stop();
    server = await aGitServer(app);
    const filter = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'filter.mine.smudge',
      GIT_CONFIG_VALUE_0: `touch ${marker}; cat`,
    };
    await fetch('APP#main', { more: filter });
    app.remove();

    expect(existsSync(marker)).toBe(false);
  });

  test('git is not led to a file of this machine', async () => {
    const rewritten = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `url.${repository.folder}.insteadOf`,
      GIT_CONFIG_VALUE_0: 'https://example.test/app.git',
    };

    expect(await why('https://example.test/app.git#main', { more: rewritten })).toMatchObject({
      code: 'remote-refused',
    });
  });
});
