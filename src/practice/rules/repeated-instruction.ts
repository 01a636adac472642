import type { Range } from '../dockerfile/dockerfile.ts';
import { editsIn, inDockerfile, type Rule } from '../subject/rule.ts';

/** Only the last one counts. */
export const repeatedInstruction: Rule = {
  levels: { dev: 'warning', prod: 'warning' },
  *look({ images }) {
    for (const image of images)
      for (const stage of image.stages.built)
        for (const keyword of ['CMD', 'ENTRYPOINT', 'HEALTHCHECK']) {
          const all = stage.instructions.filter((instruction) => instruction.keyword === keyword);
          for (const instruction of all.slice(0, -1))
            yield {
              at: inDockerfile(image, instruction),
              message: `this ${keyword} has no effect: another one follows in the same stage`,
              hint: 'remove it',
              // A comment between its lines may be about what follows.
              ...(!/[\r\n][ \t]*#/.test(image.dockerfile.text.slice(instruction.start, instruction.end)) && {
                remedy: editsIn(image, [{ ...wholeLines(image.dockerfile.text, instruction), text: '' }]),
              }),
            };
        }
  },
};

function wholeLines(text: string, { start, end }: Range): Range {
  const [lineEnd = ''] = /^[^\S\r\n]*(?:\r\n|\r|\n)?/.exec(text.slice(end)) ?? [];
  let from = start;
  while (/[ \t]/.test(text[from - 1] ?? '')) from--;
  return { start: from, end: end + lineEnd.length };
}
