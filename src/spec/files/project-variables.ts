import { join, resolve } from 'node:path';
import { commaList } from '../../util/comma-list.ts';
import { isTrue } from '../../util/is-true.ts';
import type { FilePort } from '../read/file-port.ts';
import { readSource } from '../read/read-source.ts';
import type { Report } from '../tree/finding.ts';
import type { History } from '../tree/history.ts';
import { parseEnvFile } from '../variables/env-file.ts';
import type { LoadRequest } from './load-request.ts';

export interface ProjectVariables {
  /** The environment of the process with `PWD`, over the env files. */
  readonly variables: ReadonlyMap<string, string>;
  /** The named env files; absolute. */
  readonly envFiles: readonly string[];
  /** Adds the `.env` of a folder that was unknown at first; variables that are set keep their value. */
  addDefault(folder: string): ReadonlyMap<string, string>;
}

/**
 * The variables that the files may use, from the files of `--env-file`, else of `COMPOSE_ENV_FILES`, else from the
 * `.env` in `folder` if there is one. Of several files the later one wins; the environment wins over all of them.
 *
 * Error: `env-file-not-found`, `file-unreadable`, and what `parseEnvFile` reports.
 */
export function projectVariables(
  request: LoadRequest,
  folder: string,
  files: FilePort,
  report: Report,
  history?: History,
): ProjectVariables {
  const { cwd, environment } = request;
  const named =
    request.envFiles.length > 0 ? request.envFiles : commaList(environment.get('COMPOSE_ENV_FILES'));
  const envFiles = named.map((path) => resolve(cwd, path));
  const fromFiles = new Map<string, string>();
  const withDefault = envFiles.length === 0 && !isTrue(environment.get('COMPOSE_DISABLE_ENV_FILE'));
  const read = new Set<string>();

  const parse = (path: string, yields: boolean): ReadonlyMap<string, string> => {
    const source = readSource(path, 'the env file', 'env-file-not-found', cwd, files, report);
    const lookup = (name: string) => environment.get(name) ?? fromFiles.get(name);
    if (source) history?.variableFiles.push({ source, yields });
    return source ? parseEnvFile(source, lookup, report) : new Map();
  };
  const parseDefault = (inFolder: string, yields: boolean): ReadonlyMap<string, string> => {
    const path = join(inFolder, '.env');
    if (!withDefault || read.has(path) || files.isDirectory(path) || !exists(path)) return new Map();
    read.add(path);
    return parse(path, yields);
  };
  const exists = (path: string): boolean => {
    try {
      return files.read(path) !== undefined;
    } catch {
      // The file exists, and reading it again reports the problem.
      return true;
    }
  };
  const all = () => new Map([...fromFiles, ['PWD', cwd], ...environment]);

  for (const path of envFiles) for (const [name, value] of parse(path, false)) fromFiles.set(name, value);
  for (const [name, value] of parseDefault(folder, false)) fromFiles.set(name, value);

  return {
    variables: all(),
    envFiles,
    addDefault(inFolder) {
      for (const [name, value] of parseDefault(inFolder, true))
        if (!fromFiles.has(name)) fromFiles.set(name, value);
      return all();
    },
  };
}
