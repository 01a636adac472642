import { didYouMean } from '../../util/did-you-mean.ts';
import { suggest } from '../../util/suggest.ts';
import { pairsOf } from '../dockerfile/words.ts';
import { atKey, changeOf, type Rule } from '../subject/rule.ts';
import type { BuiltImage } from '../subject/subject.ts';

/** A misspelt argument of a build has no effect, and the default of the Dockerfile is built in silence. */
export const buildArgUnused: Rule = {
  levels: { dev: 'warning', prod: 'warning' },
  *look({ images }) {
    for (const image of images) {
      // What an image has for those that are built upon it (ONBUILD) can only matter where nothing else is done.
      if (image.steps.length === 0) continue;
      const declared = declaredIn(image);
      for (const service of image.users)
        for (const name of image.build.args.keys()) {
          if (declared.has(name) || OF_DOCKER.test(name)) continue;
          const isMisspelt = didYouMean(name, [...declared]) !== undefined;
          yield {
            at: atKey('services', service, 'build', 'args', name),
            service,
            message: `${image.file.source.name} declares no ARG "${name}" in what service "${service}" builds`,
            hint:
              suggest(name, [...declared]) ?? 'remove it, or declare it with ARG in the stage that uses it',
            ...(!isMisspelt && {
              remedy: changeOf(['services', service, 'build', 'args', name], { kind: 'remove' }),
            }),
          };
        }
    }
  },
};

/** These need no ARG. */
const OF_DOCKER = /^(?:(?:HTTPS?|FTP|NO|ALL)_PROXY|BUILDKIT_\w+|SOURCE_DATE_EPOCH|DOCKER_\w+)$/i;

function declaredIn({ dockerfile, builtSteps }: BuiltImage): ReadonlySet<string> {
  const instructions = [...dockerfile.globals, ...builtSteps.map(({ instruction }) => instruction)];
  const triggers = instructions.flatMap(({ trigger }) => trigger ?? []);
  const args = [...instructions, ...triggers].filter(({ keyword }) => keyword === 'ARG');
  return new Set(args.flatMap(pairsOf).map(({ name }) => name.raw));
}
