import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { affectedCommand } from '../../../src/cli/commands/affected.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { aRepository, inFolder, type Repository } from '../../support/a-repository.ts';

const SHOP = {
  'compose.yaml': `services:
  base: {build: ./base, image: shop-base}
  web:
    build: {context: ., dockerfile: web/Dockerfile}
    depends_on: [api]
    environment: {MODE: "\${MODE:-slow}"}
    env_file: web/web.env
  api: {build: {context: api, target: run}}
  proxy:
    image: nginx
    volumes: ["./proxy/nginx.conf:/etc/nginx.conf:ro"]
    depends_on: [web]
  side: {image: busybox, network_mode: "service:api"}
`,
  '.env': 'MODE=fast\nUNUSED=1\n',
  'base/Dockerfile': 'FROM scratch\nCOPY base.txt /\n',
  'base/base.txt': 'a',
  'web/Dockerfile': 'FROM shop-base\nCOPY web/src /src\n',
  'web/src/a.js': '1',
  'web/README.md': 'read me',
  'web/web.env': 'A=1\n',
  'api/Dockerfile': 'FROM scratch AS test\nCOPY test /t\nFROM scratch AS run\nCOPY *.go /\n',
  'api/main.go': '1',
  'api/test/x': '1',
  'proxy/nginx.conf': 'x',
};

let shop: Repository;

beforeEach(() => {
  shop = aRepository(SHOP);
});
afterEach(() => shop.remove());

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function affected(
  words: readonly string[] = ['--since', 'main'],
  { folder = shop.folder, environment = {} }: { folder?: string; environment?: Record<string, string> } = {},
): Promise<Result> {
  const codes: number[] = [];
  const cli = { ...aCli(folder, { environment }), exitWith: (code: number) => codes.push(code) };
  await affectedCommand(cli).parseAsync(words, { from: 'user' });
  return { code: codes[0] ?? -1, ...cli.written };
}

/** `web build: copies web/src/a.js` */
const rowsOf = ({ stdout }: Result): readonly string[] =>
  stdout
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.trimEnd().replace(/^(\S*) +(\S+) +/, '$1 $2: '));

const rows = async (...given: Parameters<typeof affected>) => rowsOf(await affected(...given));

