import type { Dockerfile, Stage } from '../dockerfile/dockerfile.ts';
import { planStages } from '../dockerfile/stages.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';

/** What is found in an image that shares nothing with the one in production may not be there, and the other way round. */
export const debugNotProduction: Rule = {
  levels: { dev: 'info', prod: 'info' },
  *look({ images }) {
    const seen = new Set<Dockerfile>();
    for (const image of images) {
      const { dockerfile, build } = image;
      if (seen.has(dockerfile)) continue;
      seen.add(dockerfile);
      const { stages } = dockerfile;
      const production =
        stages.findLast(({ name = '' }) => PRODUCTION.test(name)) ??
        stages.findLast((stage) => !isDebug(stage));
      if (!production) continue;
      const builtFor = ({ index }: Stage) =>
        planStages(dockerfile, { args: build.args, target: String(index) }).built;
      const parts = new Set(builtFor(production));
      for (const stage of stages) {
        const from = stage.from.words[0];
        if (!isDebug(stage) || !from || builtFor(stage).some((one) => parts.has(one))) continue;
        const name = production.name ?? 'the last stage';
        yield {
          at: inDockerfile(image, from),
          message: `the stage "${stage.name}" shares nothing with ${production.name === undefined ? name : `"${name}"`}: who looks for a fault looks at another image`,
          hint: `build it upon the other one, and install the tools there: "FROM ${production.name ?? 'NAME'} AS ${stage.name}"`,
        };
      }
    }
  },
};

const isDebug = ({ name = '' }: Stage): boolean => /(?:^|[-_])debug(?:ger)?$/.test(name);

const PRODUCTION = /^(?:prod|production|release|runtime|final|app)$/;
