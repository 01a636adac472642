import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { readText } from '../../util/read-text.ts';

/** The files of docker's own configuration. gantry reads them and never writes them. */
export interface DockerFiles {
  /** Relative to the configuration folder, or absolute; undefined: the file does not exist or cannot be read. */
  read(path: string): string | undefined;
  exists(path: string): boolean;
  /** The names in a folder; empty: the folder does not exist. */
  list(path: string): readonly string[];
}

/** The folder of docker's configuration: `DOCKER_CONFIG`, else `.docker` in the home of the user. */
export const dockerFolder = (configured: string | undefined, homeDir: string = homedir()): string =>
  configured || join(homeDir, '.docker');

/**
 * Members of docker's `config.json`, in the shape that the caller names. Empty when the file does not exist or cannot be read: code
 * that needs its logins reports that.
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
