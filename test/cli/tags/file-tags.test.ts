import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadProjectFor } from '../../../src/cli/files/load.ts';
import { taggedProject } from '../../../src/cli/tags/tagged-project.ts';
import { planBuild } from '../../../src/planner/commands/plan-build.ts';
import { planPush } from '../../../src/planner/commands/plan-push.ts';
import { showPlan } from '../../../src/ui/plan/show-plan.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';

const FILE = `name: shop
x-gantry:
  tags: ['reg.example/{service}:{git-short}', '{env}-{version-file:VERSION}']
  labels: {org.example.commit: '{git-sha}', org.example.service: '{project}/{service}'}
services:
  web: {image: shop/web, build: .}
  api:
    image: shop/api
    build: {context: ., labels: {org.example.service: mine}}
    x-gantry: {tags: ['{git-describe-clean}'], labels: oci}
  db: {image: postgres}
`;

let folder: string;
beforeEach(() => {
  folder = aFolder({
    'compose.yaml': FILE,
    VERSION: '1.2.3\n',
    '.env': 'GANTRY_ENV=staging\n',
    Dockerfile: 'FROM scratch\n',
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

const git = (...words: readonly string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
  }).trim();

function commit(): string {
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  return git('rev-parse', 'HEAD');
}

async function tagged(file = FILE) {
  writeFileSync(join(folder, 'compose.yaml'), file);
  const cli = aCli(folder);
  return taggedProject(cli, await loadProjectFor(cli, { services: [], needs: 'images' }));
}

test('build gives the tags and labels that the files ask for, and push pushes the tags', async () => {
  const sha = commit();
  const project = await tagged();
  const short = sha.slice(0, 12);

  const [web, api] = ['web', 'api'].map((name) => project.services.get(name)?.build);
  expect(web?.tags).toEqual([`reg.example/web:${short}`, 'shop/web:staging-1.2.3']);
  expect(Object.fromEntries(web?.labels ?? [])).toEqual({
    'org.example.commit': sha,
    'org.example.service': 'shop/web',
  });
  // Its own settings take the place of those of the project, and what the file says of a label wins.
  expect(api?.tags).toEqual([`shop/api:${sha.slice(0, 7)}`]);
  expect(Object.fromEntries(api?.labels ?? [])).toMatchObject({
    'org.example.service': 'mine',
    'org.opencontainers.image.revision': sha,
  });
  const pushed = planPush(project).steps.map(({ operation }) => 'image' in operation && operation.image);
  expect(pushed).toContain('shop/web:staging-1.2.3');
});

test('the plan of a build shows all names of the image', async () => {
  const sha = commit();
  const text = showPlan(planBuild(await tagged(), {}), { colour: false });

  expect(text).toMatch(/image shop\/web: build\n +also as reg\.example\/web:/);
  expect(text).toContain(`also as reg.example/web:${sha.slice(0, 12)}\n`);
  expect(text).toContain('also as shop/web:staging-1.2.3\n');
});

test('what cannot be is told with its place, all of it at once', async () => {
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  writeFileSync(join(folder, 'VERSION'), '1 2\n');

  await expect(tagged()).rejects.toMatchObject({
    problems: [
      {
        code: 'git-failed',
        message: expect.stringContaining('git-describe-clean'),
        at: { source: { name: 'compose.yaml' } },
      },
      { code: 'git-failed', message: expect.stringContaining('names a commit'), at: expect.anything() },
      { code: 'bad-tag', message: expect.stringContaining('shop/web:staging-1 2'), at: expect.anything() },
      {
        code: 'git-failed',
        message: expect.stringContaining('"{git-sha}" names a commit'),
        at: expect.anything(),
      },
    ],
  });
});

test('without git the words of git are problems, and others are not', async () => {
  await expect(tagged()).rejects.toMatchObject({
    problems: expect.arrayContaining([
      expect.objectContaining({ code: 'git-failed', at: expect.anything() }),
    ]),
  });
  const plain = 'name: shop\nx-gantry: {tags: ["{env}"]}\nservices: {web: {build: .}}\n';
  expect((await tagged(plain)).services.get('web')?.build?.tags).toEqual(['shop-web:staging']);
});

test('a template that is none is an error of the file, whatever the command is', async () => {
  const file = `name: shop
x-gantry: {tags: ['{git-descibe}', 5], labels: [a]}
services:
  web: {build: ., x-gantry: {tags: '{date}'}}
`;

  await expect(tagged(file)).rejects.toMatchObject({
    problems: [
      {
        code: 'bad-value',
        message: expect.stringContaining('no word "git-descibe"'),
        hint: 'did you mean "git-describe"?',
      },
      { code: 'bad-value', message: 'a template is a text' },
      { code: 'bad-value', message: expect.stringContaining('labels is "oci"') },
      { code: 'bad-value', message: 'tags is a list of templates' },
    ],
  });
});