describe('by its files a service is affected', () => {
  test('by none of them when nothing has changed', async () => {
    const result = await affected();

    expect(rowsOf(result)).toEqual([]);
    expect(result.stderr).toMatch(
      /^0 changed files since main \(where HEAD left it: [0-9a-f]{12}\): no service is affected\n$/,
    );
    expect(result.code).toBe(0);
  });

  test('by what its Dockerfile copies, and who hangs on it with the whole chain', async () => {
    shop.commit({ 'base/base.txt': 'b' });

    expect(await rows()).toEqual([
      'base build: copies base/base.txt',
      'proxy test: depends on web: is from the image of base: copies base/base.txt',
      'web build: is from the image of base: copies base/base.txt',
    ]);
  });

  test('by what the stages of its target copy, and by no others', async () => {
    shop.commit({ 'api/test/x': '2', 'api/notes.md': 'new', 'web/README.md': 'changed' });
    expect(await rows()).toEqual([]);

    shop.commit({ 'api/main.go': '2' });
    expect(await rows()).toEqual([
      'api build: copies api/main.go',
      'proxy test: depends on web: depends on api: copies api/main.go',
      'side restart: is in the network of api: copies api/main.go',
      'web test: depends on api: copies api/main.go',
    ]);
  });

  test('by what is changed in the folder and not committed, and by files that git does not know yet', async () => {
    shop.write({ 'web/src/new.js': '1', 'base/base.txt': 'b' });
    shop.git('add', 'base');

    expect(await rows(['--since', 'main', 'web'])).toEqual([
      'web build: copies web/src/new.js',
      ' build: is from the image of base: copies base/base.txt',
    ]);
  });

  test('by a file that is gone or has another name: both names count', async () => {
    shop.commit({ 'proxy/nginx.conf': null, 'elsewhere.conf': 'x', 'web/src/a.js': null });

    expect(await rows()).toEqual([
      'proxy restart: mounts proxy/nginx.conf',
      'web build: copies web/src/a.js',
    ]);
  });

  test('by its Dockerfile where the stages of the target say something else', async () => {
    shop.commit({
      'api/Dockerfile': `# a comment\n${SHOP['api/Dockerfile'].replace('COPY test /t', 'COPY x /')}`,
    });
    expect(await rows()).toEqual([]);

    shop.commit({ 'api/Dockerfile': SHOP['api/Dockerfile'].replace('*.go', '*.go *.mod') });
    expect(await rows(['--since', 'main', 'api'])).toEqual(['api build: is built with api/Dockerfile']);
  });

  test('by an ignore file, which also leaves changes out', async () => {
    shop.commit({ '.dockerignore': 'web/src/**/*.test.js\n' });
    expect(await rows(['--since', 'main', 'web'])).toEqual(['web build: its build heeds .dockerignore']);

    shop.git('branch', '-f', 'main');
    shop.commit({ 'web/src/deep/a.test.js': '1' });
    expect(await rows()).toEqual([]);
    shop.commit({ 'web/Dockerfile.dockerignore': 'nothing\n' });
    expect(await rows(['--since', 'main', 'web'])).toEqual([
      'web build: its build heeds web/Dockerfile.dockerignore',
      ' build: copies web/src/deep/a.test.js',
    ]);
  });

  test('by links: of a Dockerfile, of a folder, of what is mounted', async () => {
    shop.git('branch', '-f', 'main');
    renameSync(join(shop.folder, 'proxy/nginx.conf'), join(shop.folder, 'proxy/real.conf'));
    symlinkSync('real.conf', join(shop.folder, 'proxy/nginx.conf'));
    shop.commit();
    shop.git('branch', '-f', 'main');
    shop.commit({ 'proxy/real.conf': 'y' });
    expect(await rows()).toEqual(['proxy restart: mounts proxy/real.conf']);

    const link = join(aFolder({}), 'link');
    symlinkSync(shop.folder, link);
    expect(await rows(['--since', 'main'], { folder: link })).toEqual([
      'proxy restart: mounts proxy/real.conf',
    ]);
    rmSync(join(link, '..'), { recursive: true });
  });

  test('by what x-gantry and develop.watch name', async () => {
    const text = SHOP['compose.yaml'].replace(
      'image: nginx',
      'image: nginx\n    x-gantry: {inputs: [shared]}\n    develop: {watch: [{path: ./html, action: restart, ignore: [tmp]}]}',
    );
    shop.commit({ 'compose.yaml': text });
    shop.git('branch', '-f', 'main');
    shop.commit({ 'html/tmp/x': '1' });
    expect(await rows()).toEqual([]);

    shop.commit({ 'html/index.html': '1', 'shared/a/b': '1' });
    expect(await rows()).toEqual([
      'proxy restart: watches html/index.html',
      ' restart: has the input shared/a/b',
    ]);
  });

  test('by another commit of a submodule, which git knows as one file', async () => {
    const part = aRepository({ 'a.js': '1' });
    shop.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', part.folder, 'web/src/part');
    shop.commit();
    shop.git('branch', '-f', 'main');
    expect(await rows()).toEqual([]);

    const inside = inFolder(join(shop.folder, 'web/src/part'));
    inside.commit({ 'a.js': '2' });
    expect(await rows(['--since', 'main', 'web'])).toEqual(['web build: copies web/src/part']);
    part.remove();
  });
});

