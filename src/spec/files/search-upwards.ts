import { dirname, join } from 'node:path';
import { didYouMean } from '../../util/did-you-mean.ts';
import { COMPOSE_NAMES } from '../read/compose-names.ts';
import type { FilePort } from '../read/file-port.ts';
import { shownPath } from '../read/read-source.ts';
import type { Report } from '../tree/finding.ts';

const OVERRIDE_NAMES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/**
 * The Compose file of the nearest folder that has one, and its override file; absolute paths.
 *
 * Error: `no-compose-file`, with the searched folders; the result is undefined. Warning: a folder has several.
 */
export function searchUpwards(
  from: string,
  cwd: string,
  files: FilePort,
  report: Report,
): readonly string[] | undefined {
  for (const folder of foldersUpwards(from)) {
    const main = pick(folder, COMPOSE_NAMES);
    if (main === undefined) continue;
    const override = pick(folder, OVERRIDE_NAMES);
    return override === undefined ? [main] : [main, override];
  }
  const near = (files.list?.(from) ?? [])
    .toSorted()
    .find((name) => didYouMean(name, COMPOSE_NAMES) !== undefined);
  report({
    code: 'no-compose-file',
    severity: 'error',
    message: `there is no Compose file in ${from}${from === dirname(from) ? '' : ', nor in a folder above it'}`,
    hint:
      near === undefined
        ? `create compose.yaml, or name a file with -f`
        : files.isDirectory(join(from, near))
          ? `${shownPath(join(from, near), cwd)} is a directory`
          : `there is ${shownPath(join(from, near), cwd)}: rename it to compose.yaml, or name it with -f`,
  });
  return undefined;

  function pick(folder: string, names: readonly string[]): string | undefined {
    const [first, ...others] = names.map((name) => join(folder, name)).filter(isThere);
    if (first !== undefined && others.length > 0) {
      const ignored = others.map((path) => shownPath(path, cwd)).join(' and ');
      report({
        code: 'no-effect',
        severity: 'warning',
        message: `${ignored} ${others.length > 1 ? 'are' : 'is'} not read, because ${shownPath(first, cwd)} comes first`,
        hint: 'remove what is not used, or name the files with -f',
      });
    }
    return first;
  }

  function isThere(path: string): boolean {
    if (files.isDirectory(path)) return false;
    try {
      return files.read(path) !== undefined;
    } catch {
      // The file exists but cannot be read; reading it reports that.
      return true;
    }
  }
}

function foldersUpwards(from: string): readonly string[] {
  const folders = [from];
  for (let folder = from; dirname(folder) !== folder; folder = dirname(folder)) folders.push(dirname(folder));
  return folders;
}
