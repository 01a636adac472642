import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/root.ts';
import { bundleNpmScripts } from './bundle-npm-scripts.ts';
import type { Entry } from './entry.ts';
import { executableOf, PLATFORMS, type Platform, packageOf } from './platforms.ts';
import { below } from './program-files.ts';

/** What follows `+` is not part of a version for npm, which would take it out. */
export const npmVersion = (version: string): string => version.replace(/\+.*$/, '');

/** The package for one platform: the executable, which npm installs only where it runs. */
export function platformPackage(
  platform: Platform,
  version: string,
  executable: Buffer,
  licences: readonly Entry[],
): readonly Entry[] {
  const { os, cpu, libc } = platform;
  const manifest = {
    name: packageOf(platform),
    version: npmVersion(version),
    description: `The executable of gantry for ${platform.name}`,
    license: 'Apache-2.0',
    preferUnplugged: true,
    os: [os],
    cpu: [cpu],
    ...(libc && { libc: [libc] }),
  };
  return below('package', [
    manifestFile(manifest),
    { path: `bin/${executableOf(platform)}`, content: executable, isProgram: true },
    ...licences,
  ]);
}

export interface MainPackage {
  readonly version: string;
  /** dist/gantry.cjs and what is beside it, and dist/library. */
  readonly bundle: readonly Entry[];
  readonly licences: readonly Entry[];
}

/** The package `gantry`: the command, the bundle for machines without an executable, and the library. */
export async function mainPackage({ version, bundle, licences }: MainPackage): Promise<readonly Entry[]> {
  const { name, description, license, exports, types } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const { launcher, postinstall } = await bundleNpmScripts(version);
  const manifest = {
    name,
    version: npmVersion(version),
    description,
    license,
    // The executable needs none; the launcher says what the bundle needs.
    engines: { node: '>=18' },
    bin: { gantry: 'bin/gantry' },
    exports,
    types,
    scripts: { postinstall: 'node bin/postinstall.cjs' },
    optionalDependencies: Object.fromEntries(
      PLATFORMS.map((platform) => [packageOf(platform), npmVersion(version)]),
    ),
  };
  return below('package', [
    manifestFile(manifest),
    { path: 'bin/gantry', content: launcher, isProgram: true },
    { path: 'bin/postinstall.cjs', content: postinstall },
    { path: 'README.md', content: readFileSync(join(root, 'README.md')) },
    { path: 'schemas/compose.schema.json', content: readFileSync(join(root, 'schemas/compose.schema.json')) },
    ...bundle,
    ...licences,
  ]);
}

const manifestFile = (manifest: object): Entry => ({
  path: 'package.json',
  content: `${JSON.stringify(manifest, null, 2)}\n`,
});