describe('by its settings a service is affected', () => {
  const edit = (from: string, to: string): void =>
    shop.commit({ 'compose.yaml': SHOP['compose.yaml'].replace(from, to) });

  test('when the model differs, and not when the text does', async () => {
    edit('services:', '# a comment\nservices:');
    expect(await rows()).toEqual([]);

    edit('image: busybox,', 'image: busybox, user: "1",');
    expect(await rows()).toEqual(['side restart: user (compose.yaml)']);
  });

  test('by a variable that it uses, whatever file that is in', async () => {
    shop.commit({ '.env': 'MODE=fast\nUNUSED=2\n' });
    expect(await rows()).toEqual([]);

    shop.commit({ '.env': 'MODE=faster\n', 'web/web.env': 'A=1\nB=2\n' });
    expect(await rows(['--since', 'main', 'web'])).toEqual([
      'web restart: environment.B, environment.MODE (.env, web/web.env)',
    ]);
  });

  test('to build when its build is another one, to test when only an order is', async () => {
    edit('target: run', 'target: run, args: {X: "1"}');
    expect(await rows(['--since', 'main', 'api'])).toEqual(['api build: build.args (compose.yaml)']);

    edit('depends_on: [web]', 'depends_on: [web, side]');
    expect(await rows()).toEqual(['proxy test: depends_on.side (compose.yaml)']);
  });

  test('by a network, a secret or another file that it is made of', async () => {
    edit('image: busybox, network_mode: "service:api"', 'image: busybox, networks: [n]');
    shop.commit({ 'compose.yaml': `${SHOP['compose.yaml']}networks: {default: {labels: {x: "1"}}}\n` });
    expect((await rows(['--since', 'main', 'proxy']))[0]).toBe(
      'proxy restart: networks.default.labels (compose.yaml)',
    );
  });

  test('when it is new; one that is gone is told of', async () => {
    edit('  side: {image: busybox, network_mode: "service:api"}', '  more: {image: busybox}');
    const result = await affected();

    expect(rowsOf(result)).toEqual(['more restart: is new']);
    expect(result.stderr).toContain('no more in the files: side\n');
  });

  test('when what it extends, or includes, is in a file that did not exist, or does not any more', async () => {
    shop.commit({
      'compose.yaml': `include: [old.yaml]\n${SHOP['compose.yaml']}`,
      'old.yaml': 'services: {extra: {image: busybox, user: "1"}}\n',
    });
    shop.git('branch', '-f', 'main');
    shop.commit({
      'compose.yaml': `include: [new.yaml]\n${SHOP['compose.yaml']}`,
      'old.yaml': null,
      'new.yaml': 'services: {extra: {image: busybox, user: "2"}}\n',
    });

    expect(await rows()).toEqual(['extra restart: user (new.yaml, old.yaml)']);
  });
});

describe('where nobody can tell, everything is affected, and the reason is told', () => {
  const ALL = ['api build', 'base build', 'proxy restart', 'side restart', 'web build'];
  const whatOf = (result: Result) => rowsOf(result).map((row) => row.split(':')[0]);

  test('the files of the base cannot be read', async () => {
    shop.commit({ 'compose.yaml': 'services: {web: {imagee: x}}\n' });
    shop.git('branch', '-f', 'main');
    shop.commit({ 'compose.yaml': SHOP['compose.yaml'] });
    const result = await affected();

    expect(whatOf(result)).toEqual(ALL);
    expect(result.stderr).toContain(
      'warning: all services count as affected: the Compose files of main cannot be read: unknown attribute "imagee"',
    );
  });

  test('there is no repository', async () => {
    const folder = aFolder(SHOP);
    const result = await affected(['--since', 'main'], { folder });

    expect(whatOf(result)).toEqual(ALL);
    expect(result.stderr).toContain(`${folder} is in no repository of git`);
    rmSync(folder, { recursive: true });
  });

  test('there is no commit yet', async () => {
    const folder = aFolder(SHOP);
    inFolder(folder).git('init', '-q');

    expect((await affected([], { folder })).stderr).toContain('has no commit yet');
    rmSync(folder, { recursive: true });
  });

  test('there is no git', async () => {
    const before = process.env.PATH;
    process.env.PATH = '/nonexistent';
    try {
      const result = await affected();
      expect(whatOf(result)).toEqual(ALL);
      expect(result.stderr).toContain('git is not installed, or not in PATH');
    } finally {
      process.env.PATH = before;
    }
  });

  test('a clone of one commit does not have the branch; with it, what they share is missing', async () => {
    shop.commit({ 'base/base.txt': 'b' });
    const folder = aFolder({});
    const clone = inFolder(folder);
    clone.git('clone', '-q', '--depth', '1', '--branch', 'work', `file://${shop.folder}`, '.');
    const without = await affected(['--since', 'origin/main'], { folder });
    expect(whatOf(without)).toEqual(ALL);
    expect(without.stderr).toContain('this clone is shallow and does not have origin/main');
    expect(without.stderr).toContain('hint: git fetch --unshallow origin +main:refs/remotes/origin/main\n');

    clone.git('fetch', '-q', '--depth', '1', 'origin', '+main:refs/remotes/origin/main');
    const result = await affected(['--since', 'origin/main', 'base'], { folder });
    expect(rowsOf(result)).toEqual(['base build: copies base/base.txt']);
    expect(result.stderr).toContain('this clone is shallow and does not reach the commit');
    rmSync(folder, { recursive: true });
  });

  test('a pipeline names no commit before the first one of a branch', async () => {
    expect((await affected(['--since', '0'.repeat(40)])).stderr).toContain('is no commit: the branch is new');
  });
});

