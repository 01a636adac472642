import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';

/** The platform that a container is made for; undefined: the engine's own. */
export const platformOf = ({ defaultPlatform }: Project, { platform }: ServiceSpec): string | undefined =>
  platform ?? defaultPlatform;

const OLD_NAMES: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['aarch64', 'arm64'],
  ['i386', '386'],
  ['armhf', 'arm'],
]);

const SYSTEMS: ReadonlySet<string> = new Set(['linux', 'windows', 'darwin', 'freebsd']);

/** Whether an image for `have` is one for `want`, of which parts may be left out: `linux`, `arm64`, `linux/arm/v7`. */
export function platformMatches(want: string, have: string): boolean {
  const [wanted, given] = [readPlatform(want), readPlatform(have)];
  return wanted.every(
    (part, index) => part === undefined || given[index] === undefined || part === given[index],
  );
}

function readPlatform(text: string): readonly (string | undefined)[] {
  const parts = text.toLowerCase().split('/');
  const [os, architecture, variant] = SYSTEMS.has(parts[0] ?? '') ? parts : [undefined, ...parts];
  return [os, architecture && (OLD_NAMES.get(architecture) ?? architecture), variant];
}
