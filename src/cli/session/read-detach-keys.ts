import { homedir } from 'node:os';
import { join } from 'node:path';
import { dockerFiles } from '../../engine/docker-files.ts';
import type { Cli } from '../cli.ts';
import { DEFAULT_DETACH_KEYS, parseDetachKeys } from './detach-keys.ts';

interface DetachKeys {
  /** As the engine takes them. */
  readonly text: string;
  readonly bytes: readonly number[];
}

/**
 * What is typed to leave a process alone: `given`, else `detachKeys` of docker's `config.json`, else docker's own.
 *
 * Error: UserError `bad-usage`.
 */
export function readDetachKeys({ environment }: Cli, given?: string): DetachKeys {
  const text = given ?? configured(environment) ?? DEFAULT_DETACH_KEYS;
  return { text, bytes: parseDetachKeys(text) };
}

/** A configuration that cannot be read is complained about by what needs it. */
function configured(environment: ReadonlyMap<string, string>): string | undefined {
  const folder = environment.get('DOCKER_CONFIG') || join(homedir(), '.docker');
  try {
    const config: { readonly detachKeys?: unknown } = JSON.parse(
      dockerFiles(folder).read('config.json') ?? '{}',
    );
    return typeof config.detachKeys === 'string' && config.detachKeys !== '' ? config.detachKeys : undefined;
  } catch {
    return undefined;
  }
}
