import { gunzipSync, gzipSync } from 'node:zlib';
import type { Release, Unreadable } from '../../model/release.ts';
import { isOf, isWholeRelease } from './release-shape.ts';

/** Of the files. One that cannot be read by who knows this number has another one. */
const FORMAT = 1;

/** What stands for a file that nobody needs any more: the archive API removes none. */
export const NOTHING = Buffer.alloc(0);

export const writeRelease = (release: Release): Buffer =>
  gzipSync(JSON.stringify({ gantry: 'release', format: FORMAT, ...release }), { level: 9 });

export type ReadFile =
  | { readonly kind: 'release'; readonly release: Release }
  | { readonly kind: 'unreadable'; readonly unreadable: Unreadable }
  | { readonly kind: 'empty' };

/** @param file its name, for what is said of it */
export function readRelease(file: string, bytes: Buffer, project: string): ReadFile {
  if (bytes.length === 0) return { kind: 'empty' };
  const damaged: ReadFile = { kind: 'unreadable', unreadable: { file, why: 'damaged' } };
  try {
    const { gantry, format, ...written }: Written = JSON.parse(
      gunzipSync(bytes, { maxOutputLength: MOST_BYTES }).toString('utf8'),
    );
    const { number, savedBy } = written;
    if (gantry !== 'release' || !isReleaseNumber(number)) return damaged;
    const told = { file, number, ...(typeof savedBy === 'string' && { savedBy }) };
    if (format !== FORMAT) return { kind: 'unreadable', unreadable: { ...told, why: 'newer' } };
    if (!isWholeRelease(written)) return { kind: 'unreadable', unreadable: { ...told, why: 'damaged' } };
    return isOf(written, project)
      ? { kind: 'release', release: written }
      : { kind: 'unreadable', unreadable: { ...told, why: 'of-another-project' } };
  } catch {
    return damaged;
  }
}

interface Written extends Partial<Release> {
  readonly gantry?: unknown;
  readonly format?: unknown;
}

/** Numbers go on from the highest that is kept, so there has to be room above it. */
const MOST_RELEASES = 1_000_000_000;

const isReleaseNumber = (number: unknown): number is number =>
  typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= MOST_RELEASES;

/** More than any project has: what somebody else put there does not fill the memory. */
export const MOST_BYTES = 64 * 1024 * 1024;
