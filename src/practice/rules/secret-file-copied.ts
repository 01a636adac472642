import type { BuildContext, ContextFile } from '../subject/build-context.ts';
import { contextFiles, copyOf } from '../subject/copies.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';
import { isSecretFile } from '../subject/secret-file.ts';

/** A secret in a layer stays in the image, even if a later instruction removes the file. */
export const secretFileCopied: Rule = {
  levels: { dev: 'warning', prod: 'error' },
  *look({ images }) {
    const known = new Map<readonly ContextFile[], readonly string[]>();
    for (const image of images)
      for (const step of image.steps) {
        const copy = copyOf(step, image.dockerfile.escapeChar);
        const files = copy && contextFiles(image, copy);
        if (!files) continue;
        const secret = known.get(files) ?? secretFiles(image.context, files);
        known.set(files, secret);
        if (secret.length === 0) continue;
        const shown = secret.slice(0, 3).join(', ');
        const more = secret.length > 3 ? ` and ${secret.length - 3} more` : '';
        yield {
          at: inDockerfile(image, step.instruction),
          message: `this copies secrets into the image: ${shown}${more}`,
          hint: `leave them out: write ${secret.slice(0, 3).join(' and ')} into .dockerignore`,
        };
      }
  },
};

const secretFiles = (context: BuildContext, files: readonly ContextFile[]): readonly string[] =>
  files.filter(({ path }) => isSecretFile(path, () => context.read(path) ?? '')).map(({ path }) => path);
