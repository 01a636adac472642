import type { TreeFile } from '../../layers/image-tree.ts';
import { humanSize } from '../../util/human-size.ts';
import { nameOfLayer, serviceOf, spotOfLayer } from '../subject/examined-image.ts';
import type { Rule } from '../subject/rule.ts';
import type { ExaminedImage } from '../subject/subject.ts';
import { bytesOf } from './file-list.ts';

/** Compilers, headers and the history of the source are of no use to what runs, and of much use to who breaks in. */
export const buildToolsInFinal: Rule = {
  levels: { dev: 'off', prod: 'info' },
  *look({ examined }) {
    for (const image of examined) {
      const found = toolsIn(image);
      const kinds = [...found].filter(([, files]) => bytesOf(files) >= FLOOR);
      const [first] = kinds;
      if (!first) continue;
      const all = kinds.flatMap(([, files]) => files);
      const made = image.layers[layerWithMost(all)];
      const at = spotOfLayer(image, made);
      yield {
        at,
        ...serviceOf(at, image),
        message: `the image has ${humanSize(bytesOf(all))} of what only a build needs, from ${made ? nameOfLayer(made) : 'this'}: ${kinds.map(([kind]) => kind).join(', ')}`,
        hint: 'build in a stage of its own, and copy the result with "COPY --from"',
      };
    }
  },
};

/** Scripts of a few lines with such a name are no compiler. */
const FLOOR = 100_000;

const KINDS: readonly (readonly [kind: string, path: RegExp])[] = [
  ['.git', /\/\.git\//],
  ['headers', /^\/usr\/(?:local\/)?include\//],
  [
    'compilers',
    /^\/usr\/(?:local\/)?(?:lib\/gcc|lib\/llvm[^/]*|libexec\/gcc|go\/(?:bin|pkg))\/|\/bin\/(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|rustc|cargo|javac|ghc|[^/]*-(?:gcc|g\+\+)(?:-\d+)?)$/,
  ],
];

function toolsIn({ tree, baseLayers }: ExaminedImage): ReadonlyMap<string, readonly TreeFile[]> {
  const found = new Map<string, TreeFile[]>();
  if (!tree || baseLayers === undefined) return found;
  for (const entry of tree.below('/')) {
    if (entry.layer < baseLayers || entry.file.kind !== 'file') continue;
    const kind = KINDS.find(([, pattern]) => pattern.test(entry.path))?.[0];
    if (kind === undefined) continue;
    const files = found.get(kind) ?? [];
    files.push(entry);
    found.set(kind, files);
  }
  return found;
}

function layerWithMost(files: readonly TreeFile[]): number {
  const bytes = new Map<number, number>();
  for (const { layer, file } of files) bytes.set(layer, (bytes.get(layer) ?? 0) + file.bytes);
  return [...bytes].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? -1;
}
