import { rmSync } from 'node:fs';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SpecError } from '../../src/diagnostics/spec-error.ts';
import { loadFiles } from '../../src/library/load-files.ts';
import { aFolder } from '../support/a-folder.ts';

const COMPOSE = `
version: '3'
services:
  web: {image: "app:\${TAG}", depends_on: [db]}
  db: {image: busybox, environment: {DB_PASSWORD: hunter22}}
  debug: {image: busybox, profiles: [debug]}
  other: {image: busybox}
`;

let cwd = '';
beforeEach(() => {
  cwd = aFolder({ 'compose.yaml': COMPOSE, 'broken.yaml': 'services:\n  web: {prots: []}\n' });
});
afterEach(() => rmSync(cwd, { recursive: true }));

const environment = { TAG: 'v2' };

describe('loadFiles()', () => {
  test('reads what is found from the folder on, with the variables that it is given', async () => {
    const project = await loadFiles({ cwd, environment, projectName: 'shop' });

    expect(project).toMatchObject({ name: 'shop', workingDir: cwd, services: ['db', 'other', 'web'] });
    expect(project.warnings.map(({ code }) => code)).toEqual(['obsolete-attribute']);
    expect(project.toJSON()).toMatchObject({ services: { web: { image: 'app:v2' } } });
  });

  test('keeps to the services that are named, with what they depend on, and to active profiles', async () => {
    const named = await loadFiles({ cwd, environment, services: ['web'] });
    const profiled = await loadFiles({ cwd, environment, profiles: ['debug'] });

    expect(named.services).toEqual(['db', 'web']);
    expect(profiled.services).toContain('debug');
  });

  test('gives the instance that is asked for, by an option or as the command is', async () => {
    const state = { ...environment, XDG_STATE_HOME: cwd };
    const asked = await loadFiles({ cwd, environment: state, projectName: 'shop', instance: 'review' });
    const variable = { ...state, GANTRY_INSTANCE: 'ci' };
    const told = await loadFiles({ cwd, environment: variable, projectName: 'shop' });
    const plain = await loadFiles({ cwd, environment: variable, projectName: 'shop', instance: '.' });

    expect(asked).toMatchObject({ name: 'shop-review', instance: 'review' });
    expect(told).toMatchObject({ name: 'shop-ci', instance: 'ci' });
    expect(plain).toMatchObject({ name: 'shop', instance: undefined });
  });

  test('gives the ports of an instance, which no other one has, without an engine', async () => {
    const folder = aFolder({
      'compose.yaml': 'services: {web: {image: busybox, ports: ["127.0.77.1:8080:80"]}}',
    });
    const load = (instance: string) =>
      loadFiles({ cwd: folder, environment: { XDG_STATE_HOME: folder }, projectName: 'shop', instance });
    const [a, b, again] = [await load('a'), await load('b'), await load('a')].map((project) =>
      JSON.stringify(project),
    );
    rmSync(folder, { recursive: true });

    expect(a).not.toContain('8080');
    expect(again).toBe(a);
    expect(b?.replaceAll('shop-b', 'shop-a')).not.toBe(a);
  });

  test('refuses a name that no instance may have', async () => {
    const loading = loadFiles({ cwd, environment, instance: 'Not A Name' });
    await expect(loading).rejects.toMatchObject({ code: 'bad-instance' });
  });

  test('throws all the problems of a file', async () => {
    const loading = loadFiles({ cwd, environment, files: ['broken.yaml'] });

    await expect(loading).rejects.toBeInstanceOf(SpecError);
    await expect(loading).rejects.toMatchObject({
      problems: [{ code: 'no-image-or-build' }, { code: 'unknown-attribute' }],
    });
  });

  test('gives a project that can be logged without its secrets', async () => {
    const project = await loadFiles({ cwd, environment: { ...environment, API_TOKEN: 'hunter33' } });

    expect(inspect(project, { depth: 9 })).not.toMatch(/hunter22|hunter33/);
  });
});
