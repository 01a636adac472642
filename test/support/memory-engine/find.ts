import { Refused } from './answer.ts';
import type { Container, Image, Network, World } from './world.ts';

/** By id, name, or the first digits of an id, as an engine looks. Error: Refused. */
export function theContainer({ containers, containerNames }: World, reference: string): Container {
  const name = reference.replace(/^\//, '');
  const found =
    containers.get(name) ??
    containerNames.get(name) ??
    (name === '' ? undefined : byDigits(containers, name, 'container'));
  if (found) return found;
  throw new Refused(404, `No such container: ${reference}`);
}

export function theNetwork({ networks }: World, reference: string): Network {
  const found =
    networks.get(reference) ??
    [...networks.values()].find(({ request }) => request.Name === reference) ??
    byDigits(networks, reference, 'network');
  if (found) return found;
  throw new Refused(404, `network ${reference} not found`);
}

/** By id, with or without `sha256:`, or by name, with or without a tag. */
export function findImage({ images }: World, reference: string): Image | undefined {
  const digits = reference.replace(/^sha256:/, '');
  return (
    images.get(`sha256:${digits}`) ??
    [...images.values()].find(({ names }) => names.has(withTag(reference))) ??
    (/^[0-9a-f]{6,63}$/.test(digits)
      ? [...images.values()].find(({ id }) => id.startsWith(`sha256:${digits}`))
      : undefined)
  );
}

export function theImage(world: World, reference: string): Image {
  const found = findImage(world, reference);
  if (found) return found;
  throw new Refused(404, `No such image: ${withTag(reference)}`);
}

/** As an engine writes names: without its own registry, and with a tag. */
export function withTag(reference: string): string {
  const short = reference.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
  return short.includes('@') || /:[^/]+$/.test(short) ? short : `${short}:latest`;
}

function byDigits<Found>(all: ReadonlyMap<string, Found>, digits: string, what: string): Found | undefined {
  if (!/^[0-9a-f]{1,63}$/.test(digits)) return undefined;
  const found = [...all].filter(([id]) => id.startsWith(digits));
  if (found.length > 1) throw new Refused(400, `multiple ${what}s found with provided prefix: ${digits}`);
  return found[0]?.[1];
}
