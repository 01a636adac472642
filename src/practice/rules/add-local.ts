import { flagOf } from '../dockerfile/words.ts';
import { copyOf, isRemote } from '../subject/copies.ts';
import { editsIn, inDockerfile, type Rule } from '../subject/rule.ts';

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
        if (!isPlain) continue;
        yield {
          at: inDockerfile(image, instruction),
          message: 'ADD copies files of the context here, as COPY does without surprises',
          hint: 'write COPY',
          ...(instruction.flags.every(({ name }) => /^(?:chown|chmod|link)$/.test(name)) && {
            remedy: editsIn(image, [
              { start: instruction.start, end: instruction.start + 'ADD'.length, text: 'COPY' },
            ]),
          }),
        };
      }
  },
};
