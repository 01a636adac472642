import { basename, join, posix } from 'node:path';
import { isJsonMap, type Json } from '../../model/json.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';

type WatchAction = 'sync' | 'rebuild' | 'restart' | 'sync+restart' | 'sync+exec';

/** One entry of `develop.watch`. */
export interface WatchRule {
  readonly service: string;
  /** Absolute. A file or a folder, and it need not be there yet. */
  readonly path: string;
  readonly action: WatchAction;
  /** Where to in the container: absolute, without a slash at the end. Absent where nothing is copied. */
  readonly target?: string;
  /** Empty: everything. */
  readonly include: readonly string[];
  readonly ignore: readonly string[];
  /** What `sync+exec` runs. */
  readonly exec?: ExecHook;
}

/** A rule that copies files. */
export type SyncRule = WatchRule & { readonly target: string };

export interface ExecHook {
  readonly command: readonly string[];
  readonly user?: string;
  readonly privileged: boolean;
  readonly workingDir?: string;
  /** `NAME=value`, or `NAME` to unset. */
  readonly environment: readonly string[];
}

/**
 * The rules of a service, as they are in the canonical model: the shape was checked when the files were read.
 * `initial_sync` makes no difference: containers are brought level at the start in any case.
 */
export function watchRulesOf({ name, develop }: ServiceSpec): readonly WatchRule[] {
  if (!isJsonMap(develop) || !Array.isArray(develop.watch)) return [];
  const entries: readonly Json[] = develop.watch;
  return entries.flatMap((entry) => {
    if (!isJsonMap(entry) || typeof entry.path !== 'string' || !isAction(entry.action)) return [];
    const target = readTarget(entry.target, entry.path);
    const exec = readHook(entry.exec);
    return [
      {
        service: name,
        path: entry.path,
        action: entry.action,
        include: texts(entry.include),
        ignore: texts(entry.ignore),
        ...(target === undefined ? {} : { target }),
        ...(exec === undefined ? {} : { exec }),
      },
    ];
  });
}

export const isSyncRule = (rule: WatchRule): rule is SyncRule =>
  rule.action.startsWith('sync') && rule.target !== undefined;

const isAction = (value: Json | undefined): value is WatchAction =>
  typeof value === 'string' && ['sync', 'rebuild', 'restart', 'sync+restart', 'sync+exec'].includes(value);

/** A slash at the end means a folder that a single file goes into. */
function readTarget(target: Json | undefined, path: string): string | undefined {
  if (typeof target !== 'string' || target === '') return undefined;
  const absolute = posix.join('/', target);
  const isFileInFolder = absolute.endsWith('/') && absolute !== '/' && /\.[^/.]+$/.test(basename(path));
  return (isFileInFolder ? join(absolute, basename(path)) : absolute).replace(/(?<=^\/|[^/])\/+$/, '');
}

function readHook(hook: Json | undefined): ExecHook | undefined {
  if (!isJsonMap(hook)) return undefined;
  const command = texts(hook.command);
  if (command.length === 0) return undefined;
  return {
    command,
    privileged: hook.privileged === true,
    environment: readEnvironment(hook.environment),
    ...(typeof hook.user === 'string' && hook.user !== '' ? { user: hook.user } : {}),
    ...(typeof hook.working_dir === 'string' && hook.working_dir !== ''
      ? { workingDir: hook.working_dir }
      : {}),
  };
}

function readEnvironment(environment: Json | undefined): readonly string[] {
  if (!isJsonMap(environment)) return texts(environment);
  return Object.entries(environment).map(([key, value]) =>
    value === null ? key : `${key}=${String(value)}`,
  );
}

const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
