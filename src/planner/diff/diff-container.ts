import { type ImageId, networkId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { Inspection, ObservedContainer, ObservedNetwork } from '../../model/observed.ts';
import type { FieldChange } from '../../model/plan.ts';
import { isAnonymousVolume } from '../../util/is-anonymous-volume.ts';
import { hashIn } from '../request/config-hash.ts';
import {
  type DesiredContainer,
  type HashContext,
  matchesHash,
  type RequestedContainer,
} from '../request/create-request.ts';
import { change } from './change.ts';
import { compareSettings, UNNAMED } from './compare-settings.ts';
import { diffForeignContainers, type ForeignContainers } from './foreign-containers.ts';
import { removedSettings } from './removed-settings.ts';
import { DISCARDED } from './settings-table.ts';
import { shortId } from './show-value.ts';

/**
 * Equal hashes: made for the same service, and settings do not change by themselves. Which files secrets and configs
 * come from is not part of the hash, but lists tell.
 */
export const hasSameRequest = (
  context: HashContext,
  have: ObservedContainer,
  desired: DesiredContainer,
): boolean =>
  matchesHash(context, desired, hashIn(have.labels)) &&
  desired.mounts.every(
    (mount) =>
      !('file' in mount) ||
      have.mounts.some(({ source, target }) => target === mount.target && source === mount.file),
  );

export interface InspectedContainer {
  readonly inspection: Inspection;
  readonly requested: RequestedContainer;
}

export interface DiffContext {
  /** The image that the reference names now; undefined: only a step of the plan will tell. */
  readonly image: ImageId | undefined;
  readonly networks: ReadonlyMap<string, ObservedNetwork>;
  /** Names of the networks that the plan takes it off, to put it on again. */
  readonly leaves: ReadonlySet<string>;
  /** As it was inspected, and what that is compared with; undefined: nobody inspected it. */
  readonly inspected: InspectedContainer | undefined;
  readonly foreign?: ForeignContainers | undefined;
}

/**
 * What a container has that differs from what is wanted; empty: it can stay.
 *
 * The live object is the truth. The hash only saves the inspection: when it is equal, what lists tell is enough,
 * unless something says that the container was changed after it was made (see `inspectionsNeeded`).
 */
export function diffContainer(
  context: HashContext,
  have: ObservedContainer,
  desired: DesiredContainer,
  given: DiffContext,
): readonly FieldChange[] {
  const { inspected, foreign = new Map() } = given;
  const lists = [
    ...diffImage(have, desired, given.image),
    ...diffAttachments(have, desired, given),
    ...diffVolumes(have, desired),
    ...diffForeignContainers(have, desired.service, foreign),
  ];
  // Who was asked for an inspection all the same may have been changed by hand since.
  const same = hasSameRequest(context, have, desired);
  if (same && !inspected) return lists;
  // Gone meanwhile, or nobody asked: replacing is right for both.
  if (!inspected) return [...lists, UNNAMED];
  const { inspection, requested } = inspected;
  const differing = compareSettings(inspection, requested, context.idOf, foreign);
  const compared = same ? differing.filter((found) => !wasDiscarded(found)) : differing;
  const settings = [...compared, ...removedSettings(context, have, inspection.container, desired)];
  const settingFields = new Set(settings.map(({ field }) => field));
  return [...lists.filter(({ field }) => !settingFields.has(field)), ...settings];
}

/** Of a container that was asked for with it. Some engines write -1 for none. */
const wasDiscarded = ({ field, from }: FieldChange): boolean =>
  (from === undefined || from === '-1') && DISCARDED.has(field);

/** docker compose writes down the digest it looked at, which a newer engine's id need not be. */
function diffImage(
  have: ObservedContainer,
  desired: DesiredContainer,
  image: ImageId | undefined,
): readonly FieldChange[] {
  if (image === undefined || have.imageId === image || have.labels[LABEL.image] === image) return [];
  const sameName = have.image === desired.image;
  const name = (reference: string, id: ImageId): string => {
    if (sameName) return `${desired.image} (${shortId(id)})`;
    if (!reference.startsWith('sha256:')) return reference;
    // A digest that is asked for is that of the new image alone.
    return `${desired.image.replace(/@.*$/, '')} (${shortId(id)})`;
  };
  return [change('image', name(have.image, have.imageId), name(desired.image, image))];
}

/** A network of the same name that was made anew is another network. */
function diffAttachments(
  have: ObservedContainer,
  desired: DesiredContainer,
  { networks, leaves }: DiffContext,
): readonly FieldChange[] {
  // A container that joins no network of the file is on the engine's own, or in somebody else's namespace.
  if (desired.networks.length === 0) return [];
  const names = [...new Set([...have.networks.keys(), ...desired.networks])].sort();
  return names.flatMap((name) => {
    const [attached, network] = [have.networks.get(name), networks.get(name)];
    if (leaves.has(name)) return [];
    if (!desired.networks.includes(name)) return [change(`networks.${name}`, 'connected', undefined)];
    if (attached === undefined) return [change(`networks.${name}`, undefined, 'connected')];
    // Until its first start, the engine does not say which network it will be.
    if (attached.networkId === network?.id || attached.networkId === networkId('')) return [];
    return [change(`networks.${name}`, 'a former network of that name', 'connected')];
  });
}

function diffVolumes(have: ObservedContainer, desired: DesiredContainer): readonly FieldChange[] {
  return desired.mounts.flatMap((mount) => {
    if (!('volume' in mount)) return [];
    const mounted = have.mounts.find(({ target }) => target === mount.target);
    if (mounted?.name === mount.volume) return [];
    // In the words of `compareMounts`, which does not name what nobody named either.
    const named =
      mounted && isAnonymousVolume(mounted.name ?? '') ? '' : ` ${mounted?.name ?? mounted?.source}`;
    const from = mounted && `${mounted.type}${named}`;
    return [change(`volumes.${mount.target}`, from, `volume ${mount.volume}`)];
  });
}
