import { mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fromRoot, isInside, repositoryRoot } from '../../../src/cli/pipeline/repository.ts';
import { aFolder } from '../../support/a-folder.ts';

let folder: string;

beforeEach(() => {
  folder = realpathSync(aFolder({ 'services/shop/compose.yaml': '', 'elsewhere/compose.yaml': '' }));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('repositoryRoot()', () => {
  test('is the folder with .git above a folder, whatever the pipeline names', () => {
    mkdirSync(join(folder, 'services/.git'));
    const variables = new Map([['GITHUB_WORKSPACE', folder]]);

    expect(repositoryRoot(join(folder, 'services/shop'), variables)).toBe(join(folder, 'services'));
  });

  test('is the checkout of the pipeline where it has no .git', () => {
    const shop = join(folder, 'services/shop');

    expect(repositoryRoot(shop, new Map([['GITHUB_WORKSPACE', folder]]))).toBe(folder);
    expect(repositoryRoot(shop, new Map([['CI_PROJECT_DIR', `${folder}/`]]))).toBe(folder);
    expect(repositoryRoot(shop, new Map([['GITHUB_WORKSPACE', join(folder, 'elsewhere')]]))).toBe(shop);
    expect(repositoryRoot(shop, new Map())).toBe(shop);
  });
});

describe('fromRoot()', () => {
  test.each([
    ['compose.yaml', 'services/shop', 'services/shop/compose.yaml'],
    ['../../other.yaml', 'services/shop', 'other.yaml'],
    ['compose.yaml', '.', 'compose.yaml'],
  ])('takes %s in %s as %s', (name, where, expected) => {
    expect(fromRoot(folder, { name, folder: join(folder, where) })).toBe(expected);
  });

  test('takes absolute names, and follows a folder that is a link', () => {
    symlinkSync(join(folder, 'services/shop'), join(folder, 'link'));

    expect(fromRoot(folder, { name: join(folder, 'elsewhere/compose.yaml'), folder })).toBe(
      'elsewhere/compose.yaml',
    );
    expect(fromRoot(folder, { name: 'compose.yaml', folder: join(folder, 'link') })).toBe(
      'services/shop/compose.yaml',
    );
  });

  test('says nothing of this machine of what is elsewhere, and lets standard input be', () => {
    const root = join(folder, 'services');
    const outside = fromRoot(root, { name: '../elsewhere/compose.yaml', folder: root });

    expect(outside).toBe('../elsewhere/compose.yaml');
    expect(isInside(outside)).toBe(false);
    expect(isInside(fromRoot(root, { name: '<stdin>', folder: root }))).toBe(false);
    expect(isInside('..a/compose.yaml')).toBe(true);
  });
});
