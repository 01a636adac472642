import type { ContainerId } from '../../model/ids.ts';
import type { ObservedContainer, ObservedNetwork } from '../../model/observed.ts';
import type { Cause, FieldChange } from '../../model/plan.ts';
import { change } from '../diff/change.ts';
import { fieldsOf } from '../diff/changed-files.ts';
import { diffContainer, hasSameRequest } from '../diff/diff-container.ts';
import { isPluggable } from '../diff/hot-plug.ts';
import { hasOwnMac, remedyInPlace } from '../diff/remedies.ts';
import { unknownAddresses } from '../diff/unknown-addresses.ts';
import { anyOf, type When } from '../graph/guards.ts';
import { diffImageMounts, whenMountedImageChanges } from '../images/image-mounts.ts';
import type { DesiredContainer } from '../request/create-request.ts';
import { imageReference } from '../request/image-references.ts';
import { isNetworkName } from '../request/network-names.ts';
import type { AddressHandovers, NetworkChanges } from '../work/contributions.ts';
import { holdsVolumes } from '../work/hold-volumes.ts';
import { type PlannedServices, peer } from '../work/planned-services.ts';
import type { Prepared } from '../work/prepared.ts';
import { providedBy, whenProvidedVariablesChange, withoutProvided } from '../work/providers.ts';
import type { Adjustment } from './plan-in-place.ts';
import { changedFilesOf } from './refresh-files.ts';

/** Whether, and why, a container is replaced. */
export interface ReplacementDecision {
  readonly when: When;
  /** Of no meaning when it stays. */
  readonly cause: Cause;
  /** What it needs where it stays, because only images decide whether it is replaced or because it is not. */
  readonly adjustment?: Adjustment;
}

type DecisionWork = Pick<Prepared, 'context' | 'inspections' | 'images' | 'models'> &
  Pick<NetworkChanges, 'networkSteps' | 'keptNetworks'> &
  Pick<AddressHandovers, 'disconnected'> &
  PlannedServices;

const KEPT: ReplacementDecision = { when: 'never', cause: { kind: 'missing' } };

export function decideReplacement(
  work: DecisionWork,
  have: ObservedContainer,
  wanted: DesiredContainer,
): ReplacementDecision {
  const { context, inspections, keptNetworks } = work;
  if (holdsVolumes(have)) return { when: 'always', cause: { kind: 'leftover' } };
  if (context.intent.noRecreate) return KEPT;
  const want = withNetworkNames(wanted, keptNetworks);
  const image = work.images.get(imageReference(context.project, want.service));
  const leaves = new Set(work.disconnected.get(have.id)?.keys());
  const fields = [
    ...diffContainer(have, want, {
      image: image?.step === undefined ? image?.current : undefined,
      networks: keptNetworks,
      leaves,
      inspections: withOwnVariables(work, have, want),
      peerId: (service) => currentId(work, service),
      outsiders: context.observed.foreignContainers,
    }),
    ...diffImageMounts(have, want, work.images),
    ...diffNetworkMode(work, have, want),
    ...unknownAddresses(work, have, want),
    ...fieldsOf(changedFilesOf(work, have, want).filter(({ remedy }) => remedy.kind === 'recreate')),
  ];
  const inPlace = remedyInPlace(fields, have, want, {
    live: inspections.get(have.id)?.container.settings.HostConfig,
    moves: leaves,
    isPluggable: (name) => isPluggable(keptNetworks.get(name)?.driver ?? driverOf(work, name)),
  });
  if (!inPlace) return { when: 'always', cause: { kind: 'changed', fields } };
  const lost = [...leaves].find((name) => hasOwnMac(want, name));
  if (lost !== undefined)
    return { when: 'always', cause: { kind: 'follows', resource: { kind: 'network', name: lost } } };
  const replacement = decideFromContext(work, have, want);
  if (fields.length === 0 || replacement.when === 'always') return replacement;
  return { ...replacement, adjustment: { ...inPlace, fields } };
}

