import { existsSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { COMPOSE_NAMES } from '../../spec/read/compose-names.ts';
import { isRemote } from '../../spec/read/is-remote.ts';
import { commaList } from '../../util/comma-list.ts';
import { isFalse, isTrue } from '../../util/is-true.ts';
import { readText } from '../../util/read-text.ts';
import { ANSI_MODES, type Globals, PROGRESS_MODES } from '../context/globals.ts';

/** Variables that say how gantry works and not what a project is: the loader does not know them. */
const SWITCHES: readonly string[] = [
  'COMPOSE_ANSI',
  'COMPOSE_HTTP_TIMEOUT',
  'COMPOSE_IGNORE_ORPHANS',
  'COMPOSE_MENU',
  'COMPOSE_PARALLEL_LIMIT',
  'COMPOSE_PROGRESS',
  'COMPOSE_REMOVE_ORPHANS',
  'COMPOSE_STATUS_STDOUT',
  'GANTRY_NODES',
];

const ON_OR_OFF = [
  'COMPOSE_COMPATIBILITY',
  'COMPOSE_DISABLE_ENV_FILE',
  'COMPOSE_IGNORE_ORPHANS',
  'COMPOSE_MENU',
  'COMPOSE_REMOVE_ORPHANS',
  'COMPOSE_STATUS_STDOUT',
];

/** They say which env files are read, so no env file can say them. */
const TOO_LATE = ['COMPOSE_ENV_FILES', 'COMPOSE_DISABLE_ENV_FILE'];

type Warn = (text: string) => void;

/**
 * The flags before the command, with what variables say where a flag does not. A switch in an env file of the project
 * counts as one in the environment, and becomes one.
 *
 * Error: InvalidArgumentError for a limit that is no number.
 */
export async function withSettings(globals: Globals, env: NodeJS.ProcessEnv, warn: Warn): Promise<Globals> {
  await takeFromEnvFiles(globals, env, warn);
  for (const name of ON_OR_OFF)
    if (env[name] && !isTrue(env[name]) && !isFalse(env[name]))
      warn(`${name}=${env[name]} counts as off: it takes true or false`);
  const limit = env.COMPOSE_PARALLEL_LIMIT || undefined;
  if (globals.parallel === undefined && limit !== undefined && !/^-?\d+$/.test(limit))
    throw new InvalidArgumentError(`COMPOSE_PARALLEL_LIMIT takes a whole number, not "${limit}"`);
  const progress = globals.progress ?? oneOf(PROGRESS_MODES, 'COMPOSE_PROGRESS', env, warn);
  const ansi = globals.ansi ?? oneOf(ANSI_MODES, 'COMPOSE_ANSI', env, warn);
  if ((progress === 'tty' && ansi === 'never') || (progress === 'plain' && ansi === 'always'))
    throw new InvalidArgumentError(`--progress ${progress} and --ansi ${ansi} contradict each other`);
  const parallel = globals.parallel ?? (limit === undefined ? undefined : Number(limit));
  return {
    ...globals,
    ...(progress && { progress }),
    ...(ansi && { ansi }),
    ...(parallel !== undefined && { parallel }),
  };
}

/** One that is not known leaves things as they are. */
function oneOf<Mode extends string>(
  modes: readonly Mode[],
  name: string,
  env: NodeJS.ProcessEnv,
  warn: Warn,
): Mode | undefined {
  const mode = modes.find((known) => known === env[name]);
  if (mode === undefined && env[name])
    warn(`${name}=${env[name]} has no effect: it takes ${modes.slice(0, -1).join(', ')} or ${modes.at(-1)}`);
  return mode;
}

async function takeFromEnvFiles(globals: Globals, env: NodeJS.ProcessEnv, warn: Warn): Promise<void> {
  const found = await variablesOfEnvFiles(globals, env);
  for (const name of SWITCHES) {
    const value = found.get(name);
    if (value !== undefined) env[name] ??= value;
  }
  for (const name of TOO_LATE)
    if (found.has(name)) warn(`${name} has no effect in an env file: set it in the environment`);
}

/** Of those files that say something of COMPOSE_ variables, which is all that is asked for here. */
export async function variablesOfEnvFiles(
  globals: Globals,
  env: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const files = envFiles(globals, env).flatMap(({ path, yields }) => {
    const text = readText(path);
    return text?.includes('COMPOSE_') ? [{ name: path, text, yields }] : [];
  });
  if (files.length === 0) return found;
  const { parseEnvFile } = await import('../../spec/variables/env-file.ts');
  for (const { yields, ...source } of files) {
    // What is wrong with the file is told by who needs it.
    const values = parseEnvFile(
      source,
      (name) => env[name] ?? found.get(name),
      () => {},
    );
    for (const [name, value] of values) if (!yields || !found.has(name)) found.set(name, value);
  }
  return found;
}

/** Those that the loader reads: of named ones the last counts, of `.env` files the first. */
function envFiles(
  { envFile, ...globals }: Globals,
  env: NodeJS.ProcessEnv,
): readonly { readonly path: string; readonly yields: boolean }[] {
  const named = envFile.length > 0 ? envFile : commaList(env.COMPOSE_ENV_FILES);
  if (named.length > 0) return named.map((path) => ({ path, yields: false }));
  if (isTrue(env.COMPOSE_DISABLE_ENV_FILE)) return [];
  return [...new Set(foldersOf(globals, env))].map((folder) => ({
    path: join(folder, '.env'),
    yields: true,
  }));
}

/** The folder of the project, and the current one before it where no flag names the project. */
function foldersOf(
  { file, projectDirectory }: Pick<Globals, 'file' | 'projectDirectory'>,
  env: NodeJS.ProcessEnv,
): readonly string[] {
  const first = file.find((path) => path !== '-');
  if (projectDirectory !== undefined) return [resolve(projectDirectory)];
  // A file of another machine has no folder here.
  if (first !== undefined) return isRemote(first) ? [] : [resolve(dirname(first))];
  const here = resolve('.');
  if (env.COMPOSE_FILE) {
    const [path = ''] = env.COMPOSE_FILE.split(env.COMPOSE_PATH_SEPARATOR || delimiter);
    return [here, resolve(dirname(path))];
  }
  for (let folder = here; ; folder = dirname(folder)) {
    if (COMPOSE_NAMES.some((name) => existsSync(join(folder, name)))) return [here, folder];
    if (dirname(folder) === folder) return [here];
  }
}
