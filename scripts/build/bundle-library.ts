import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { PLUGINS } from './bundle-program.ts';
import { ownVersion } from './own-version.ts';
import { packagesIn, thirdPartyLicences } from './third-party.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Packages in the bundle that are CommonJS ask for modules of Node by `require`, which an ES module does not have. */
const REQUIRE = `import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);`;

/**
 * gantry as a library: ES modules, of which `index.js` is the entry, the declarations for TypeScript, and the licences of
 * the packages in it. By path below the folder of the library.
 */
export async function bundleLibrary(version: string): Promise<ReadonlyMap<string, string>> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ['src/index.ts'],
    bundle: true,
    splitting: true,
    outdir: 'dist/library',
    platform: 'node',
    format: 'esm',
    target: 'node22',
    minifySyntax: true,
    banner: { js: REQUIRE },
    legalComments: 'none',
    plugins: [...PLUGINS, ownVersion(version)],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  return new Map([
    ...result.outputFiles.map(({ path, text }) => [basename(path), text] as const),
    ...declarations(),
    ['third-party.txt', thirdPartyLicences(root, packagesIn(Object.keys(result.metafile.inputs)))],
  ]);
}

/** Those that the declarations of the entry lead to: the compiler writes one for every file of the program. */
function declarations(): ReadonlyMap<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-declarations-'));
  try {
    const compiler = join(root, 'node_modules/.bin/tsc');
    const { status, stdout } = spawnSync(
      compiler,
      ['--project', join(root, 'tsconfig.library.json'), '--outDir', folder],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`the declarations of the library cannot be made:\n${stdout}`);
    const all = new Map(
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.d.ts'))
        .map((path) => [path, readFileSync(join(folder, path), 'utf8').replaceAll(IMPORTED, "'$1.js'")]),
    );
    return new Map([...reachable('index.d.ts', all)].map((path) => [path, all.get(path) ?? '']));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Another file of ours; the compiler keeps the ending of the source. */
const IMPORTED = /'(\.[^']*)\.ts'/g;

/** Error: a declaration that is imported and was not made. */
function reachable(
  path: string,
  all: ReadonlyMap<string, string>,
  found = new Set<string>(),
): ReadonlySet<string> {
  if (found.has(path)) return found;
  found.add(path);
  const text = all.get(path);
  if (text === undefined) throw new Error(`no declaration was made for ${path}`);
  for (const [, target = ''] of text.matchAll(/'(\.[^']*)\.js'/g))
    reachable(join(dirname(path), `${target}.d.ts`), all, found);
  return found;
}
