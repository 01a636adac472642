import type { BuildContext } from '../subject/build-context.ts';
import { copyOf, isRemote } from '../subject/copies.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';

/** The build fails: the ignore file leaves out all that the instruction names. */
export const copyIgnored: Rule = {
  levels: { dev: 'error', prod: 'error' },
  *look({ images }) {
    for (const image of images)
      for (const step of image.builtSteps) {
        const copy = copyOf(step, image.dockerfile.escapeChar);
        if (copy?.from !== 'context') continue;
        for (const source of copy.sources) {
          // A pattern may match nothing.
          if (source === undefined || source === '' || isRemote(source) || /[*?[]/.test(source)) continue;
          if (!isLeftOut(image.context, source)) continue;
          yield {
            at: inDockerfile(image, step.instruction),
            message: `${source} is copied, and the ignore file leaves it out`,
            hint: `take it back in with a line "!${source}" at the end of the ignore file`,
          };
        }
      }
  },
};

/** What is not there yet may come from a step before the build: only what is there and left out is known to fail. */
function isLeftOut(context: BuildContext, source: string): boolean {
  const found = context.matching(source);
  return (
    found.length > 0 &&
    found.every((path) => {
      if (!context.ignores(path)) return false;
      const files =
        context.kindOf(path) === 'folder' && context.hasExceptions ? context.filesBelow(path) : [];
      return files?.length === 0;
    })
  );
}
