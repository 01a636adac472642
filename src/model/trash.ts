import { parseDurationMs } from '../util/parse-duration.ts';
import type { VolumeRequest } from './container-request.ts';
import { isJsonMap, type Json } from './json.ts';
import { LABEL } from './labels.ts';
import type { ObservedVolume } from './observed.ts';
import { halfCopies } from './volume-copy.ts';

type Labels = Readonly<Record<string, string>>;

/** Reads how long volumes are kept that are thrown away: a duration, or `false` and `0` for not at all. @returns in seconds; undefined: it is neither */
export function readTrashSeconds(json: Json): number | undefined {
  if (json === false || json === 0 || json === '0' || json === 'false') return 0;
  const ms = typeof json === 'string' ? parseDurationMs(json) : undefined;
  return ms === undefined ? undefined : Math.ceil(ms / 1000);
}

/** Of a valid `x-gantry` of a project (`rules/gantry-is-known.ts` checks it). @returns undefined when it does not say */
export const trashSecondsOf = (gantry: Json | undefined): number | undefined =>
  isJsonMap(gantry) && gantry.trash !== undefined ? readTrashSeconds(gantry.trash) : undefined;

/** A volume that was thrown away and is kept for a time. */
export interface TrashedVolume {
  /** The name that it had. */
  readonly name: string;
  readonly project: string;
  /** The volume with its content: itself, as long as nobody needs its name. */
  readonly keptIn: string;
  /** The empty volume that says so. Absent: `keptIn` says it of itself. */
  readonly marker?: string;
  /** With which it was made. */
  readonly labels: Labels;
  /** The command that threw it away. */
  readonly by: string;
  readonly keepSeconds: number;
  /** RFC 3339. Absent: the engine does not tell, and nothing removes it by itself. */
  readonly since?: string;
  /** The container that had it, of a volume without a name of its own. */
  readonly of?: { readonly container: string; readonly path: string };
}

/** By which people know it. */
export const shownName = ({ name, of }: Pick<TrashedVolume, 'name' | 'of'>): string =>
  of === undefined ? name : `${of.container}:${of.path}`;

/** What is said of a volume that is thrown away. */
export interface Throwing {
  readonly project: string;
  readonly by: string;
  readonly keepSeconds: number;
  readonly of?: TrashedVolume['of'];
}

/** The content of other volumes is on another machine, in a folder or in memory: nobody can move it. */
export const canBeTrashed = ({ driver, options = {} }: ObservedVolume): boolean =>
  driver === 'local' && Object.keys(options).length === 0;

/**
 * The empty volume that says of another one that it is in the trash. Neither the labels nor the name of a volume can be changed, so only
 * another object can say it. It names the time at which that was made: of one that was made under the same name later it says nothing.
 */
export const trashMarker = (
  volume: ObservedVolume,
  { project, by, keepSeconds, of }: Throwing,
): VolumeRequest => ({
  Name: `${volume.name}_trashed_${stampOf(volume)}`,
  Labels: {
    [LABEL.trash]: volume.name,
    [LABEL.trashProject]: project,
    [LABEL.trashBy]: by,
    [LABEL.trashKeep]: String(keepSeconds),
    [LABEL.trashCreated]: volume.createdAt ?? '',
    ...(of && { [LABEL.trashContainer]: of.container, [LABEL.trashPath]: of.path }),
  },
});

/**
 * The volume that the content of one in the trash is moved to. Its name is the same whenever it is asked for, so a move that was
 * interrupted is found again.
 *
 * @param since when it was thrown away. Absent: now
 */
export const trashedRequest = (
  volume: ObservedVolume,
  { project, by, keepSeconds, since }: Omit<Throwing, 'of'> & Pick<TrashedVolume, 'since'>,
  taken: ReadonlySet<string>,
): VolumeRequest => ({
  Name: freeName(`${volume.name}_trash_${stampOf(volume)}`, taken),
  Labels: {
    [LABEL.trash]: volume.name,
    [LABEL.trashProject]: project,
    [LABEL.trashBy]: by,
    [LABEL.trashKeep]: String(keepSeconds),
    ...(since !== undefined && { [LABEL.trashSince]: since }),
    [LABEL.trashLabels]: JSON.stringify(volume.labels),
  },
});

