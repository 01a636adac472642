import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../../model/project.ts';
import { readYaml } from '../../spec/read/read-yaml.ts';
import { isMap } from '../../spec/tree/tree.ts';
import { readRegular } from '../../util/read-regular.ts';

/** A Compose file for this or another environment, as it is written. */
export interface EnvironmentFile {
  /** Without its folder. */
  readonly name: string;
  /** What it says of the images of services; those that it builds are left out. */
  readonly images: ReadonlyMap<string, string>;
}

/** `compose.yaml`, `docker-compose.prod.yml`. Other words than these may mean anything, such as a choice of databases. */
const OF_ENVIRONMENT =
  /^(?:docker-)?compose(?:[.-](?:override|dev|development|local|prod|production|live|staging|stage|test|ci))?\.ya?ml$/;

/** Nobody has more environments; what is larger is no file that somebody wrote. */
const MOST_FILES = 20;
const MOST_BYTES = 1024 * 1024;

/**
 * The Compose files in the folder of the project, those too that were loaded together: one of them may say what another one changes.
 * What cannot be read is left out.
 */
export function environmentFiles({
  workingDir,
  configFiles: [loaded, ...more],
}: Pick<Project, 'workingDir' | 'configFiles'>): readonly EnvironmentFile[] {
  return namesIn(workingDir)
    .filter((name) => OF_ENVIRONMENT.test(name) && (more.length > 0 || join(workingDir, name) !== loaded))
    .slice(0, MOST_FILES)
    .map((name) => ({ name, images: imagesIn(join(workingDir, name)) }));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function imagesIn(path: string): ReadonlyMap<string, string> {
  const images = new Map<string, string>();
  for (const tree of readYaml({ name: path, text: textOf(path) }, () => {})) {
    const services = isMap(tree) ? tree.services : undefined;
    for (const [name, service] of isMap(services) ? Object.entries(services) : [])
      if (isMap(service) && typeof service.image === 'string' && service.build === undefined)
        images.set(name, service.image);
  }
  return images;
}

function textOf(path: string): string {
  try {
    const text = readRegular(path).toString('utf8');
    return text.length <= MOST_BYTES ? text : '';
  } catch {
    return '';
  }
}
