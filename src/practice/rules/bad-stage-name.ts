import type { Dockerfile, Stage } from '../dockerfile/dockerfile.ts';
import { sourcesOf } from '../dockerfile/stages.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';

/** A name that two stages have, that docker keeps for itself, or that a stage copies from before it is there. */
export const badStageName: Rule = {
  levels: { dev: 'error', prod: 'error' },
  *look({ images }) {
    for (const image of images)
      for (const { instruction, message, isAllowed } of namesIn(image.dockerfile))
        yield {
          at: inDockerfile(image, instruction),
          message,
          hint: 'give each stage a name of its own, and copy from stages above',
          ...(isAllowed && { level: 'warning' as const }),
        };
  },
};

function* namesIn({ stages }: Dockerfile) {
  for (const stage of stages) {
    const { name, from, index } = stage;
    if (name !== undefined && stages.slice(0, index).some((other) => other.name === name))
      yield { instruction: from, message: `a stage above is called "${name}" too`, isAllowed: true };
    if (name === 'scratch' || name === 'context')
      yield { instruction: from, message: `"${name}" is docker's own name`, isAllowed: true };
    for (const instruction of stage.instructions)
      for (const source of sourcesOf(instruction))
        if (isNotYetThere(source, stage, stages))
          yield { instruction, message: `stage "${source}" is not there yet`, isAllowed: false };
  }
}

function isNotYetThere(source: string, stage: Stage, stages: readonly Stage[]): boolean {
  if (/^\d+$/.test(source)) return Number(source) >= stage.index;
  // A later stage of the name of an image is no mistake: that image is copied from.
  return (
    stage.name === source.toLowerCase() &&
    !stages.slice(0, stage.index).some(({ name }) => name === stage.name)
  );
}
