import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Saves } from '../../../src/cli/test/saves.ts';
import { watchedFiles } from '../../../src/cli/test/watched-files.ts';
import { aBuild } from '../../support/a-build.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-watched-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (...path: readonly string[]): string => join(folder, ...path);

describe('watchedFiles()', () => {
  const files = () => {
    mkdirSync(at('web'), { recursive: true });
    mkdirSync(at('data'), { recursive: true });
    writeFileSync(at('compose.yaml'), '');
    writeFileSync(at('web/.dockerignore'), 'node_modules\n');
    const web = aService('web', {
      build: aBuild({ context: at('web') }),
      volumes: [
        { type: 'bind', source: at('data'), target: '/data' },
        { type: 'bind', source: at('missing'), target: '/missing' },
      ],
    });
    const project = {
      ...aProject({ services: [web] }),
      workingDir: folder,
      configFiles: [at('compose.yaml')],
    };
    return watchedFiles(project, [at('web/test-results')]);
  };

  test('are build contexts, mounted folders and the files of the project that are there', () => {
    expect(files().roots.map(({ path }) => path)).toEqual([at('web'), at('data'), at('compose.yaml')]);
  });

  test.each([
    ['web/src/a.ts', true],
    ['web/node_modules/a.js', false],
    ['web/test-results/junit.xml', false],
    ['web/.git/index', false],
    ['web/a.ts~', false],
    ['data/a', true],
    ['compose.yaml', true],
  ])('%s counts: %s', (path, expected) => {
    expect(files().counts(at(path))).toBe(expected);
  });

  test('that are mounted writable may be written by tests', () => {
    expect(files().isWritten(at('data/a'))).toBe(true);
    expect(files().isWritten(at('web/a'))).toBe(false);
  });
});

describe('Saves', () => {
  const files = {
    counts: (path: string) => path !== 'ignored',
    isWritten: (path: string) => path === 'mounted',
  };
  const isChanged = async (saves: Saves): Promise<boolean> => {
    let changed = false;
    void saves.changed.then(() => {
      changed = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 0));
    return changed;
  };

  test('tell what was saved while tests ran once these have ended', async () => {
    const saves = new Saves(files, () => {});
    saves.changedPaths(['source']);
    expect(await isChanged(saves)).toBe(false);

    saves.endRound();
    await saves.changed;
    saves.close();
  });

  test('leave out what tests may have written themselves, until they have ended', async () => {
    const saves = new Saves(files, () => {});
    saves.changedPaths(['mounted']);
    saves.endRound();
    expect(await isChanged(saves)).toBe(false);

    saves.changedPaths(['ignored']);
    expect(await isChanged(saves)).toBe(false);

    saves.changedPaths(['mounted']);
    await saves.changed;
    saves.close();
  });
});
