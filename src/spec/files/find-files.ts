import { basename, delimiter, dirname, resolve } from 'node:path';
import type { Source } from '../../diagnostics/source.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { commaList } from '../../util/comma-list.ts';
import { isRemote } from '../read/is-remote.ts';
import { readSource } from '../read/read-source.ts';
import type { Remotes } from '../read/remotes.ts';
import { findingOf } from '../read/remotes.ts';
import type { Report } from '../tree/finding.ts';
import type { History } from '../tree/history.ts';
import type { LoadRequest } from './load-request.ts';
import { projectVariables } from './project-variables.ts';
import { searchUpwards } from './search-upwards.ts';

export interface FoundFiles {
  readonly sources: readonly Source[];
  /** Absolute, one for each source; `-` stays as it is. */
  readonly configFiles: readonly string[];
  /** Absolute. */
  readonly workingDir: string;
  /** The named env files; absolute. */
  readonly envFiles: readonly string[];
  /** The environment of the process over the env files. */
  readonly variables: ReadonlyMap<string, string>;
  readonly profiles: readonly string[];
  /** Of a project whose first file is a remote one: what docker compose makes its name of. */
  readonly remoteName?: string;
}

const STDIN = '-';

/**
 * Finds the Compose files and their texts, with the variables and profiles that apply to them.
 *
 * Order: `-f`; else `COMPOSE_FILE` of the environment or of `.env`; else the first folder from the working folder
 * upwards that has a Compose file, with its override file.
 * A file of another machine has no folder here until it is fetched, and no `.env`, as in docker compose.
 *
 * Error: `no-compose-file`, `file-not-found`, `file-unreadable`, `empty-file`, those of the env files, and those of remote files.
 * @returns undefined when there is no file to read.
 */
export async function findFiles(
  request: LoadRequest,
  remotes: Remotes,
  report: Report,
  history?: History,
): Promise<FoundFiles | undefined> {
  const { cwd } = request;
  const { files } = remotes;
  const firstDir =
    request.projectDirectory !== undefined
      ? resolve(cwd, request.projectDirectory)
      : (folderOfFirst(request.files, cwd) ?? cwd);
  const known = projectVariables(request, firstDir, files, report, history);

  const named = namedFiles(request, known.variables) ?? searchUpwards(firstDir, cwd, files, report);
  if (named === undefined) return undefined;
  const configFiles = named.some(isRemote) ? await fetchAll(named, firstDir, remotes, report) : named;
  if (configFiles === undefined) return undefined;
  const [first = ''] = named.filter((path) => path !== STDIN);
  const workingDir =
    request.projectDirectory !== undefined ? firstDir : (folderOfFirst(configFiles, cwd) ?? cwd);
  // The folder of the project may be known only now, and its `.env` applies too.
  const variables = isRemote(first) ? known.variables : known.addDefault(workingDir);

  const read = configFiles.flatMap((path) => {
    const source =
      path === STDIN
        ? { name: '<stdin>', text: files.readStdin() }
        : readSource(path, 'the Compose file', 'file-not-found', cwd, files, report);
    return source ? [{ path, source }] : [];
  });
  if (read.length === 0) return undefined;
  reportEmpty(
    read.map(({ source }) => source),
    report,
  );
  return {
    ...(isRemote(first) && { remoteName: basename(dirname(resolve(cwd, first))) }),
    sources: read.map(({ source }) => source),
    configFiles: read.map(({ path }) => path),
    workingDir,
    envFiles: known.envFiles,
    variables,
    profiles: request.profiles.length > 0 ? request.profiles : commaList(variables.get('COMPOSE_PROFILES')),
  };
}

function namedFiles(
  { cwd, files }: LoadRequest,
  variables: ReadonlyMap<string, string>,
): readonly string[] | undefined {
  const named = files.length > 0 ? files : listed(variables);
  const paths = named
    .filter((path) => path !== '')
    .map((path) => (path === STDIN || isRemote(path) ? path : resolve(cwd, path)));
  return paths.length > 0 ? paths : undefined;
}

function listed(variables: ReadonlyMap<string, string>): readonly string[] {
  const text = variables.get('COMPOSE_FILE') ?? '';
  const separator = variables.get('COMPOSE_PATH_SEPARATOR');
  // An address has colons of its own.
  return !separator && isRemote(text) ? [text] : text.split(separator || delimiter);
}

/** Of the first file; undefined: it is on another machine. */
export function folderOf([first = STDIN]: readonly string[], otherwise: string): string | undefined {
  if (first === STDIN) return otherwise;
  return isRemote(first) ? undefined : dirname(first);
}

/** Absolute, where the remote ones are kept. @returns undefined when one cannot be had */
async function fetchAll(
  named: readonly string[],
  firstDir: string,
  remotes: Remotes,
  report: Report,
): Promise<readonly string[] | undefined> {
  for (const reference of named.filter(isRemote)) remotes.find(reference);
  await remotes.fetchWanted(folderOf(named, firstDir));
  const paths: string[] = [];
  for (const path of named) {
    const found = isRemote(path) ? remotes.find(path) : undefined;
    if (found instanceof UserError) report(findingOf(found));
    else paths.push(found?.file ?? path);
  }
  return paths.length < named.length ? undefined : paths;
}

function folderOfFirst(paths: readonly string[], cwd: string): string | undefined {
  const first = paths.find((path) => path !== STDIN);
  return first === undefined ? undefined : dirname(resolve(cwd, first));
}

const NOTHING = /^\uFEFF?\s*(?:#.*|---\s*|\.\.\.\s*)?$/;

/** Empty files alone are an error; an empty file beside others is a warning, because it has no effect. */
function reportEmpty(sources: readonly Source[], report: Report): void {
  const empty = sources.filter(({ text }) => text.split('\n').every((line) => NOTHING.test(line)));
  const severity = empty.length === sources.length ? 'error' : 'warning';
  for (const source of empty)
    report({
      code: 'empty-file',
      severity,
      message: `${source.name} ${source.text.trim() === '' ? 'is empty' : 'has nothing but comments'}`,
      hint: 'a Compose file starts with "services:"',
      place: { kind: 'span', source, start: 0, end: 0 },
    });
}
