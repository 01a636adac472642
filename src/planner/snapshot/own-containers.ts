import { LABEL } from '../../model/labels.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import { isAnonymousVolume } from '../../util/is-anonymous-volume.ts';

export const serviceOf = (container: ObservedContainer): string | undefined =>
  container.labels[LABEL.service];

/** Made by `run`: not one of the numbered containers of a service. */
export const isOneOff = (container: ObservedContainer): boolean => container.labels[LABEL.oneOff] === 'True';

/**
 * The one-offs in an instance whose services have no other container: there these are all there is to look at, as what
 * `test` has run. None of a project that is no instance: docker compose shows its one-offs to `ps` only.
 */
export function loneOneOffs(containers: readonly ObservedContainer[]): readonly ObservedContainer[] {
  const lasting = new Set(containers.filter((container) => !isOneOff(container)).map(serviceOf));
  return containers.filter(
    (container) =>
      isOneOff(container) && LABEL.instance in container.labels && !lasting.has(serviceOf(container)),
  );
}

export const numberOf = (container: ObservedContainer): number =>
  Number(container.labels[LABEL.containerNumber] ?? 1) || 1;

/** The numbered containers by service, the lowest number first, equal ones in the order of their names. */
export function containersByService(observed: Observed): ReadonlyMap<string, readonly ObservedContainer[]> {
  const byService = new Map<string, ObservedContainer[]>();
  for (const container of observed.containers) {
    const service = serviceOf(container);
    if (service === undefined || isOneOff(container) || LABEL.hook in container.labels) continue;
    const containers = byService.get(service);
    if (containers) containers.push(container);
    else byService.set(service, [container]);
  }
  for (const containers of byService.values())
    containers.sort((a, b) => numberOf(a) - numberOf(b) || (a.name < b.name ? -1 : 1));
  return byService;
}

/** The volumes that nobody named, by where they are in the container. */
export const anonymousVolumes = ({ mounts }: ObservedContainer): Readonly<Record<string, string>> =>
  Object.fromEntries(
    mounts.flatMap(({ type, name, target }) =>
      type === 'volume' && name !== undefined && isAnonymousVolume(name) ? [[target, name]] : [],
    ),
  );
