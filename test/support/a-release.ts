import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { PLATFORMS, type Platform } from '../../scripts/release/platforms.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const execute = promisify(execFile);

/** The platform of this machine, whose executable the tests can run. */
export const NATIVE: Platform = (() => {
  const found = PLATFORMS.find(({ os, cpu }) => os === process.platform && cpu === process.arch);
  if (!found) throw new Error(`there is no executable for ${process.platform}-${process.arch}`);
  return found;
})();

/** Makes a release of the files as they are; `environment` is what must not change it. */
export async function makeRelease(
  folder: string,
  platforms: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const words = [
    '--changed',
    '--fast',
    '--folder',
    folder,
    ...platforms.flatMap((name) => ['--platform', name]),
  ];
  const { stdout } = await execute(process.execPath, [join(ROOT, 'scripts/release.ts'), ...words], {
    cwd: environment.HOME ?? ROOT,
    env: { ...process.env, ...environment },
  });
  return stdout;
}

/** Paths below the folder, in order. */
export const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, while this process answers what it asks. Variables that are undefined are not there. */
export async function runProgram(
  program: string,
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<Ran> {
  try {
    const { stdout, stderr } = await execute(program, words, { env: { ...process.env, ...environment } });
    return { code: 0, stdout, stderr };
  } catch (error) {
    if (!(error instanceof Error) || !('stdout' in error && 'stderr' in error && 'code' in error))
      throw error;
    return { code: Number(error.code), stdout: String(error.stdout), stderr: String(error.stderr) };
  }
}
