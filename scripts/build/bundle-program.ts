import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import '../generate.ts'; // The program contains what that makes.
import { bundlePage } from './bundle-page.ts';
import { lazyNodeModules, lazyStringWidth } from './lazy-parts.ts';
import { linkChunks } from './link-chunks.ts';
import { ownVersion } from './own-version.ts';
import { slimDockerode } from './slim-dockerode.ts';
import { packagesIn, thirdPartyLicences } from './third-party.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What every build of gantry is made with. */
export const PLUGINS = [lazyNodeModules, lazyStringWidth, slimDockerode];

interface Bundle {
  readonly text: string;
  /** The names of the packages in it. */
  readonly packages: readonly string[];
  /** Of these packages. */
  readonly licences: string;
}

/**
 * The whole program as one CommonJS module, ASCII only.
 *
 * What is reached through `await import()` is evaluated at that moment and not before. Names stay as they are and lines
 * short, because a bug that a user reports comes with a stack and nothing else.
 */
export async function bundleProgram(version: string): Promise<Bundle> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ['src/cli/main.ts'],
    bundle: true,
    splitting: true,
    outdir: 'dist',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 120,
    legalComments: 'none',
    plugins: [...PLUGINS, ownVersion(version)],
    // What speeds `ws` up where it is installed.
    external: ['bufferutil', 'utf-8-validate'],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const chunks = result.outputFiles.map(({ path, text }) => ({ name: `./${basename(path)}`, code: text }));
  // The page is a text in the program, which does not tell what it was made of.
  const inPage = (await bundlePage()).packages;
  const packages = [...new Set([...packagesIn(Object.keys(result.metafile.inputs)), ...inPage])].sort();
  return {
    text: toAscii(linkChunks(chunks, './main.js')),
    packages,
    licences: thirdPartyLicences(root, packages),
  };
}

/** esbuild escapes everywhere but in regular expressions, where the same escape means the same. */
function toAscii(code: string): string {
  return code.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
