import type { VolumeRequest } from './container-request.ts';
import { type ContainerId, containerId } from './ids.ts';
import { LABEL } from './labels.ts';
import type { ObservedContainer, ObservedMount, ObservedVolume } from './observed.ts';

type Labels = Readonly<Record<string, string>>;

/** A volume to be made with the content of another one: whole, or not at all. */
export interface VolumeCopy {
  /** The name of the volume that is copied. */
  readonly source: string;
  /** Where the engine keeps its files, on its machine. Absent: not known. */
  readonly sourceFolder?: string;
  /** The copy. */
  readonly request: VolumeRequest;
  /** Of the content. Absent: not known. */
  readonly sizeBytes?: number;
  /** How long it may take. Absent: nobody can tell. */
  readonly expectedMs?: number;
  /** The containers that were stopped for it, which run again afterwards. */
  readonly stopped?: readonly StoppedContainer[];
  /** Half a copy is there, which is removed first. */
  readonly replacesHalf?: true;
  /** The project that makes it, where it is to be of none: what is left of one that is not whole is found by it. Absent: whose `request` is. */
  readonly madeFor?: string;
}

export interface StoppedContainer {
  readonly id: ContainerId;
  readonly name: string;
}

/** Whose a copy is: all that is made for it carries these labels of it. */
const WHOSE = [LABEL.project, LABEL.instance, LABEL.instanceOf] as const;

export const labelsOfOwner = ({ Labels }: VolumeRequest, madeFor?: string): Labels =>
  Object.fromEntries(
    WHOSE.flatMap((label) => {
      const value =
        Labels[label] ?? (label === LABEL.project ? (Labels[LABEL.trashProject] ?? madeFor) : undefined);
      return value === undefined ? [] : [[label, value]];
    }),
  );

/**
 * An empty volume that is made before a copy and removed when that is whole. The labels of a volume cannot be changed, nor its name, so
 * only another object can say of it that it is half a copy, also when whoever made it was killed.
 */
export const copyMarker = ({ source, request, stopped = [], madeFor }: VolumeCopy): VolumeRequest => ({
  Name: `${request.Name}_copying`,
  Labels: {
    ...labelsOfOwner(request, madeFor),
    [LABEL.copying]: request.Name,
    [LABEL.copyingFrom]: source,
    ...(stopped.length > 0 && {
      [LABEL.copyingStopped]: stopped.map(({ id, name }) => `${id}=${name}`).join(' '),
    }),
  },
});

/** Whether a container only gives access to a volume. */
export const isCopyHelper = ({ labels }: { readonly labels: Labels }): boolean => LABEL.copies in labels;

/** Whether a volume only says something of a copy. */
export const isCopyMarker = ({ labels }: { readonly labels: Labels }): boolean =>
  labels[LABEL.copying] !== undefined || labels[LABEL.stopped] !== undefined;

/** What is written down of a container from before it is stopped for a copy until it runs again. */
export interface StopRecord extends StoppedContainer {
  readonly marker: string;
  /** Before it was stopped. Absent: not known. */
  readonly startedAt?: string;
}

/**
 * An empty volume, as what says that a copy is not whole. It is another one than that: a copy is whole before its source runs again.
 *
 * @param startedAt so that nobody starts it again who was started and stopped by others meanwhile
 */
export const stopMarker = (
  { id, name }: StoppedContainer,
  owner: VolumeRequest,
  startedAt: string | undefined,
): VolumeRequest => ({
  Name: `${owner.Labels[LABEL.project] ?? owner.Name}_stopped_${id.slice(0, 12)}`,
  Labels: {
    ...labelsOfOwner(owner),
    [LABEL.stopped]: id,
    [LABEL.stoppedName]: name,
    ...(startedAt !== undefined && { [LABEL.stoppedStarted]: startedAt }),
  },
});

/** Those of one project. */
export function stopRecords(volumes: readonly ObservedVolume[], project: string): readonly StopRecord[] {
  return volumes.flatMap(({ name: marker, labels }): readonly StopRecord[] => {
    const {
      [LABEL.project]: owner,
      [LABEL.stopped]: id,
      [LABEL.stoppedName]: name = '',
      [LABEL.stoppedStarted]: startedAt,
    } = labels;
    if (id === undefined || owner !== project) return [];
    return [{ marker, id: containerId(id), name, ...(startedAt !== undefined && { startedAt }) }];
  });
}

/** A copy that was begun and is not whole. */
export interface HalfCopy {
  readonly marker: string;
  readonly source: string;
  /** The containers that were stopped for it. */
  readonly stopped: readonly StoppedContainer[];
}

/** By the name of the copy. */
export function halfCopies(volumes: readonly ObservedVolume[]): ReadonlyMap<string, HalfCopy> {
  return new Map(
    volumes.flatMap(({ name, labels }): readonly (readonly [string, HalfCopy])[] => {
      const {
        [LABEL.copying]: copy,
        [LABEL.copyingFrom]: source = '',
        [LABEL.copyingStopped]: text,
      } = labels;
      return copy === undefined ? [] : [[copy, { marker: name, source, stopped: readStopped(text) }]];
    }),
  );
}

function readStopped(text = ''): readonly StoppedContainer[] {
  return text.split(' ').flatMap((word) => {
    const [id = '', name] = word.split('=');
    return name === undefined ? [] : [{ id: containerId(id), name }];
  });
}

/** States in which no process of a container runs, and none goes on by itself. */
const IDLE: ReadonlySet<string> = new Set(['created', 'exited', 'dead', 'removing']);

type Source = Pick<VolumeCopy, 'source' | 'sourceFolder'>;

/** The containers that may write into a source now. A paused one goes on in the middle of what it wrote. */
export const writersOf = (
  containers: readonly ObservedContainer[],
  source: Source,
): readonly ObservedContainer[] =>
  containers.filter((container) => !IDLE.has(container.state) && writesInto(container, source));

/** Whether it may, when it runs: also by the folder in which the engine keeps the files, or one around or inside it. */
export const writesInto = (
  { mounts }: { readonly mounts: readonly ObservedMount[] },
  { source: volume, sourceFolder }: Source,
): boolean =>
  mounts.some(({ type, name, source, isReadOnly }) => {
    if (isReadOnly) return false;
    if (type !== 'bind') return name === volume;
    return sourceFolder !== undefined && (isWithin(sourceFolder, source) || isWithin(source, sourceFolder));
  });

const isWithin = (path: string, folder: string): boolean => withSlash(path).startsWith(withSlash(folder));

const withSlash = (path: string): string => (path.endsWith('/') ? path : `${path}/`);
