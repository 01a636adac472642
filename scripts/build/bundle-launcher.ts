import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const entry = fileURLToPath(new URL('launcher.ts', import.meta.url));

/** The text of the launcher for one program. */
export async function bundleLauncher(programId: string, commands: readonly string[]): Promise<string> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minify: true,
    define: { PROGRAM_ID: JSON.stringify(programId), COMMANDS: JSON.stringify(commands) },
    // Without `--`, Node reads the files of each `--env-file` behind the name of the program itself, and obeys NODE_OPTIONS in them.
    banner: { js: '#!/usr/bin/env -S node --' },
    write: false,
    logLevel: 'warning',
  });
  return result.outputFiles.map((file) => file.text).join('');
}
