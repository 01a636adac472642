import { rmSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { nodeFiles } from '../../../src/cli/files/node-files.ts';
import { readSubject } from '../../../src/practice/subject/read-subject.ts';
import { loadProject } from '../../../src/spec/load/load-project.ts';
import { aFolder } from '../../support/a-folder.ts';
import { aRequest } from '../../support/load-files.ts';

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('readSubject() walks a folder once for all Dockerfiles that are built in it with the same ignore rules', async () => {
  folder = aFolder({
    'compose.yaml': `services:
  a: {build: {context: ., dockerfile: a/Dockerfile}}
  b: {build: {context: ., dockerfile: b/Dockerfile}}
  own: {build: {context: ., dockerfile: own/Dockerfile}}
`,
    'a/Dockerfile': 'FROM scratch\nCOPY . .\n',
    'b/Dockerfile': 'FROM scratch\nCOPY ./ /b\n',
    'own/Dockerfile': 'FROM scratch\nCOPY . .\n',
    'own/Dockerfile.dockerignore': 'a\n',
  });
  const { project } = await loadProject({ ...aRequest(), cwd: folder }, nodeFiles);
  const none = () => undefined;

  const { images } = readSubject(project, { use: 'dev', cwd: folder, tree: none, written: none });

  const [a, b, own] = images.map(({ context }) => context.copied(['']));
  expect(b).toBe(a);
  expect(a?.map(({ path }) => path)).toContain('a/Dockerfile');
  expect(own?.map(({ path }) => path)).not.toContain('a/Dockerfile');
});
