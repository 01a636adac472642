import { expand } from '../dockerfile/expand.ts';
import { withoutEndSlash } from '../subject/end-slash.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';
import type { BuiltImage } from '../subject/subject.ts';

/** Data in a volume without a name is left behind when the container goes, and nobody finds it again. */
export const anonymousVolume: Rule = {
  levels: { dev: 'info', prod: 'warning' },
  *look({ services }) {
    for (const { spec, image } of services) {
      if (!image || spec.volumesFrom.length > 0) continue;
      const mounted = new Set([
        ...spec.volumes.map(({ target }) => target),
        ...spec.tmpfs.map((entry) => entry.split(':')[0] ?? ''),
      ]);
      for (const { path, range } of volumesOf(image)) {
        if (mounted.has(path) || OF_NO_VALUE.test(path)) continue;
        yield {
          at: inDockerfile(image, range),
          service: spec.name,
          message: `service "${spec.name}" mounts nothing at ${path}, so its data goes into a volume without a name`,
          hint: `add a volume with a name: "volumes: [data:${path}]"`,
        };
      }
    }
  },
};

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
