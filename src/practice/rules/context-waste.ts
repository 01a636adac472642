import { humanSize } from '../../util/human-size.ts';
import type { BuildContext, ContextFile } from '../subject/build-context.ts';
import { contextFiles, copyOf } from '../subject/copies.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';

/** Bytes that nobody needs are read, sent and hashed with each build. A builder takes only what COPY names, so these are counted. */
export const contextWaste: Rule = {
  levels: { dev: 'info', prod: 'warning' },
  *look({ images }) {
    // Builds that copy the same files of one folder waste the same.
    const known = new Map<readonly ContextFile[], ReadonlyMap<string, number>>();
    for (const image of images) {
      for (const step of image.builtSteps) {
        const copy = copyOf(step, image.dockerfile.escapeChar);
        const files = copy && contextFiles(image, copy);
        if (!files) continue;
        const waste = known.get(files) ?? wasteBelow(files, unwantedIn(image.context));
        known.set(files, waste);
        const bytes = [...waste.values()].reduce((sum, size) => sum + size, 0);
        if (bytes < LEAST_BYTES) continue;
        const folders = [...waste.entries()].sort(([, a], [, b]) => b - a).map(([folder]) => folder);
        yield {
          at: inDockerfile(image, step.instruction),
          message: `this copies ${humanSize(bytes)} that git does not keep as files: ${folders.slice(0, 3).join(', ')}`,
          hint: `write ${folders.slice(0, 3).join(' and ')} into .dockerignore`,
        };
      }
    }
  },
};

/** Less is no reason to write a file. */
const LEAST_BYTES = 5_000_000;

function wasteBelow(
  files: readonly ContextFile[],
  isUnwanted: (name: string, isFirst: boolean) => boolean,
): ReadonlyMap<string, number> {
  const waste = new Map<string, number>();
  for (const { path, bytes } of files) {
    const parts = path.split('/');
    const depth = parts.findIndex((part, index) => isUnwanted(part, index === 0));
    if (depth < 0) continue;
    const folder = parts.slice(0, depth + 1).join('/');
    waste.set(folder, (waste.get(folder) ?? 0) + bytes());
  }
  return waste;
}

const OF_GIT = new Set(['.git', '.hg', '.svn']);

/** Plain names of the .gitignore: patterns have meanings of their own, and a line with "!" takes something back. */
function unwantedIn(context: BuildContext): (name: string, isFirst: boolean) => boolean {
  const lines = (context.read('.gitignore') ?? '').split(/\r?\n/).map((line) => line.trim());
  const plain = lines.some((line) => line.startsWith('!'))
    ? []
    : lines.filter((line) => /^\/?[\w.-]+\/?$/.test(line));
  const anchored = new Set(
    plain.filter((line) => line.startsWith('/')).map((line) => line.replaceAll('/', '')),
  );
  const anywhere = new Set(
    plain.filter((line) => !line.startsWith('/')).map((line) => line.replace('/', '')),
  );
  return (name, isFirst) => OF_GIT.has(name) || anywhere.has(name) || (isFirst && anchored.has(name));
}
