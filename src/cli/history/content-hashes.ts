import { createHash } from 'node:crypto';
import { contentOf } from '../../model/content-of.ts';
import type { Project } from '../../model/project.ts';
import type { SecretSpec } from '../../model/secret-spec.ts';
import { readRegular } from '../../util/read-regular.ts';

/** By `secrets.token`: a hash of what is in it. What nobody here can read is left out. */
export function contentHashes(
  project: Pick<Project, 'name' | 'secrets' | 'configs'>,
): Readonly<Record<string, string>> {
  const hashesOf = (section: string, specs: ReadonlyMap<string, SecretSpec>) =>
    [...specs].flatMap(([key, { from }]) => {
      const content = contentOf(from, readIfThere);
      return content === undefined
        ? []
        : [[`${section}.${key}`, hashOf(project.name, `${section}.${key}`, content)] as const];
    });
  return Object.fromEntries([
    ...hashesOf('secrets', project.secrets),
    ...hashesOf('configs', project.configs),
  ]);
}

/** The name goes into it, so equal contents in two places do not show. */
const hashOf = (project: string, place: string, content: string | Buffer): string =>
  createHash('sha256').update(`${project}\0${place}\0`).update(content).digest('hex');

function readIfThere(path: string): Buffer | undefined {
  try {
    return readRegular(path);
  } catch {
    return undefined;
  }
}
