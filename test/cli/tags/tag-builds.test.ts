import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newestTag } from '../../../src/cli/git/newest-tag.ts';
import { webAddress } from '../../../src/cli/tags/oci-labels.ts';
import { tagBuilds } from '../../../src/cli/tags/tag-builds.ts';
import { aBuild } from '../../support/a-build.ts';
import { aFolder } from '../../support/a-folder.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

let folder: string;

beforeEach(() => {
  folder = aFolder({ 'a.txt': 'a', VERSION: '1.2.3\n' });
});
afterEach(() => rmSync(folder, { recursive: true }));

const git = (...words: string[]): string =>
  execFileSync('git', ['-C', folder, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_AUTHOR_DATE: '2026-01-31T12:00:00Z',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.com',
      GIT_COMMITTER_DATE: '2026-01-31T12:00:00Z',
    },
  }).trim();

function commit(): void {
  git('init', '-q', '-b', 'feature/x');
  git('add', 'a.txt', 'VERSION');
  git('commit', '-q', '-m', 'first');
}

const change = (): void => writeFileSync(join(folder, 'a.txt'), 'changed');

async function tagged(
  templates: readonly string[],
  { labels = false, environment = {} }: { labels?: boolean; environment?: Record<string, string> } = {},
) {
  const project = {
    ...aProject({
      services: [
        aService('web', {
          image: 'shop/web:1',
          build: aBuild({
            tags: ['shop/web:x'],
            labels: new Map([['org.opencontainers.image.version', 'mine']]),
          }),
        }),
        aService('db'),
      ],
    }),
    workingDir: folder,
  };
  const now = new Date('2026-02-03T23:30:00Z');
  const made = await tagBuilds(project, {
    templates,
    labels,
    environment: new Map(Object.entries(environment)),
    now,
  });
  return made.project.services.get('web')?.build;
}

const tagsOf = async (...given: Parameters<typeof tagged>) => (await tagged(...given))?.tags.slice(1);

test('tagBuilds() fills in what git, the environment and a file know', async () => {
  commit();
  git('tag', 'v1.0');
  const sha = git('rev-parse', 'HEAD');

  expect(
    await tagsOf(
      [
        '{git-describe}',
        '{git-sha}',
        '{git-short}{dirty}',
        '{git-tag}',
        'localhost:5000/{project}/{service}:{git-branch}-{date}-{env:CI}',
        '{file:VERSION}',
      ],
      { environment: { CI: '42' } },
    ),
  ).toEqual([
    'shop/web:v1.0',
    `shop/web:${sha}`,
    `shop/web:${sha.slice(0, 12)}`,
    'localhost:5000/app/web:feature-x-20260203-42',
    'shop/web:1.2.3',
  ]);
});

test('tagBuilds() says of changes that are not committed, or refuses to name the commit', async () => {
  commit();
  git('tag', 'v1.0');
  change();

  expect(await tagsOf(['{git-describe}', 'x{dirty}'])).toEqual(['shop/web:v1.0-dirty', 'shop/web:x-dirty']);
  await expect(tagged(['v-{git-short}'])).rejects.toMatchObject({
    code: 'git-failed',
    message: '"v-{git-short}" names a commit, and there are changes that are not committed',
  });
});

