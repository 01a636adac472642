import { dockerFiles, dockerFolder, readDockerConfig } from '../../engine/connection/docker-files.ts';
import type { Cli } from '../context/cli.ts';
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

function configured(environment: ReadonlyMap<string, string>): string | undefined {
  const files = dockerFiles(dockerFolder(environment.get('DOCKER_CONFIG')));
  const { detachKeys } = readDockerConfig<{ readonly detachKeys: unknown }>(files);
  return typeof detachKeys === 'string' && detachKeys !== '' ? detachKeys : undefined;
}
