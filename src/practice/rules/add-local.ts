import { flagOf } from '../dockerfile/words.ts';
import { HEAD_BYTES, looksLikeArchive } from '../subject/archives.ts';
import { copyOf, isRemote } from '../subject/copies.ts';
import { editsIn, inDockerfile, type Rule } from '../subject/rule.ts';
import type { BuiltImage } from '../subject/subject.ts';

/** ADD unpacks archives and fetches addresses; who copies files says so. */
export const addLocal: Rule = {
  levels: { dev: 'off', prod: 'info' },
  *look({ images }) {
    for (const image of images)
      for (const step of image.builtSteps) {
        const { instruction } = step;
        const copy = instruction.keyword === 'ADD' ? copyOf(step, image.dockerfile.escapeChar) : undefined;
        if (copy?.from !== 'context' || flagOf(instruction, 'checksum')) continue;
        const isPlain = copy.sources.every(
          (source) =>
            source !== undefined &&
            !isRemote(source) &&
            !/[*?[]|\.(?:tar|tgz|tbz2?|txz|gz|bz2|xz|zst)(?:\.|$)/.test(source),
        );
        const contents = copy.sources.map((source) => contentOf(image, source));
        if (!isPlain || contents.includes('archive')) continue;
        yield {
          at: inDockerfile(image, instruction),
          message: 'ADD copies files of the context here, as COPY does without surprises',
          hint: 'write COPY',
          ...(contents.every((content) => content === 'plain') &&
            instruction.flags.every(({ name }) => /^(?:chown|chmod|link)$/.test(name)) && {
              remedy: editsIn(image, [
                { start: instruction.start, end: instruction.start + 'ADD'.length, text: 'COPY' },
              ]),
            }),
        };
      }
  },
};

/** Undefined: nobody knows, so that it stays as it is. */
function contentOf({ context }: BuiltImage, source: string | undefined): 'plain' | 'archive' | undefined {
  if (source === undefined) return undefined;
  if (context.kindOf(source) === 'folder') return 'plain';
  const head = context.head(source, HEAD_BYTES);
  if (!head) return undefined;
  return looksLikeArchive(head) ? 'archive' : 'plain';
}
