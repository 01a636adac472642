import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packagesIn } from '../../../scripts/build/third-party.ts';
import { billOfMaterials } from '../../../scripts/release/sbom.ts';
import { root } from '../../../scripts/setup/root.ts';

const versionOf = (name: string): string =>
  JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;

test('the bill of materials has each package with the version that is installed, its licence and its checksum', () => {
  const packages = ['@balena/dockerignore', 'dockerode', 'yaml'];

  const { components } = JSON.parse(billOfMaterials('1.2.3', 0, packages));

  expect(components).toMatchObject(
    [...packages, 'bun'].sort().map((name) => ({
      name,
      version: versionOf(name),
      licenses: [{ license: { id: expect.stringMatching(/\S/) } }],
      hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
    })),
  );
});

test('a package that is bundled in two versions is an error: its second one would be in no list', () => {
  expect(packagesIn(['node_modules/@a/b/index.js', 'src/c.ts'])).toEqual(['@a/b']);
  expect(() => packagesIn(['node_modules/a/node_modules/b/index.js'])).toThrow(
    'a second version of a package: node_modules/a/node_modules/b/index.js',
  );
});
