import type { ImageId, StepId } from '../../model/ids.ts';
import { isExpiryMarker } from '../../model/instance.ts';
import { LABEL, STACK } from '../../model/labels.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { halfCopies, isCopyMarker } from '../../model/volume-copy.ts';
import { isAnonymousVolume } from '../../util/is-anonymous-volume.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { imageReference } from '../request/image-references.ts';
import type { DownIntent, TrashIntent } from '../snapshot/intent.ts';
import { listNames, sortByName } from '../snapshot/sort-by-name.ts';
import { throwAway, trashedUnused } from '../work/trash.ts';

export const BY_DOWN: Cause = { kind: 'requested', by: 'down' };

/** Which containers `down` takes away, and by which steps: what they use can only go after them. */
export interface Scope {
  readonly going: readonly ObservedContainer[];
  readonly staying: readonly ObservedContainer[];
  /** Services were named: what they do not use is none of this command's business. */
  readonly partial: boolean;
  readonly removals: ReadonlyMap<string, StepId>;
}

type Uses = (container: ObservedContainer) => boolean;

export function removeNetworks(plan: PlanBuilder, project: Project, observed: Observed, scope: Scope): void {
  for (const network of sortByName(observed.networks)) {
    if (network.labels[LABEL.project] !== project.name) continue;
    if (STACK.namespace in network.labels) {
      plan.warn(
        `network "${network.name}" stays: the swarm of this engine has the project, too, and \`--on swarm down\` takes it away there`,
      );
      continue;
    }
    const isOn: Uses = ({ networks }) => networks.has(network.name);
    if (stays(plan, `network "${network.name}"`, scope, isOn)) continue;
    plan.add({
      operation: { kind: 'remove-network', id: network.id, name: network.name },
      cause: BY_DOWN,
      after: removalsOf(scope, isOn),
      // A container of somebody else may be on it: that is no reason to fail.
      optional: true,
    });
  }
}

/** The named ones that are the project's own, and what replaced containers inherited; anonymous ones go with theirs. */
export function removeVolumes(
  plan: PlanBuilder,
  project: Project,
  observed: Observed,
  scope: Scope,
  trash: TrashIntent | undefined,
): void {
  const thrown = trashedUnused(observed);
  const external = new Set(
    [...project.volumes.values()].filter((volume) => volume.external).map(({ name }) => name),
  );
  const inherited = inheritedVolumes(scope.going);
  const halves = halfCopies(observed.volumes);
  const names = new Set(observed.volumes.map(({ name }) => name));
  for (const volume of sortByName(observed.volumes)) {
    const { [LABEL.copying]: copy } = volume.labels;
    // It goes with the volume that it is about. What is in the trash is gone already.
    if ((copy !== undefined && names.has(copy)) || thrown.has(volume.name)) continue;
    const half = halves.get(volume.name);
    const isOwn = volume.labels[LABEL.project] === project.name && !external.has(volume.name);
    if (!isOwn && !inherited.has(volume.name)) continue;
    if (half && half.stopped.length > 0)
      plan.warn(
        `stopped for the copy that volume "${volume.name}" is half of, and not started again: ${listNames(half.stopped)}`,
      );
    const { [LABEL.stopped]: stopped, [LABEL.stoppedName]: name = stopped } = volume.labels;
    if (stopped !== undefined)
      plan.warn(`stopped for a copy, and maybe not started again: ${name}; "docker start ${name}" starts it`);
    const mounts: Uses = (container) => container.mounts.some(({ name }) => name === volume.name);
    if (stays(plan, `volume "${volume.name}"`, scope, mounts)) continue;
    const hasNoData = isExpiryMarker(volume) || isCopyMarker(volume);
    const after = removalsOf(scope, mounts);
    const isKept =
      trash !== undefined &&
      !hasNoData &&
      !half &&
      throwAway(plan, observed.volumes, volume, {
        project: project.name,
        by: 'down -v',
        trash,
        cause: BY_DOWN,
        after,
      }) !== undefined;
    if (isKept) continue;
    plan.add({
      operation: {
        kind: 'remove-volume',
        name: volume.name,
        ...(hasNoData ? { hasNoData } : {}),
        ...(half && { marker: half.marker }),
      },
      cause: BY_DOWN,
      after,
      optional: true,
    });
  }
}

