import { expand } from '../dockerfile/expand.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';

/** Where this is depends on the image below, and moves with it. */
export const workdirRelative: Rule = {
  levels: { dev: 'info', prod: 'warning' },
  *look({ images }) {
    for (const image of images)
      for (const { instruction, lookup, workdir } of image.builtSteps) {
        if (instruction.keyword !== 'WORKDIR' || workdir !== undefined) continue;
        const path = expand(instruction.text.trim(), image.dockerfile.escapeChar, lookup);
        if (path === undefined || path === '' || /^(?:\/|[A-Za-z]:)/.test(path)) continue;
        yield {
          at: inDockerfile(image, instruction),
          message: `WORKDIR ${path} is relative to the working directory of the image below`,
          hint: `write an absolute path: "WORKDIR /${path.replace(/^\.\//, '')}"`,
        };
      }
  },
};