test.each<Record<string, string>>([
  { CI_COMMIT_TAG: 'v2.0.0-rc1' },
  { GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v2.0.0-rc1' },
  { JENKINS_URL: 'http://x', TAG_NAME: 'v2.0.0-rc1' },
  { TF_BUILD: 'True', BUILD_SOURCEBRANCH: 'refs/tags/v2.0.0-rc1' },
  { BUILDKITE_TAG: 'v2.0.0-rc1' },
])(
  'tagBuilds() in the pipeline of a tag (%j) takes that tag, whatever others are on the commit',
  async (environment) => {
    commit();
    for (const tag of ['v2.0.0-rc1', 'v2.0.0', 'a-other']) git('tag', tag);
    git('tag', '-a', '-m', 'annotated', 'v3.0.0');
    const templates = ['{git-tag}-t', '{git-describe}-d', '{git-describe-clean}-c'];

    expect(await tagsOf(templates, { environment })).toEqual([
      'shop/web:v2.0.0-rc1-t',
      'shop/web:v2.0.0-rc1-d',
      'shop/web:v2.0.0-rc1-c',
    ]);
  },
);

test('tagBuilds() in the pipeline of a tag takes it where the clone has no tags, and not where it is on another commit', async () => {
  commit();
  const environment = { CI_COMMIT_TAG: 'v2.0.0-rc1' };

  expect(await tagsOf(['{git-tag}'], { environment })).toEqual(['shop/web:v2.0.0-rc1']);
  git('tag', 'v2.0.0-rc1');
  git('commit', '-q', '--allow-empty', '-m', 'second');
  git('tag', 'v1.0');
  expect(await tagsOf(['{git-tag}'], { environment })).toEqual(['shop/web:v1.0']);
});

test('tagBuilds() takes the newest version of several tags, and says so', async () => {
  commit();
  for (const tag of ['latest', 'v1.9.0', 'v1.10.0', 'v2.0.0-rc1']) git('tag', tag);
  const project = {
    ...aProject({ services: [aService('web', { image: 'web', build: aBuild() })] }),
    workingDir: folder,
  };
  const tagging = {
    templates: ['{git-tag}', '{git-describe}-d'],
    labels: false,
    environment: new Map<string, string>(),
    now: new Date(0),
  };
  const { project: made, notes } = await tagBuilds(project, tagging);

  expect(made.services.get('web')?.build?.tags).toEqual(['web:v1.10.0', 'web:v1.10.0-d']);
  expect(notes).toEqual([
    'several tags are on the commit (latest, v1.10.0, v1.9.0, v2.0.0-rc1): v1.10.0 was taken',
  ]);
});

test('tagBuilds() takes none of tags of which nobody can tell the newest', async () => {
  commit();
  for (const tag of ['web/v1.0.0', 'api/v3.0.0']) git('tag', tag);

  await expect(tagged(['{git-tag}'])).rejects.toMatchObject({
    code: 'git-failed',
    message: expect.stringContaining('so nobody can tell which one {git-tag} is: api/v3.0.0, web/v1.0.0'),
  });
  expect(await tagsOf(['{git-describe}'])).toEqual([
    expect.stringMatching(/^shop\/web:(?:api-v3|web-v1)\.0\.0$/),
  ]);
});

test.each([
  [[], undefined],
  [['nightly'], 'nightly'],
  [['nightly', 'latest'], undefined],
  [['v1.0.0-rc.9', 'v1.0.0-rc.10', 'v1.0.0-beta'], 'v1.0.0-rc.10'],
  [['v3.0.0-rc1', 'v2.0.0'], 'v2.0.0'],
  [['1.2', 'v1.2.1'], 'v1.2.1'],
  [['release-2', 'release-10'], 'release-10'],
])('newestTag(%j) is %s', (tags, newest) => {
  expect(newestTag(tags)).toBe(newest);
});

test('tagBuilds() asks git for nothing that no template needs', async () => {
  expect(await tagsOf(['{date}'])).toEqual(['shop/web:20260203']);
});

test.each<readonly [string, () => void, string, string]>([
  ['no repository', () => {}, '{git-sha}', 'is in no repository of git'],
  ['no commit', () => git('init', '-q'), '{git-sha}', 'has no commit yet'],
  ['no tag', commit, '{git-tag}', 'no tag is on the commit of'],
  [
    'a detached HEAD',
    () => {
      commit();
      git('checkout', '-q', '--detach');
    },
    '{git-branch}',
    'is on no branch (detached HEAD)',
  ],
])('tagBuilds() with %s says what git does not have', async (_, prepare, template, message) => {
  prepare();

  await expect(tagged([template])).rejects.toMatchObject({
    code: 'git-failed',
    message: expect.stringContaining(message),
  });
});

test.each([
  ['-{date}', '"-{date}" gives service "web" the name shop/web:-20260203, which no image may have'],
  ['me/My{service}:1', '"me/My{service}:1" gives service "web" the name me/Myweb:1, which no image may have'],
  [`${'x'.repeat(129)}`, expect.stringContaining('which no image may have')],
  ['{env:GONE}', 'the variable GONE of a tag is not set'],
])('tagBuilds() refuses the template %s', async (template, message) => {
  await expect(tagged([template])).rejects.toMatchObject({ code: 'bad-tag', message });
});

test('tagBuilds() gives two images no common name', async () => {
  const services = ['a', 'b'].map((name) => aService(name, { image: name, build: aBuild() }));
  const tagging = { templates: ['me/app:1'], labels: false, environment: new Map(), now: new Date(0) };

  await expect(tagBuilds(aProject({ services }), tagging)).rejects.toMatchObject({
    code: 'bad-tag',
    message: '"me/app:1" gives a and b one name: me/app:1',
  });
});

test('tagBuilds() labels images with their commit, without a password, and the labels of the file win', async () => {
  commit();
  git('remote', 'add', 'origin', 'https://me:secret@example.com/me/app.git');
  change();
  const build = await tagged([], { labels: true });

  expect([...(build?.labels ?? [])]).toEqual([
    ['org.opencontainers.image.created', expect.stringMatching(/^2026-01-31T12:00:00(?:Z|\+00:00)$/)],
    ['org.opencontainers.image.revision', `${git('rev-parse', 'HEAD')}-dirty`],
    ['org.opencontainers.image.source', 'https://example.com/me/app'],
    ['org.opencontainers.image.version', 'mine'],
  ]);
});

test.each([
  ['git@example.com:me/app.git', 'https://example.com/me/app'],
  ['ssh://git@example.com:2222/me/app', 'https://example.com/me/app'],
  ['http://example.com:8080/me/app', 'http://example.com:8080/me/app'],
  ['/srv/git/app.git', undefined],
  ['../app', undefined],
])('webAddress() of %s is %s', (remote, address) => {
  expect(webAddress(remote)).toBe(address);
});
