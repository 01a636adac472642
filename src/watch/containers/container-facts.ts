import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { ObservedMount } from '../../model/observed.ts';
import type { Changes } from '../files/changes.ts';
import { containerUser } from './container-user.ts';
import type { Owner } from './pack-changes.ts';

/** What copying has to know of a container; none of it changes while it exists. */
export interface ContainerFacts {
  readonly owner: Owner;
  readonly mounts: readonly ObservedMount[];
  readonly readOnlyRoot: boolean;
}

export async function readContainerFacts(engine: Engine, container: ContainerId): Promise<ContainerFacts> {
  const { settings, mounts } = await engine.inspectContainer(container);
  const tmpfs = Object.keys(settings.HostConfig.Tmpfs ?? {}).map((target) => ({
    type: 'tmpfs',
    source: '',
    target,
  }));
  return {
    owner: await containerUser(engine, container, settings.User ?? ''),
    mounts: [...mounts, ...tmpfs],
    readOnlyRoot: settings.HostConfig.ReadonlyRootfs === true,
  };
}

/** The changes by the folder that they are unpacked in, and those that copying cannot or need not make. */
interface PlacedChanges {
  readonly places: ReadonlyMap<string, Changes>;
  /** In a bind mount the container sees the host's files; what is in a tmpfs the engine cannot reach. */
  readonly inMount: ReadonlyMap<ObservedMount, number>;
  readonly readOnly: readonly string[];
}

export function placeChanges(changes: Changes, { mounts, readOnlyRoot }: ContainerFacts): PlacedChanges {
  const places = new Map<string, Open<Changes>>();
  const inMount = new Map<ObservedMount, number>();
  const readOnly: string[] = [];
  const placeOf = (path: string): Open<Changes> | undefined => {
    const mount = mountOf(path, mounts);
    if (mount && (mount.type === 'bind' || mount.type === 'tmpfs')) {
      inMount.set(mount, (inMount.get(mount) ?? 0) + 1);
      return undefined;
    }
    // The engine unpacks below a volume that may be written to, and nowhere else.
    if (readOnlyRoot && !mount) readOnly.push(path);
    const base = readOnlyRoot ? mount?.target : '/';
    if (base === undefined) return undefined;
    const place = places.get(base) ?? { puts: [], removals: [], replacements: [] };
    places.set(base, place);
    return place;
  };
  for (const path of changes.replacements) placeOf(path)?.replacements.push(path);
  for (const put of changes.puts) placeOf(put.target)?.puts.push(put);
  for (const path of changes.removals) placeOf(path)?.removals.push(path);
  return { places, inMount, readOnly };
}

type Open<Lists> = {
  -readonly [K in keyof Lists]: Lists[K] extends readonly (infer Item)[] ? Item[] : never;
};

/** The innermost mount that a path is in. */
function mountOf(path: string, mounts: readonly ObservedMount[]): ObservedMount | undefined {
  return mounts
    .filter(({ target }) => path === target || path.startsWith(`${target.replace(/\/$/, '')}/`))
    .sort((a, b) => b.target.length - a.target.length)[0];
}
