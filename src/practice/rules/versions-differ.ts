import { parseReference } from '../dockerfile/image-reference.ts';
import { plainImage } from '../subject/built-images.ts';
import { environmentFiles } from '../subject/other-files.ts';
import { atValue, type Rule } from '../subject/rule.ts';
import { storeOf } from '../subject/stores.ts';

/** What works with one version of a database has not been tried with the other one, and neither reads the files of the other. */
export const versionsDiffer: Rule = {
  levels: { dev: 'info', prod: 'warning' },
  *look({ services, project, written }) {
    const files = environmentFiles(project);
    for (const { spec } of files.length > 0 ? services : []) {
      const { image, name, build } = spec;
      const path = ['services', name, 'image'];
      if (image === undefined || build) continue;
      const file = files.find(({ images }) => differs(image, images.get(name) ?? image));
      if (!file || written(path)?.includes('$')) continue;
      yield {
        at: atValue(...path),
        service: name,
        message: `service "${name}" is ${image} here and ${file.images.get(name)} in ${file.name}`,
        hint: 'name the same version in both, or leave it out in all files but the first',
      };
    }
  },
};

/** Another database, or another major version of the same image. */
function differs(one: string, other: string): boolean {
  if (one === other || other.includes('$')) return false;
  const [first, second] = [parseReference(plainImage(one)), parseReference(plainImage(other))];
  if (first.repository !== second.repository) {
    const [store, otherStore] = [storeOf(one), storeOf(other)];
    return store !== undefined && otherStore !== undefined && !isSameKind(store, otherStore);
  }
  const [major, otherMajor] = [majorOf(first.tag), majorOf(second.tag)];
  return major !== undefined && otherMajor !== undefined && major !== otherMajor;
}

/** They speak the same, whoever makes the image. */
const FAMILIES: readonly ReadonlySet<string>[] = [
  new Set(['postgres', 'postgresql', 'pgvector', 'postgis', 'timescaledb']),
  new Set(['redis', 'redis-stack-server', 'valkey', 'keydb']),
  new Set(['mongo', 'mongodb']),
  new Set(['mysql', 'percona']),
];

const isSameKind = (one: string, other: string): boolean =>
  one === other || FAMILIES.some((family) => family.has(one) && family.has(other));

const majorOf = (tag = ''): string | undefined => /^v?(\d+)/.exec(tag)?.[1];
