import { createHash } from 'node:crypto';
import { type LockedImage, type LockFile, lockedReference } from '../../model/lock-file.ts';
import type { AskedImage } from '../../planner/images/pin-images.ts';

/** How a lock file and the project that it is for differ. */
export interface Staleness {
  /** What the project asks for, and the lock file does not say. */
  readonly missing: readonly Missing[];
  /** What nothing asks for any more. */
  readonly unused: readonly string[];
  /** Nothing is missing and nothing unused, but the lock file was written for something else: it was merged, or edited. */
  readonly otherInputs: boolean;
}

export interface Missing {
  readonly image: AskedImage;
  /** References to the same repository that the lock file has. */
  readonly instead: readonly string[];
}

/** Of all that a project asks for: which images, and which of them it builds. */
export function inputsOf(asked: readonly AskedImage[]): string {
  const lines = asked.map(({ reference, builtBy }) => `${reference}${builtBy.length > 0 ? ' build' : ''}\n`);
  return `sha256:${createHash('sha256').update(lines.sort().join('')).digest('hex')}`;
}

/** @param asked by the whole project, whatever its profiles are */
export function compareLock(lock: LockFile, asked: readonly AskedImage[]): Staleness {
  const missing = missingImages(lock, asked);
  const references = new Set(asked.map(({ reference }) => reference));
  const unused = [...lock.images.keys()].filter((reference) => !references.has(reference)).sort();
  const differs = missing.length > 0 || unused.length > 0;
  return { missing, unused, otherInputs: !differs && lock.inputs !== inputsOf(asked) };
}

export const isStale = ({ missing, unused, otherInputs }: Staleness): boolean =>
  missing.length > 0 || unused.length > 0 || otherInputs;

/** What of these images the lock file says nothing about. */
export function missingImages(lock: LockFile, asked: readonly AskedImage[]): readonly Missing[] {
  return asked
    .filter((image) => !covers(lock.images.get(image.reference), image))
    .map((image) => ({ image, instead: othersOf(lock, image) }));
}

/** What is built is covered by its name alone: it is in no registry. */
function covers(locked: LockedImage | undefined, { reference, builtBy }: AskedImage): boolean {
  if (!locked) return false;
  return builtBy.length > 0 || lockedReference(reference, locked) !== undefined;
}

function othersOf({ images }: LockFile, { reference }: AskedImage): readonly string[] {
  const repository = repositoryOf(reference);
  return [...images.keys()]
    .filter((other) => other !== reference && repositoryOf(other) === repository)
    .sort();
}

/** Without tag and digest. */
const repositoryOf = (reference: string): string => reference.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