test('affected refuses a revision and a service that do not exist', async () => {
  await expect(affected(['--since', 'mian'])).rejects.toThrow('git has no revision "mian" here');
  await expect(affected(['--since', 'main..work'])).rejects.toThrow('is no single revision');
  await expect(affected(['--since', 'main', 'wbe'])).rejects.toMatchObject({
    code: 'no-such-service',
    hint: 'did you mean "web"?',
  });
});

test('affected counts what has changed since HEAD left the branch, on a detached HEAD too', async () => {
  shop.commit({ 'web/src/a.js': '2' });
  shop.git('switch', '-q', 'main');
  shop.commit({ 'base/base.txt': 'b' });
  shop.git('switch', '-q', '--detach', 'work');

  expect(await rows(['--since', 'main', 'base', 'web'])).toEqual(['web build: copies web/src/a.js']);
});

test('affected compares with what the pipeline names, else with the main branch of origin, else with HEAD', async () => {
  const sinceOf = async (environment: Record<string, string> = {}) =>
    JSON.parse((await affected(['--format', 'json'], { environment })).stdout).since.asked;
  expect(await sinceOf()).toBe('HEAD');

  shop.git('update-ref', 'refs/remotes/origin/main', 'main');
  shop.git('update-ref', 'refs/remotes/origin/next', 'main');
  expect(await sinceOf()).toBe('origin/main');
  expect(await sinceOf({ GITHUB_BASE_REF: 'next' })).toBe('origin/next');
  expect(await sinceOf({ CHANGE_TARGET: 'next' })).toBe('origin/next');
  expect(await sinceOf({ CI_MERGE_REQUEST_DIFF_BASE_SHA: shop.git('rev-parse', 'main') })).toMatch(
    /^[0-9a-f]{40}$/,
  );

  // The merge that is checked out for a pull request has what it is merged into as its first parent.
  shop.commit();
  expect(await sinceOf({ GITHUB_BASE_REF: 'gone', GITHUB_SHA: shop.git('rev-parse', 'HEAD') })).toBe(
    'HEAD^1',
  );
});