/** `20261202T041502Z`, of when it was made. */
const stampOf = ({ createdAt = '' }: ObservedVolume): string => {
  const ms = Date.parse(createdAt);
  return Number.isNaN(ms) ? 'unknown' : new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
};

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}_${number}`;
  return free;
}

/** All that is in the trash of an engine, in the order of names and times. */
export function trashedVolumes(volumes: readonly ObservedVolume[]): readonly TrashedVolume[] {
  const byName = new Map(volumes.map((volume) => [volume.name, volume]));
  const halves = halfCopies(volumes);
  return volumes
    .flatMap((volume): readonly TrashedVolume[] => {
      const { name, createdAt, labels } = volume;
      const { [LABEL.trash]: had, [LABEL.trashProject]: project = '', [LABEL.trashBy]: by = '' } = labels;
      if (had === undefined || halves.has(name)) return [];
      const since = labels[LABEL.trashSince] ?? createdAt;
      const common = {
        name: had,
        project,
        by,
        keepSeconds: Number(labels[LABEL.trashKeep]),
        ...(since !== undefined && { since }),
      };
      if (!isTrashMarker(volume)) return [{ ...common, keptIn: name, labels: readLabels(labels) }];
      const marked = byName.get(had);
      if (!marked || isStale(volume, marked)) return [];
      const { [LABEL.trashContainer]: container, [LABEL.trashPath]: path } = labels;
      const of = container !== undefined && path !== undefined ? { container, path } : undefined;
      return [{ ...common, keptIn: had, marker: name, labels: marked.labels, ...(of && { of }) }];
    })
    .toSorted((a, b) => compare(a.name, b.name) || compare(a.since ?? '', b.since ?? ''));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** It says something of another volume, and has no content. */
const isTrashMarker = ({ labels }: Pick<ObservedVolume, 'labels'>): boolean =>
  labels[LABEL.trash] !== undefined && labels[LABEL.trashCreated] !== undefined;

/** The other one was made after this one had been: it has only the name in common with what was thrown away. */
const isStale = ({ labels }: ObservedVolume, { createdAt = '' }: ObservedVolume): boolean =>
  labels[LABEL.trashCreated] !== createdAt;

/** Markers of volumes that are gone. */
export function staleTrashMarkers(
  volumes: readonly ObservedVolume[],
  project: string,
): readonly ObservedVolume[] {
  const valid = new Set(trashedVolumes(volumes).map(({ marker }) => marker));
  return volumes.filter(
    (volume) =>
      isTrashMarker(volume) && volume.labels[LABEL.trashProject] === project && !valid.has(volume.name),
  );
}

/** By name: those of which nobody has needed the name yet. */
export const trashedInPlace = (volumes: readonly ObservedVolume[]): ReadonlyMap<string, TrashedVolume> =>
  new Map(trashedVolumes(volumes).flatMap((one) => (one.marker === undefined ? [] : [[one.name, one]])));

/** When it may be removed: milliseconds since 1970. undefined: nobody knows. */
export function endOfTrashed({ since = '', keepSeconds }: TrashedVolume): number | undefined {
  const end = Date.parse(since) + keepSeconds * 1000;
  return Number.isNaN(end) ? undefined : end;
}

export const isExpired = (trashed: TrashedVolume, nowMs: number): boolean => {
  const end = endOfTrashed(trashed);
  return end !== undefined && end <= nowMs;
};

/** Whoever wrote them may be another release, or a person. */
function readLabels({ [LABEL.trashLabels]: text = '{}' }: Labels): Labels {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null) return {};
    return Object.fromEntries(
      Object.entries(read).flatMap(([label, value]) => (typeof value === 'string' ? [[label, value]] : [])),
    );
  } catch {
    return {};
  }
}
