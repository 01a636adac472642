import type { ContainerId } from './ids.ts';

const TEMPORARY = /^([0-9a-f]{12})_(.+)$/;

/**
 * A replacement bears this name until the container that it replaces is gone: it is renamed only after that one was removed. So
 * the names alone tell how far an interrupted replacement came. While a container is there whose id begins like this, that
 * one counts and the replacement is half-made; once there is none, the replacement counts and lacks only its name.
 */
export const temporaryName = (old: ContainerId, name: string): string => `${old.slice(0, 12)}_${name}`;

/**
 * A container that waits for another one to give its name up bears this one meanwhile. It ends in that name too, and begins
 * with digits of which no other id is made: nobody takes it for a replacement.
 */
export const borrowedName = (own: ContainerId, name: string): string => `${own.slice(-12)}_${name}`;

/** What a temporary name says: the start of the replaced container's id, and the name to come. */
export function readTemporaryName(
  name: string,
): { readonly replaces: string; readonly name: string } | undefined {
  const match = TEMPORARY.exec(name);
  return match?.[1] && match[2] ? { replaces: match[1], name: match[2] } : undefined;
}

/** To the user, a container and its replacement are one thing: the name that it is to have. */
export const finalName = (name: string): string => readTemporaryName(name)?.name ?? name;
