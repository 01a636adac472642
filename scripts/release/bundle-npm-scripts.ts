import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { PLATFORMS } from './platforms.ts';

/** The scripts of the npm package, each in one file that every Node since version 12 can read. */
export async function bundleNpmScripts(
  version: string,
): Promise<{ readonly launcher: string; readonly postinstall: string }> {
  const bundle = async (entry: string, banner: string): Promise<string> => {
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node12',
      minify: true,
      define: {
        VERSION: JSON.stringify(version),
        PLATFORM_NAMES: JSON.stringify(PLATFORMS.map(({ name }) => name)),
      },
      banner: { js: banner },
      write: false,
      logLevel: 'warning',
    });
    return outputFiles.map(({ text }) => text).join('');
  };
  return {
    // npm makes the command for Windows from this line, and the env of Alpine takes no flags.
    launcher: await bundle(
      fileURLToPath(new URL('npm-launcher.ts', import.meta.url)),
      '#!/usr/bin/env -S node --',
    ),
    postinstall: await bundle(fileURLToPath(new URL('npm-postinstall.ts', import.meta.url)), ''),
  };
}
