import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeFiles } from '../../../src/cli/files/node-files.ts';
import { loadProject } from '../../../src/spec/load/load-project.ts';
import { printProject } from '../../../src/spec/print/print-project.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const ROOT = resolve(import.meta.dirname, '../../../fixtures');
const cases = readdirSync(ROOT).filter((name) => existsSync(join(ROOT, name, 'expected.json')));
const home = '/home/user';

const load = (folder: string, files = { ...nodeFiles, homeDir: home }) =>
  loadProject(
    { cwd: folder, environment: new Map([['HOME', home]]), files: [], envFiles: [], profiles: [] },
    files,
  );

describe('printProject()', () => {
  // expected.json holds what docker compose 2.26 prints for the same folder, except where docs/compatibility.md says so.
  test.each(cases)('prints fixtures/%s as docker compose does', async (name) => {
    const folder = join(ROOT, name);
    const { project } = await load(folder);
    const printed = JSON.stringify(printProject(project)).replaceAll(folder, '<folder>');

    expect(JSON.parse(printed)).toEqual(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')));
  });

  test.each(cases)('prints fixtures/%s so that loading that gives the same again', async (name) => {
    const folder = join(ROOT, name);
    const { project } = await load(folder);
    const text = JSON.stringify(printProject(project, 'yaml'));
    const again = await load(folder, memoryFiles({ [join(folder, 'compose.yaml')]: text }));

    expect(printProject(again.project)).toEqual(printProject(project));
  });
});
