import { pairsOf } from '../dockerfile/words.ts';
import { atKey, type Rule } from '../subject/rule.ts';
import { isSecretName } from '../subject/secret-name.ts';
import type { BuiltImage } from '../subject/subject.ts';

/** The history of an image shows the values of the arguments that its RUNs could see. */
export const buildArgSecret: Rule = {
  levels: { dev: 'warning', prod: 'error' },
  *look({ images }) {
    for (const image of images)
      for (const service of image.users)
        for (const [name, value] of image.build.args) {
          if (value === '' || !isSecretName(name) || !isInHistory(image, name)) continue;
          yield {
            at: atKey('services', service, 'build', 'args', name),
            service,
            message: `everybody who has the image of service "${service}" can read the build argument "${name}" in its history`,
            hint: 'hand it over with "build.secrets" and "RUN --mount=type=secret"',
          };
        }
  },
};

function isInHistory({ steps }: BuiltImage, name: string): boolean {
  const declared = steps.findIndex(
    ({ instruction }) =>
      instruction.keyword === 'ARG' && pairsOf(instruction).some((pair) => pair.name.raw === name),
  );
  return declared >= 0 && steps.slice(declared).some(({ instruction }) => instruction.keyword === 'RUN');
}
