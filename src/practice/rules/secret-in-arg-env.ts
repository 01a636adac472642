import { pairsOf } from '../dockerfile/words.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';
import { isLiteralSecret, isSecretName } from '../subject/secret-name.ts';

/** Everybody who has the image or the Dockerfile has the secret. */
export const secretInArgEnv: Rule = {
  levels: { dev: 'info', prod: 'error' },
  *look({ images }) {
    for (const image of images) {
      const built = image.builtSteps.map(({ instruction }) => instruction);
      for (const instruction of [...image.dockerfile.globals, ...built]) {
        if (instruction.keyword !== 'ARG' && instruction.keyword !== 'ENV') continue;
        for (const { name, value } of pairsOf(instruction)) {
          if (!value || !isSecretName(name.raw) || !isLiteralSecret(value.raw)) continue;
          yield {
            at: inDockerfile(image, name),
            message: `${instruction.keyword} ${name.raw} writes a secret into the image and its history`,
            hint: 'read it at run time, or in the one RUN that needs it: "RUN --mount=type=secret,id=…"',
          };
        }
      }
    }
  },
};
