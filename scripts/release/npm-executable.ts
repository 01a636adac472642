import { join } from 'node:path';

/** The names of the platforms that have a package, put in by the build. */
declare const PLATFORM_NAMES: readonly string[];

/** The executable for this machine, from the package for it that npm has installed beside ours; undefined when there is none. */
export function findExecutable(): string | undefined {
  const ours = `${process.platform}-${process.arch}`;
  const found = [ours, `${ours}-musl`].filter(isKnown).map(executableIn).filter(isText);
  // An npm that does not know of C libraries has installed both.
  return found.length > 1 && usesMusl() ? found[1] : found[0];
}

/** Whether there is an executable for machines such as this one, installed or not. */
export const isKnown = (name: string): boolean => PLATFORM_NAMES.indexOf(name) >= 0;

function executableIn(name: string): string | undefined {
  try {
    return require.resolve(
      `@gantry/cli-${name}/${join('bin', process.platform === 'win32' ? 'gantry.exe' : 'gantry')}`,
    );
  } catch {
    return undefined;
  }
}

const isText = (text: string | undefined): text is string => text !== undefined;

/** Node names the version of glibc that it runs with, and nothing of musl. */
function usesMusl(): boolean {
  const report: unknown = process.report?.getReport();
  return !JSON.stringify(report instanceof Object && Reflect.get(report, 'header')).includes(
    '"glibcVersionRuntime"',
  );
}
