import { parseReference } from '../dockerfile/image-reference.ts';
import { officialName } from '../subject/official-images.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';
import { isForWork } from '../subject/started.ts';

/** The full images of languages have compilers and headers of everything: about a gigabyte, of which most programs use a tenth. */
export const baseTooLarge: Rule = {
  levels: { dev: 'off', prod: 'info' },
  *look({ images, builderOf }) {
    const seen = new Set<string>();
    for (const image of images) {
      const { base = '', stages } = image;
      const from = stages.chain[0]?.from.words[0];
      const { tag = 'latest', digest } = parseReference(base);
      const name = officialName(base) ?? '';
      if (
        builderOf(base) !== undefined ||
        !from ||
        isForWork(image) ||
        digest !== undefined ||
        !HAVE_SLIM.has(name) ||
        !FULL.test(tag)
      )
        continue;
      // A Dockerfile that several services build says it once.
      const key = `${image.file.source.name}\n${from.start}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const slim = tag === 'latest' ? `${name}:slim` : `${name}:${tag}-slim`;
      yield {
        at: inDockerfile(image, from),
        message: `${base} is several times as large as ${slim}`,
        hint: `build upon ${slim}; what has to be compiled is built in a stage upon ${base}, and copied`,
      };
    }
  },
};

const HAVE_SLIM = new Set(['node', 'perl', 'python', 'ruby']);

/** A version, with or without the name of a release of Debian. */
const FULL = /^(?:\d+(?:\.\d+)*|lts|latest|current)(?:-(?:buster|bullseye|bookworm|trixie))?$/;