/** What says until when an instance lives, unless volumes stay that it is said of. */
export function removeMarkers(plan: PlanBuilder, project: Project, observed: Observed, scope: Scope): void {
  const own = sortByName(observed.volumes).filter(({ labels }) => labels[LABEL.project] === project.name);
  if (scope.staying.length > 0 || !own.every(isExpiryMarker)) return;
  for (const { name } of own)
    plan.add({
      operation: { kind: 'remove-volume', name, hasNoData: true },
      cause: BY_DOWN,
      after: [...scope.removals.values()],
      optional: true,
    });
}

/** The engine takes the anonymous volume that a container inherited for a named one, and leaves it. */
function inheritedVolumes(containers: readonly ObservedContainer[]): ReadonlySet<string> {
  const mounts = containers
    .filter(({ labels }) => labels[LABEL.replace] !== undefined)
    .flatMap(({ mounts }) => mounts);
  return new Set(mounts.flatMap(({ name }) => (name !== undefined && isAnonymousVolume(name) ? [name] : [])));
}

/** `local`: only what was built and has no name of its own in the file; of an instance all that it builds, as no name there is that of the file. @returns what the engine has of them. */
export function imagesToRemove(
  project: Project,
  services: ReadonlySet<string>,
  observed: Observed,
  rmi: 'all' | 'local',
): readonly string[] {
  const isInstance = project.instance !== undefined;
  const all = [...project.services.values(), ...project.disabledServices.values()];
  const references = all
    .filter(
      ({ name, image, build }) =>
        services.has(name) && (rmi === 'all' || image === undefined || (isInstance && build !== undefined)),
    )
    .map((service) => imageReference(project, service));
  return [...new Set(references)].filter((reference) => observed.images.has(reference)).sort();
}

/** Of services that are not chosen, and of containers that stay, nothing. */
export function builtToRemove(
  { services = [], builtImages = [] }: DownIntent,
  chosen: ReadonlySet<string>,
  { staying }: Scope,
): readonly RemovableImage[] {
  const used = new Set(staying.map(({ imageId }) => imageId));
  return builtImages
    .filter(({ id, service }) => !used.has(id) && (services.length === 0 || chosen.has(service)))
    .map(({ image, id }) => ({ image, id }));
}

interface RemovableImage {
  readonly image: string;
  /** Only while the name is that of this image. */
  readonly id?: ImageId;
}

/** Each name once. */
export function removeImages(
  plan: PlanBuilder,
  images: readonly RemovableImage[],
  { removals }: Scope,
): void {
  const seen = new Set<string>();
  for (const image of images) {
    const full = image.image.includes(':') ? image.image : `${image.image}:latest`;
    if (seen.has(full)) continue;
    seen.add(full);
    plan.add({
      operation: { kind: 'remove-image', ...image },
      cause: BY_DOWN,
      after: [...removals.values()],
      // Other projects may use it too.
      optional: true,
    });
  }
}

const removalsOf = ({ going, removals }: Scope, uses: Uses): readonly StepId[] =>
  going.filter(uses).flatMap(({ id }) => removals.get(id) ?? []);

/** Whether somebody who stays still uses it. */
function stays(plan: PlanBuilder, what: string, { going, staying, partial }: Scope, uses: Uses): boolean {
  if (partial && !going.some(uses)) return true;
  const users = staying.filter(uses);
  if (users.length === 0) return false;
  if (!partial) plan.warn(`${what} stays: ${listNames(users)} use it`);
  return true;
}
