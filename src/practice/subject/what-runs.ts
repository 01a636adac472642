import { expand } from '../dockerfile/expand.ts';
import type { Step } from '../dockerfile/steps.ts';
import type { BuiltImage, CheckedService } from './subject.ts';

/** The last instruction of this kind: it decides. */
export const lastStep = (image: BuiltImage | undefined, keyword: string): Step | undefined =>
  image?.steps.findLast(({ instruction }) => instruction.keyword === keyword);

/** Who the process is; undefined: the image below decides, or it cannot be known. */
export function userOf({ spec, image, examined }: CheckedService): string | undefined {
  if (spec.user !== undefined) return spec.user;
  return (image && userOfImage(image)) ?? (examined && (examined.look.details.user || 'root'));
}

function userOfImage(image: BuiltImage): string | undefined {
  const step = lastStep(image, 'USER');
  const [word] = step?.instruction.words ?? [];
  if (step && word) return expand(word.raw, image.dockerfile.escapeChar, step.lookup);
  return image.base === 'scratch' ? 'root' : undefined;
}

export const isRoot = (user: string): boolean => /^(?:root|0*|)(?::.*)?$/.test(user);

/** Whether a container has a healthcheck; undefined: the image below decides. */
export function hasHealthcheck({ spec, image, examined }: CheckedService): boolean | undefined {
  const { healthcheck } = spec;
  if (healthcheck?.disable || healthcheck?.test?.[0] === 'NONE') return false;
  if (healthcheck?.test !== undefined) return true;
  const own = lastStep(image, 'HEALTHCHECK');
  if (own) return own.instruction.words[0]?.raw.toUpperCase() !== 'NONE';
  return image?.base === 'scratch' ? false : examined?.look.details.hasHealthcheck;
}
