import { type ContainerId, type ImageId, networkId } from '../model/ids.ts';
import { LABEL } from '../model/labels.ts';
import type { Inspection, ObservedContainer, ObservedNetwork } from '../model/observed.ts';
import type { FieldChange } from '../model/plan.ts';
import { change } from './change.ts';
import { compareSettings, type PeerId, UNNAMED } from './compare-settings.ts';
import type { WantedContainer } from './create-request.ts';
import { isAlive } from './own-containers.ts';
import { isOurs } from './request-hash.ts';

/** Equal hashes: made by the same request, and settings do not change by themselves. */
export const hasSameRequest = (have: ObservedContainer, want: WantedContainer): boolean =>
  have.labels[LABEL.configHash] === want.request.Labels[LABEL.configHash];

export interface Surroundings {
  /** The image that the reference names now; undefined: only a step of the plan will tell. */
  readonly image: ImageId | undefined;
  readonly networks: ReadonlyMap<string, ObservedNetwork>;
  /** Names of the networks that the plan takes it off, to put it on again. */
  readonly leaves: ReadonlySet<string>;
  readonly details: ReadonlyMap<ContainerId, Inspection>;
  readonly peerId: PeerId;
}

/**
 * What a container has that differs from what is wanted; empty: it can stay.
 *
 * The live object is the truth. The hash only saves the inspection: when it is equal, what lists tell is enough.
 */
export function diffContainer(
  have: ObservedContainer,
  want: WantedContainer,
  surroundings: Surroundings,
): readonly FieldChange[] {
  const lists = [
    ...diffImage(have, want, surroundings.image),
    ...diffAttachments(have, want, surroundings),
    ...diffVolumes(have, want),
  ];
  if (hasSameRequest(have, want)) return lists;
  const inspection = surroundings.details.get(have.id);
  // Gone meanwhile, or nobody asked: replacing is right for both.
  if (!inspection) return lists.length > 0 ? lists : [UNNAMED];
  const settings = compareSettings(inspection, want, surroundings.peerId, isOurs(have.labels));
  const told = new Set(settings.map(({ field }) => field));
  return [...lists.filter(({ field }) => !told.has(field)), ...settings];
}

/** docker compose writes down the digest it looked at, which a newer engine's id need not be. */
function diffImage(
  have: ObservedContainer,
  want: WantedContainer,
  image: ImageId | undefined,
): readonly FieldChange[] {
  if (image === undefined || have.imageId === image || have.labels[LABEL.image] === image) return [];
  const sameName = have.image === want.request.Image;
  const name = (reference: string, id: ImageId): string =>
    sameName || reference.startsWith('sha256:') ? `${want.request.Image} (${shortId(id)})` : reference;
  return [change('image', name(have.image, have.imageId), name(want.request.Image, image))];
}

const shortId = (id: ImageId): string => id.replace('sha256:', '').slice(0, 12);

/**
 * A network of the same name that was made anew is another network. Who is stopped and on no such network at all is
 * put on it before it starts (`plan-kept.ts`).
 */
function diffAttachments(
  have: ObservedContainer,
  want: WantedContainer,
  { networks, leaves }: Surroundings,
): readonly FieldChange[] {
  return Object.keys(want.request.NetworkingConfig.EndpointsConfig)
    .sort()
    .flatMap((name) => {
      const [attached, network] = [have.networks.get(name), networks.get(name)];
      if (attached?.networkId === network?.id || leaves.has(name)) return [];
      // Until its first start, the engine does not say which network it will be.
      const isOff = attached === undefined || attached.networkId === networkId('');
      if (isOff && (!network || !isAlive(have))) return [];
      return [
        change(`networks.${name}`, attached ? 'a former network of that name' : undefined, 'connected'),
      ];
    });
}

function diffVolumes(have: ObservedContainer, want: WantedContainer): readonly FieldChange[] {
  return (want.request.HostConfig.Mounts ?? []).flatMap(({ Type, Source, Target }) => {
    if (Type !== 'volume' || Source === undefined) return [];
    const mounted = have.mounts.find((mount) => mount.target === Target);
    if (mounted?.name === Source) return [];
    return [change(`volumes.${Target}`, mounted && (mounted.name ?? mounted.source), `volume ${Source}`)];
  });
}
