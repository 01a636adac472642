import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { readText } from '../../util/read-text.ts';

/** The files of docker's own configuration, which we read and never write. */
export interface DockerFiles {
  /** Under the configuration folder unless absolute; undefined: there is none, or it may not be read. */
  read(path: string): string | undefined;
  exists(path: string): boolean;
  /** The names in a folder; empty: there is none. */
  list(path: string): readonly string[];
}

/** The folder of docker's configuration: what `DOCKER_CONFIG` says, else `.docker` in the home of the user. */
export const dockerFolder = (configured: string | undefined, homeDir: string = homedir()): string =>
  configured || join(homeDir, '.docker');

/**
 * Members of docker's `config.json`, which the caller knows the shape of. Empty when there is none, or it cannot be read:
 * what is wrong with it is told where its logins are needed.
 */
export function readDockerConfig<Config extends object>(files: DockerFiles): Partial<Config> {
  try {
    const config: Partial<Config> | null = JSON.parse(files.read('config.json') ?? '{}');
    return config ?? {};
  } catch {
    return {};
  }
}

/** @param folder see `dockerFolder` */
export function dockerFiles(folder: string): DockerFiles {
  const absolute = (path: string) => (isAbsolute(path) ? path : join(folder, path));
  return {
    read: (path) => readText(absolute(path)),
    exists: (path) => existsSync(absolute(path)),
    list(path) {
      try {
        return readdirSync(absolute(path));
      } catch {
        return [];
      }
    },
  };
}