describe('affected --since pipeline', () => {
  /** Of a clone as a pipeline makes it, of a repository whose `main` has gone on. */
  async function inClone(
    how: readonly string[],
    { environment = {}, event }: { environment?: Record<string, string>; event?: unknown } = {},
  ): Promise<Result> {
    const folder = aFolder({ 'event.json': JSON.stringify(event ?? {}) });
    const clone = join(folder, 'clone');
    inFolder(folder).git('clone', '-q', ...how, `file://${shop.folder}`, clone);
    const variables = { GITHUB_EVENT_PATH: join(folder, 'event.json'), ...environment };
    try {
      return await affected(['--since', 'pipeline', 'base', 'proxy', 'api'], {
        folder: clone,
        environment: variables,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  const pullRequest = () => {
    shop.commit({ 'base/base.txt': 'b' });
    shop.git('switch', '-q', 'main');
    shop.commit({ 'proxy/nginx.conf': 'y' });
    shop.git('switch', '-q', '-c', 'merge');
    shop.git('merge', '-q', '-m', 'merge', 'work');
    return { GITHUB_ACTIONS: 'true', GITHUB_BASE_REF: 'main', GITHUB_SHA: shop.git('rev-parse', 'merge') };
  };

  test('of a pull request names what it changes, in a whole clone and in one of two commits', async () => {
    const environment = pullRequest();
    for (const how of [
      [],
      ['--depth', '2', '--branch', 'merge'],
      ['--filter', 'tree:0', '--branch', 'merge'],
    ]) {
      const result = await inClone(how, { environment });
      expect(rowsOf(result)).toEqual([
        'base build: copies base/base.txt',
        'proxy test: depends on web: is from the image of base: copies base/base.txt',
      ]);
      expect(result.stderr).not.toContain('warning');
    }
  });

  test('of a pull request in a clone of one commit names all, and says what to fetch', async () => {
    const environment = pullRequest();
    const { stderr } = await inClone(['--depth', '1', '--branch', 'merge'], { environment });

    expect(stderr).toContain('all services count as affected: this clone does not have origin/main');
    expect(stderr).toContain('hint: git fetch --unshallow origin +main:refs/remotes/origin/main\n');
  });

  test('never takes the commit before for the base of a pull request whose head is checked out', async () => {
    pullRequest();
    shop.git('switch', '-q', 'work');
    shop.commit();
    const environment = { GITHUB_ACTIONS: 'true', GITHUB_BASE_REF: 'gone', GITHUB_SHA: 'a'.repeat(40) };
    const { stderr } = await inClone(['--branch', 'work'], { environment });

    expect(stderr).toContain('all services count as affected: this clone does not have origin/gone');
  });

  test('after a push that has rewritten the branch counts what it took back', async () => {
    shop.git('switch', '-q', 'main');
    shop.commit({ 'proxy/nginx.conf': 'taken back' });
    const before = shop.git('rev-parse', 'HEAD');
    shop.git('branch', 'kept');
    shop.git('reset', '-q', '--hard', 'HEAD^');
    shop.commit({ 'base/base.txt': 'b' });
    const environment = { GITHUB_ACTIONS: 'true', GITHUB_REF_NAME: 'main' };
    const result = await inClone(['--branch', 'main'], { environment, event: { before } });

    expect(rowsOf(result)).toEqual([
      'base build: copies base/base.txt',
      'proxy restart: mounts proxy/nginx.conf',
    ]);
    expect(result.stderr).toContain(`HEAD does not go on from ${before.slice(0, 12)}`);

    shop.git('branch', '-D', '-q', 'kept');
    const lost = await inClone(['--branch', 'main'], { environment, event: { before } });
    expect(lost.stderr).toContain(`all services count as affected: this clone does not have ${before}`);
    expect(lost.stderr).toContain(`hint: git fetch origin ${before}\n`);
  });

  test('names all where no pipeline says what to compare with', async () => {
    const { stderr } = await inClone([]);

    expect(stderr).toContain(
      'all services count as affected: no pipeline runs this that says what to compare with\nhint: name a revision: --since origin/main\n',
    );
  });
});

test('affected tells a revision from a service', async () => {
  for (const revision of ['HEAD~1', 'work', 'origin/main', 'v1^{}'])
    await expect(affected([revision])).rejects.toMatchObject({
      code: 'no-such-service',
      hint: ['to compare with a revision: ', { program: 'gantry', words: ['affected', '--since', revision] }],
    });
});

test('affected names all since what is before the first commit', async () => {
  for (const revision of ['HEAD~1', 'main^', 'HEAD~3^2'])
    expect((await affected(['--since', revision])).stderr).toContain(
      `all services count as affected: the history of ${revision.replace(/[~^].*/, '')} begins after ${revision}\n`,
    );
});

test('affected names all since a commit that a rewritten branch has lost', async () => {
  const { stderr } = await affected(['--since', 'abcd'.repeat(10)]);

  expect(stderr).toContain(`all services count as affected: this clone does not have ${'abcd'.repeat(10)}`);
});

test('affected knows the addresses of services, and who uses the one that has changed', async () => {
  const files = (port: number) => ({
    'compose.yaml': `services:
  web: {image: web, profiles: [off], ports: ["${port}:80"]}
  app: {image: app, environment: {URL: "\${GANTRY_URL_web}"}}
`,
  });
  shop.commit(files(8080));
  shop.git('branch', '-f', 'main');
  shop.commit(files(8081));
  const { stderr, stdout } = await affected(['--since', 'main', '--format', 'json']);

  expect(stderr).toBe('');
  expect(JSON.parse(stdout).affected).toMatchObject([{ service: 'app', what: 'restart' }]);
});

test('affected warns of inputs that git ignores, as nobody can tell whether they have changed', async () => {
  shop.commit({ '.gitignore': 'web/src/made\n*.log\n.env.local\n', '.dockerignore': '**/*.log\n' });
  shop.git('branch', '-f', 'main');
  shop.write({ 'web/src/made/a.js': '1', 'web/src/x.log': '1', 'api/out.log': '1' });
  const { stderr, stdout } = await affected(['--since', 'main', '--format', 'json']);

  expect(stderr).toBe(
    'warning: git ignores web/src/made, which is part of web: nobody can tell whether it has changed\n',
  );
  expect(JSON.parse(stdout).unseen).toEqual([{ path: 'web/src/made', why: 'ignored', services: ['web'] }]);
});

test.each([
  ['no file uses', 'OTHER=1\n', 'web: {image: web}', []],
  ['a file uses', 'TAG=1\n', 'web: {image: "web:${TAG}"}', [{ path: '.env', why: 'ignored', services: [] }]],
  [
    'a service reads',
    'A=1\n',
    'web: {image: web, env_file: .env}',
    [{ path: '.env', why: 'ignored', services: [] }],
  ],
])('affected warns once of an env file that git ignores and %s', async (_, env, web, unseen) => {
  shop.commit({ '.gitignore': '.env\n', '.env': null, 'compose.yaml': `services:\n  ${web}\n` });
  shop.git('branch', '-f', 'main');
  shop.write({ '.env': env });
  const { stderr, stdout } = await affected(['--since', 'main', '--format', 'json']);

  expect(JSON.parse(stdout).unseen).toEqual(unseen);
  expect(stderr.match(/git ignores \.env/g) ?? []).toHaveLength(unseen.length);
});

test('affected warns of inputs outside of the repository, as nobody can tell whether they have changed', async () => {
  const folder = aFolder({
    'repository/compose.yaml': `services:
  web: {build: {context: ., additional_contexts: {lib: ../lib}}, volumes: ["../lib:/lib"]}
  api: {build: ../api}
  db: {image: busybox, env_file: ../db.env, volumes: ["/etc/localtime:/etc/localtime"]}
`,
    'repository/Dockerfile': 'FROM scratch\nCOPY --from=lib . /\n',
    'api/Dockerfile': 'FROM scratch\n',
    'lib/a.txt': '1',
    'db.env': 'A=1\n',
  });
  const repository = inFolder(join(folder, 'repository'));
  repository.git('init', '-q');
  repository.commit();
  const { stdout, stderr } = await affected(['--since', 'HEAD', '--format', 'json'], {
    folder: repository.folder,
  });
  rmSync(folder, { recursive: true });

  expect(JSON.parse(stdout).unseen).toEqual([
    { path: join(folder, 'db.env'), why: 'outside', services: [] },
    { path: join(folder, 'api'), why: 'outside', services: ['api'] },
    { path: join(folder, 'lib'), why: 'outside', services: ['web'] },
  ]);
  expect(stderr).toContain(
    `warning: ${join(folder, 'lib')} is outside of the repository, and part of web: nobody can tell whether it has changed\n`,
  );
});

test('affected is JSON for programs, names for shells, and ends with 2 for who asks for it', async () => {
  shop.commit({ 'base/base.txt': 'b' });
  const commit = shop.git('rev-parse', 'main');

  expect(JSON.parse((await affected(['--since', 'main', '--format', 'json', 'web'])).stdout)).toEqual({
    version: 1,
    since: { asked: 'main', commit, shared: true, changed_files: 1 },
    everything: null,
    notes: [],
    affected: [
      {
        service: 'web',
        what: 'build',
        why: [{ what: 'build', kind: 'service', service: 'base', tie: 'base-image' }],
      },
    ],
    through: [
      {
        service: 'base',
        what: 'build',
        why: [{ what: 'build', kind: 'files', role: 'copied', files: ['base/base.txt'], more: false }],
      },
    ],
    removed: [],
    unseen: [],
  });
  const quiet = await affected(['--since', 'main', '-q', '--detailed-exitcode']);
  expect(quiet).toMatchObject({ stdout: 'base\nproxy\nweb\n', stderr: '', code: 2 });
  expect((await affected(['--since', 'main', 'api', '--detailed-exitcode'])).code).toBe(0);
});

test('affected asks the repository of the folder, whatever variables a hook of git has, and runs nothing of it', async () => {
  const other = aRepository({ 'a.txt': 'a' });
  shop.commit({ 'base/base.txt': 'b' });
  const ran = join(other.folder, 'ran');
  shop.git('config', 'core.fsmonitor', `touch ${ran}; false`);
  shop.git('config', 'diff.external', `touch ${ran}`);
  process.env.GIT_DIR = join(other.folder, '.git');
  process.env.GIT_INDEX_FILE = join(other.folder, 'index');
  try {
    expect(await rows(['--since', 'main', 'base'])).toEqual(['base build: copies base/base.txt']);
  } finally {
    delete process.env.GIT_DIR;
    delete process.env.GIT_INDEX_FILE;
  }
  expect(other.git('status', '--porcelain')).toBe('');
  other.remove();
});

test('affected takes names of files as they are', async () => {
  shop.commit({ 'web/src/a b\n"ü".js': '1' });

  expect(JSON.parse((await affected(['--since', 'main', '--format', 'json', 'web'])).stdout)).toMatchObject({
    affected: [{ why: [{ files: ['web/src/a b\n"ü".js'] }] }],
  });
});
