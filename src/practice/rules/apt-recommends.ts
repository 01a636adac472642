import { packageCommandsOf } from '../dockerfile/packages.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';

/** apt installs what it recommends too: documentation, translations, a mail server. */
export const aptRecommends: Rule = {
  levels: { dev: 'off', prod: 'info' },
  *look({ images }) {
    for (const image of images) {
      // A file of settings can say it for all that follow.
      if (/Install-Recommends/i.test(image.dockerfile.text.replaceAll(/--no-install-recommends/g, '')))
        continue;
      for (const { instruction } of image.steps) {
        if (instruction.keyword !== 'RUN') continue;
        const found = packageCommandsOf(instruction).find(
          ({ manager, command }) =>
            manager === 'apt' &&
            command.words.includes('install') &&
            !command.words.some((word) => word === '--no-install-recommends' || word.includes('$')),
        );
        if (!found) continue;
        yield {
          at: inDockerfile(image, found.command),
          message: 'apt-get installs recommended packages too',
          hint: 'write "apt-get install --no-install-recommends"',
        };
      }
    }
  },
};
