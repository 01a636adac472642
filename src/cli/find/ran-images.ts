import { createHash } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ImageId, imageId } from '../../model/ids.ts';
import type { Observed } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import { makeFolder } from '../../util/make-folder.ts';
import { readRegular } from '../../util/read-regular.ts';
import { stateFolder } from '../../util/state-folder.ts';

/** One for each project on each engine. */
export interface RanPlace {
  readonly environment: ReadonlyMap<string, string>;
  readonly endpoint: string;
  readonly project: string;
}

/** The images of which containers of a project were made that are removed now, each with the names that it was asked for by. */
export type RanImages = ReadonlyMap<ImageId, ReadonlySet<string>>;

/** Nothing on the engine tells of an image that was pulled who ran it once. Empty: nothing was written down. */
export function readRan(place: RanPlace): RanImages {
  try {
    return parse(readRegular(pathOf(place)).toString('utf8'));
  } catch {
    return new Map();
  }
}

/** The projects on the same engine of which what is written down is damaged, or cannot be read. */
export function damagedRan(place: RanPlace): readonly string[] {
  return projectsOf(place)
    .filter((project) => {
      try {
        const lines = readRegular(pathOf({ ...place, project }))
          .toString('utf8')
          .split('\n');
        return lines.some((line) => line !== '' && !RECORD.test(line));
      } catch {
        return true;
      }
    })
    .sort();
}

/** Those of all other projects on the same engine. */
export function readRanElsewhere(place: RanPlace): ReadonlyMap<ImageId, string> {
  const found = new Map<ImageId, string>();
  for (const project of projectsOf(place))
    if (project !== place.project)
      for (const id of readRan({ ...place, project }).keys()) found.set(id, project);
  return found;
}

/** Written before the containers are removed; a plan that removes none writes nothing. */
export function recordRan(
  place: Omit<RanPlace, 'project'>,
  { project, steps }: Plan,
  observed: Observed,
): void {
  const going = new Set(
    steps.flatMap(({ operation }) =>
      operation.kind === 'remove-container' && 'id' in operation.container ? [operation.container.id] : [],
    ),
  );
  if (going.size === 0) return;
  const known = new Map<ImageId, Set<string>>(
    [...readRan({ ...place, project })].map(([id, names]) => [id, new Set(names)]),
  );
  for (const { id, imageId: image, image: name } of observed.containers)
    if (going.has(id)) known.set(image, new Set([...(known.get(image) ?? []), name]));
  writeRan({ ...place, project }, known);
}

/** A home that cannot be written to: `prune` leaves one image more. */
export function writeRan(place: RanPlace, images: RanImages): void {
  const path = pathOf(place);
  try {
    makeFolder(dirname(path));
    writeFileSync(path, [...images].map(([id, names]) => `${[id, ...names].join(' ')}\n`).join(''));
    if (images.size === 0) rmSync(path);
  } catch {
    // As above.
  }
}

const RECORD = /^sha256:[0-9a-f]{64}(?: |$)/;

function parse(text: string): RanImages {
  const lines = text.split('\n').filter((line) => RECORD.test(line));
  return new Map(
    lines.map((line) => {
      const [id = '', ...names] = line.split(' ');
      return [imageId(id), new Set(names)] as const;
    }),
  );
}

function projectsOf(place: RanPlace): readonly string[] {
  const ending = `.${engineOf(place)}`;
  try {
    return readdirSync(dirname(pathOf(place)))
      .filter((name) => name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length));
  } catch {
    return [];
  }
}

const engineOf = ({ endpoint }: RanPlace): string =>
  createHash('sha256').update(endpoint).digest('hex').slice(0, 12);

const pathOf = (place: RanPlace): string =>
  join(stateFolder(place.environment), 'ran', `${place.project}.${engineOf(place)}`);