/** What replaces a container that could stay. */
function decideFromContext(
  work: DecisionWork,
  have: ObservedContainer,
  want: DesiredContainer,
): ReplacementDecision {
  const flag = forcedBy(work, want.service.name);
  if (flag !== undefined) return { when: 'always', cause: { kind: 'requested', by: flag } };
  const parents = want.references.flatMap(({ service }) => peer(work, service) ?? []);
  const parent =
    parents.find(({ replaced }) => replaced === 'always') ??
    parents.find(({ replaced }) => replaced !== 'never');
  const images = imagesThatMayChange(work, have, want);
  const rebuilt = anyOf(images.map(({ when }) => when));
  const provided = whenProvidedVariablesChange(work, have, want);
  const when = anyOf([...parents.map(({ replaced }) => replaced), rebuilt, provided]);
  if (parent && (when === 'always' || rebuilt === 'never'))
    return { when, cause: { kind: 'follows', resource: { kind: 'container', name: parent.name } } };
  if (rebuilt === 'never' && provided !== 'never')
    return { when, cause: { kind: 'follows', resource: providedBy(work.context.project, want.service) } };
  return when === 'never'
    ? KEPT
    : { when, cause: { kind: 'image-changed', image: images[0]?.reference ?? want.image } };
}

/** What steps of the plan may replace it for: the image it was made from, and those that it mounts. */
function imagesThatMayChange(
  { context, images }: DecisionWork,
  have: ObservedContainer,
  want: DesiredContainer,
): ReturnType<typeof whenMountedImageChanges> {
  const step = images.get(imageReference(context.project, want.service))?.step;
  return [
    ...(step === undefined
      ? []
      : [{ reference: want.image, when: { image: step, differsFrom: have.imageId } }]),
    ...whenMountedImageChanges(have, want, images),
  ];
}

/** What a provider gave it is no difference to the files: see `whenProvidedVariablesChange`. */
function withOwnVariables(
  { context, inspections }: DecisionWork,
  have: ObservedContainer,
  want: DesiredContainer,
): DecisionWork['inspections'] {
  const inspection = inspections.get(have.id);
  if (!inspection) return inspections;
  return new Map([[have.id, withoutProvided(context.project, want, hasSameRequest(have, want), inspection)]]);
}

/** A container that has left the network it was made on cannot be started any more once that is gone. */
function diffNetworkMode(
  { keptNetworks, networkSteps }: DecisionWork,
  { networkMode }: ObservedContainer,
  { networks: [first] }: DesiredContainer,
): readonly FieldChange[] {
  if (first === undefined || networkMode === undefined || !isNetworkName(networkMode)) return [];
  const isThere = [...keptNetworks.values()].some(
    ({ id, name }) => name === networkMode || id === networkMode,
  );
  return isThere || networkSteps.has(networkMode)
    ? []
    : [change('network_mode', `${networkMode}, which is gone`, first)];
}

const driverOf = ({ context }: DecisionWork, name: string): string | undefined =>
  [...context.project.networks.values()].find((network) => network.name === name)?.driver;

/** An external network may be named by its id. */
function withNetworkNames(
  want: DesiredContainer,
  networks: ReadonlyMap<string, ObservedNetwork>,
): DesiredContainer {
  if (want.networks.every((name) => networks.has(name))) return want;
  const nameOf = (text: string): string =>
    networks.has(text) ? text : ([...networks.values()].find(({ id }) => id === text)?.name ?? text);
  if (want.networks.every((name) => nameOf(name) === name)) return want;
  const endpoints = Object.entries(want.request.NetworkingConfig.EndpointsConfig);
  return {
    ...want,
    networks: want.networks.map(nameOf),
    request: {
      ...want.request,
      NetworkingConfig: {
        EndpointsConfig: Object.fromEntries(endpoints.map(([name, endpoint]) => [nameOf(name), endpoint])),
      },
    },
  };
}

/** Dependencies that nobody named are replaced only when asked for by name of the flag. */
function forcedBy({ context }: DecisionWork, service: string): string | undefined {
  const { forceRecreate, renewAnonVolumes, alwaysRecreateDeps } = context.intent;
  if (!context.targeted.has(service)) return alwaysRecreateDeps ? '--always-recreate-deps' : undefined;
  if (forceRecreate) return '--force-recreate';
  return renewAnonVolumes ? '--renew-anon-volumes' : undefined;
}

function currentId(work: DecisionWork, name: string): ContainerId | undefined {
  const service = work.context.project.services.get(name);
  return service && work.context.containersOf(service).current[0]?.id;
}
