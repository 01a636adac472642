import { expand } from '../dockerfile/expand.ts';
import { commandsOf } from '../dockerfile/shell-commands.ts';
import { resolved } from '../dockerfile/steps.ts';
import { isWithin } from '../subject/copies.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';

/** The classic builder drops what a RUN writes below a path behind its VOLUME; BuildKit keeps it. */
export const volumeThenWrite: Rule = {
  levels: { dev: 'warning', prod: 'warning' },
  *look({ images }) {
    for (const image of images) {
      const volumes: string[] = [];
      for (const { instruction, lookup, workdir } of image.steps) {
        if (instruction.keyword === 'VOLUME') {
          const words = instruction.exec ?? instruction.words.map(({ raw }) => raw);
          volumes.push(...words.flatMap((word) => expand(word, image.dockerfile.escapeChar, lookup) ?? []));
        }
        if (instruction.keyword !== 'RUN') continue;
        for (const command of commandsOf(instruction)) {
          const [program = '', ...words] = command.words;
          const paths = words.map((word) => resolved(workdir, word));
          const written = WRITES.has(program)
            ? volumes.find((volume) => paths.some((path) => path !== undefined && isWithin(path, volume)))
            : undefined;
          if (written === undefined) continue;
          yield {
            at: inDockerfile(image, command),
            message: `${program} changes ${written} after its VOLUME: not every builder keeps that`,
            hint: 'write it before the VOLUME',
          };
        }
      }
    }
  },
};

const WRITES = new Set(['mkdir', 'chown', 'chmod', 'touch', 'cp', 'mv', 'ln', 'install']);
