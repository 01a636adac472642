import { visible } from '../../util/disarm.ts';
import { expand } from '../dockerfile/expand.ts';
import { withoutEndSlash } from '../subject/end-slash.ts';
import { atKey, inDockerfile, type Rule, type Spot } from '../subject/rule.ts';
import type { BuiltImage, CheckedService } from '../subject/subject.ts';

/** Data in a volume without a name is left behind when the container goes, and nobody finds it again. */
export const anonymousVolume: Rule = {
  levels: { dev: 'info', prod: 'warning' },
  *look({ services }) {
    for (const service of services) {
      const { spec } = service;
      if (spec.volumesFrom.length > 0) continue;
      const mounted = new Set([
        ...spec.volumes.map(({ target }) => target),
        ...spec.tmpfs.map((entry) => entry.split(':')[0] ?? ''),
      ]);
      for (const { path, at } of declaredVolumes(service)) {
        if (mounted.has(path) || OF_NO_VALUE.test(path)) continue;
        yield {
          at,
          service: spec.name,
          message: `service "${spec.name}" mounts nothing at ${visible(path)}, so its data goes into a volume without a name`,
          hint: `add a volume with a name: "volumes: [data:${visible(path)}]"`,
        };
      }
    }
  },
};

interface DeclaredVolume {
  readonly path: string;
  readonly at: Spot;
}

/** Those of the Dockerfile, and those that only the image tells of. */
function declaredVolumes({ spec, image, examined }: CheckedService): readonly DeclaredVolume[] {
  const written = image
    ? volumesOf(image).map(({ path, range }) => ({ path, at: inDockerfile(image, range) }))
    : [];
  const known = new Set(written.map(({ path }) => path));
  const inherited = (examined?.look.details.volumes ?? [])
    .map(withoutEndSlash)
    .filter((path) => !known.has(path))
    .map((path) => ({ path, at: atKey('services', spec.name, image ? 'build' : 'image') }));
  return [...written, ...inherited];
}

/** Nobody looks for this again. */
const OF_NO_VALUE = /^\/(?:var\/)?(?:tmp|run|cache)(?:\/|$)/;

function volumesOf({ steps, dockerfile }: BuiltImage) {
  return steps.flatMap(({ instruction, lookup }) => {
    if (instruction.keyword !== 'VOLUME') return [];
    const words = instruction.exec ?? instruction.words.map(({ raw }) => raw);
    return words.flatMap((word) => {
      const path = expand(word, dockerfile.escapeChar, lookup);
      return path === undefined ? [] : [{ path: withoutEndSlash(path), range: instruction }];
    });
  });
}
