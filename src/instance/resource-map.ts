import { didYouMean } from '../util/did-you-mean.ts';
import type { InstanceFinding } from './finding.ts';

/** What an instance has instead of networks and volumes that somebody else owns, by key: `own`, or the name of another one. */
export type ResourceMap = ReadonlyMap<string, string>;

/** The instance makes one of its own. */
export const OWN = 'own';

type Kind = 'networks' | 'volumes';

/** `networks.front` is more exact than `front`, where a volume has that key too. */
export const mappedTo = (map: ResourceMap, kind: Kind, key: string): string | undefined =>
  map.get(`${kind}.${key}`) ?? map.get(key);

/** Keys that the project does not have. */
export function unknownKeys(
  map: ResourceMap,
  networks: readonly string[],
  volumes: readonly string[],
): readonly InstanceFinding[] {
  const known = new Set([
    ...networks.flatMap((key) => [key, `networks.${key}`]),
    ...volumes.flatMap((key) => [key, `volumes.${key}`]),
  ]);
  return [...map.keys()]
    .filter((key) => !known.has(key))
    .map((key) => {
      const near = didYouMean(key, [...known]);
      return {
        code: 'instance-not-possible',
        severity: 'error',
        message: `--map names "${key}", and no service uses a network or volume of that name`,
        ...(near !== undefined && { hint: `did you mean "${near}"?` }),
      };
    });
}

/** One that somebody else owns, and that `--map` says nothing of. */
export function notMapped(kind: Kind, key: string, name: string): InstanceFinding {
  const what = kind === 'networks' ? 'network' : 'volume';
  return {
    code: 'instance-not-possible',
    severity: 'error',
    message: `the ${what} "${key}" is external (${name}), so an instance would share it with the project`,
    hint: `--map ${key}=own makes one for the instance, --map ${key}=${name} shares it, --map ${key}=NAME takes another one`,
    about: { of: [kind, key], settings: ['external', ''] },
  };
}
