import { fullName } from '../../model/full-name.ts';

const DIGEST = /@(sha256:[\da-f]{64})$/;

/** `sha256:…`; undefined: it names none. */
export const digestIn = (image: string): string | undefined => DIGEST.exec(image)?.[1];

const withoutDigest = (image: string): string => image.replace(DIGEST, '');

/** `name:tag@sha256:…`, as `docker stack` writes it: people read the tag, and nodes go by the digest. */
export function withDigest(image: string, digest: string): string {
  const name = withoutDigest(image);
  const hasTag = name.includes(':', name.lastIndexOf('/') + 1);
  return `${name}${hasTag ? '' : ':latest'}@${digest}`;
}

/** Two spellings of one name and tag. */
export const isSameTag = (a: string, b: string): boolean =>
  fullName(withoutDigest(a)) === fullName(withoutDigest(b));

/** A name without a digest stands for the one that there is. */
export function isSameImage(wanted: string, live: string): boolean {
  const digest = digestIn(wanted);
  return isSameTag(wanted, live) && (digest === undefined || digest === digestIn(live));
}

/** `host:5000/name` */
export const withoutTag = (image: string): string => withoutDigest(image).replace(/:[^/:]+$/, '');

const DIGITS = 12;

/** A tag that only this image has. @param id `sha256:…` */
export const contentTag = (id: string): string => `gantry-${id.replace('sha256:', '').slice(0, DIGITS)}`;
