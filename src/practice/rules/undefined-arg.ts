import type { Instruction } from '../dockerfile/dockerfile.ts';
import { pairsOf } from '../dockerfile/words.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';
import type { BuiltImage } from '../subject/subject.ts';

/** An ARG before the first FROM is for the FROMs alone: in a stage it is empty until the stage declares it again. */
export const undefinedArg: Rule = {
  levels: { dev: 'warning', prod: 'warning' },
  *look({ images }) {
    for (const image of images) {
      const globals = new Set(image.dockerfile.globals.flatMap(pairsOf).map(({ name }) => name.raw));
      for (const { instruction, stage } of image.builtSteps) {
        if (!READS.has(instruction.keyword)) continue;
        const declared = declaredBefore(image, instruction, stage.index);
        const lost = namesIn(instruction).find((name) => globals.has(name) && !declared.has(name));
        if (lost === undefined) continue;
        yield {
          at: inDockerfile(image, {
            start: instruction.start,
            end: instruction.textStart + instruction.text.trimEnd().length,
          }),
          message: `${lost} is empty here: the ARG before the first FROM is not seen in this stage`,
          hint: `write "ARG ${lost}" below the FROM of the stage`,
        };
      }
    }
  },
};

const READS = new Set('ADD COPY ENV EXPOSE LABEL RUN STOPSIGNAL USER VOLUME WORKDIR'.split(' '));

/** Also those of stages before: who builds upon one has its variables. */
function declaredBefore(image: BuiltImage, { start }: Instruction, stage: number): ReadonlySet<string> {
  const before = image.builtSteps.filter(
    (step) =>
      step.stage.index <= stage &&
      step.instruction.start < start &&
      /^(?:ARG|ENV)$/.test(step.instruction.keyword),
  );
  return new Set(before.flatMap(({ instruction }) => pairsOf(instruction)).map(({ name }) => name.raw));
}

/** The variables that are read, and for a RUN not set by its own shell. */
function namesIn({ keyword, text, exec }: Instruction): readonly string[] {
  if (exec) return [];
  const names = [
    ...text.replaceAll(/'[^']*'/g, '').matchAll(/(?<![\\$])\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g),
  ].map(([, braced, plain]) => braced ?? plain ?? '');
  if (keyword !== 'RUN') return names;
  return names.filter(
    (name) => !new RegExp(`(?:^|[\\s;&|(])(?:${name}=|(?:for|read|export)\\s+${name}\\b)`).test(text),
  );
}
