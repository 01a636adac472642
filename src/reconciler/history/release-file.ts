import { gunzipSync, gzipSync } from 'node:zlib';
import type { Release, Unreadable } from '../../model/release.ts';

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
    if (gantry !== 'release' || typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1)
      return damaged;
    const told = { file, number, ...(typeof savedBy === 'string' && { savedBy }) };
    if (format !== FORMAT) return { kind: 'unreadable', unreadable: { ...told, why: 'newer' } };
    const release = wholeRelease(written);
    if (!release) return { kind: 'unreadable', unreadable: { ...told, why: 'damaged' } };
    return release.project === project
      ? { kind: 'release', release }
      : { kind: 'unreadable', unreadable: { ...told, why: 'of-another-project' } };
  } catch {
    return damaged;
  }
}

interface Written extends Partial<Release> {
  readonly gantry?: unknown;
  readonly format?: unknown;
}

/** More than any project has: what somebody else put there does not fill the memory. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Somebody else may have written it: what the code relies on is looked at. */
function wholeRelease(written: Partial<Release>): Release | undefined {
  const { model, by, ...rest } = written;
  const { number, project, savedBy, at, verb, outcome } = rest;
  const texts = [project, savedBy, at, verb, outcome, by?.user, by?.host];
  const lists = [
    rest.typed,
    rest.before,
    rest.after,
    rest.changes,
    rest.failures,
    rest.lostVolumes,
    rest.trashedVolumes ?? [],
    ...(model ? [model.configFiles, model.envFiles] : []),
  ];
  const maps = model
    ? [model.file, model.images, model.contents, model.scale, model.secretVariables, model.hashes]
    : [];
  const isWhole =
    number !== undefined &&
    texts.every((text) => typeof text === 'string') &&
    lists.every((list) => Array.isArray(list)) &&
    maps.every((map) => typeof map === 'object' && map !== null) &&
    !Number.isNaN(Date.parse(at ?? ''));
  return isWhole ? Object(written) : undefined;
}
