import type { Instruction } from '../dockerfile/dockerfile.ts';
import { editsIn, inDockerfile, type Remedy, type Rule } from '../subject/rule.ts';
import type { BuiltImage } from '../subject/subject.ts';

/** Docker warns of these forms. A value without "=" takes the rest of the line, whatever stands there. */
export const legacySyntax: Rule = {
  levels: { dev: 'info', prod: 'info' },
  *look({ images }) {
    for (const image of images)
      for (const { instruction } of image.builtSteps) {
        const [name, ...rest] = instruction.words;
        const isOld =
          /^(?:ENV|LABEL)$/.test(instruction.keyword) && rest.length > 0 && !name?.raw.includes('=');
        if (!isOld && instruction.keyword !== 'MAINTAINER') continue;
        const written = isOld
          ? `${instruction.keyword} ${name?.raw}=…`
          : 'LABEL org.opencontainers.image.authors=…';
        yield {
          at: inDockerfile(image, instruction),
          message: isOld ? `${instruction.keyword} without "=" is an old form` : 'MAINTAINER is an old form',
          hint: `write ${written}`,
          ...remedyFor(image, instruction, isOld),
        };
      }
  },
};

/** Where nothing in the value has a meaning of its own. */
function remedyFor(
  image: BuiltImage,
  instruction: Instruction,
  isOld: boolean,
): { readonly remedy?: Remedy } {
  const [first, second] = instruction.words;
  const from = isOld ? second : first;
  if (!first || !from) return {};
  const end = instruction.textStart + instruction.text.trimEnd().length;
  const value = image.dockerfile.text.slice(from.start, end);
  if (/["'\\`\r\n]/.test(value) || (!isOld && value.includes('$'))) return {};
  const text = /^[\w./:@$-]+$/.test(value) ? value : `"${value}"`;
  return {
    remedy: editsIn(image, [
      isOld
        ? { start: first.end, end, text: `=${text}` }
        : { start: instruction.start, end, text: `LABEL org.opencontainers.image.authors=${text}` },
    ]),
  };
}
