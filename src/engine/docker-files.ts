import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/** The files of docker's own configuration, which we read and never write. */
export interface DockerFiles {
  /** Under the configuration folder unless absolute; undefined: there is none, or it may not be read. */
  read(path: string): string | undefined;
  exists(path: string): boolean;
  /** The names in a folder; empty: there is none. */
  list(path: string): readonly string[];
}

/** @param folder `DOCKER_CONFIG`, or `.docker` in the home of the user. */
export function dockerFiles(folder: string): DockerFiles {
  const absolute = (path: string) => (isAbsolute(path) ? path : join(folder, path));
  return {
    read(path) {
      try {
        return readFileSync(absolute(path), 'utf8');
      } catch {
        return undefined;
      }
    },
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
