import { createHash } from 'node:crypto';
import type { Inspection, Observed } from '../../model/observed.ts';
import { HIDDEN, Sensitive } from '../../util/sensitive.ts';
import { MAP, SEALED, SEALED_FILE, type Seal } from './seal.ts';

/** What the engine has, by its seal. */
export type Texts = ReadonlyMap<string, string>;

/** Until the engine was looked at: where things are is told by the record alone. */
export const NOTHING_LIVE: Texts = new Map();

/**
 * For `JSON.parse`: a text that was sealed is what the engine has where that is the same, and dots where nothing is. So
 * what is as it was compares equal, and what is not shows as a difference, as with a text that is told.
 */
export const unseal =
  (texts: Texts) =>
  (_key: string, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (MAP in value && Array.isArray(value[MAP])) return new Map(value[MAP]);
    if (SEALED in value && typeof value[SEALED] === 'string') return texts.get(value[SEALED]) ?? HIDDEN;
    if (SEALED_FILE in value && typeof value[SEALED_FILE] === 'string')
      return new Sensitive(value[SEALED_FILE]);
    return value;
  };

/** Every text that containers, their images, networks and volumes have. */
export function liveTexts(
  { networks, volumes }: Pick<Observed, 'networks' | 'volumes'>,
  details: Iterable<Inspection>,
  seal: Seal,
): Texts {
  const texts = new Set<string>();
  const add = (value: unknown): void => {
    if (typeof value === 'string') texts.add(value);
    else if (value instanceof Map) for (const item of value.values()) add(item);
    else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) add(item);
  };
  add(networks);
  add(volumes);
  for (const { container, image } of details) {
    add(container.settings);
    add(container.endpoints);
    add(image);
    for (const entry of [...(container.settings.Env ?? []), ...(image?.env ?? [])])
      texts.add(entry.slice(entry.indexOf('=') + 1));
  }
  return new Map([...texts].map((text) => [seal(text), text]));
}

/**
 * The content of files was sealed for good: nobody reads it out of a container. Its seal takes its place, in what was
 * applied and here in what is there.
 */
export const withSealedFiles = (inspection: Inspection, seal: Seal): Inspection =>
  inspection.files
    ? {
        ...inspection,
        files: new Map(
          [...inspection.files].map(([path, file]) => [path, { ...file, sha256: sha256(seal(file.sha256)) }]),
        ),
      }
    : inspection;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
