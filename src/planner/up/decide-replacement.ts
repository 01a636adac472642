import { isAlive } from '../../model/container-state.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer, ObservedNetwork } from '../../model/observed.ts';
import type { Cause, FieldChange } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { change } from '../diff/change.ts';
import { fieldsOf } from '../diff/changed-files.ts';
import { changedHooks } from '../diff/changed-hooks.ts';
import { diffContainer, hasSameRequest, type InspectedContainer } from '../diff/diff-container.ts';
import { withoutSecrets } from '../diff/hide-secrets.ts';
import { isPluggable } from '../diff/hot-plug.ts';
import { unknownAddresses } from '../diff/needs-inspection.ts';
import { hasOwnMac, remarkOnRemovals, remedyInPlace } from '../diff/remedies.ts';
import { anyOf, type When } from '../graph/guards.ts';
import { diffImageMounts, whenMountedImageChanges } from '../images/image-mounts.ts';
import { readRecord, routesRecord } from '../ingress/routes-record.ts';
import { isBehindIngress, publishers, wantsIngress } from '../ingress/wants-ingress.ts';
import type { DesiredContainer, RequestedContainer } from '../request/create-request.ts';
import { imageReference } from '../request/image-references.ts';
import { isNetworkName } from '../request/network-names.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import type { AddressHandovers, NetworkChanges } from '../work/contributions.ts';
import { holdsVolumes } from '../work/hold-volumes.ts';
import { type PlannedServices, peer } from '../work/planned-services.ts';
import type { Prepared } from '../work/prepared.ts';
import { providedBy, whenProvidedVariablesChange, withoutProvided } from '../work/providers.ts';
import { leftBehind } from '../work/renewed-followers.ts';
import type { Renewal } from '../work/stops.ts';
import type { Adjustment } from './plan-in-place.ts';
import { changedFilesOf } from './refresh-files.ts';

/** It stays; with an adjustment it is not as desired yet. */
interface Kept {
  readonly when: 'never';
  readonly adjustment?: Adjustment;
}

export interface Replacement {
  /** Under which condition it is replaced. */
  readonly when: Exclude<When, 'never'>;
  readonly cause: Cause;
  /** What it needs where the condition does not hold, and it stays. */
  readonly adjustment?: Adjustment;
}

/** Whether, and why, a container is replaced. */
export type ReplacementDecision = Kept | Replacement;

type DecisionWork = Pick<Prepared, 'context' | 'inspections' | 'images' | 'models' | 'stops'> &
  Pick<NetworkChanges, 'networkSteps' | 'keptNetworks'> &
  Pick<AddressHandovers, 'disconnected'> &
  PlannedServices;

const KEPT: Kept = { when: 'never' };

export function decideReplacement(
  work: DecisionWork,
  have: ObservedContainer,
  asWritten: DesiredContainer,
): ReplacementDecision {
  const { context, keptNetworks } = work;
  if (holdsVolumes(have)) return { when: 'always', cause: { kind: 'leftover' } };
  if (context.intent.noRecreate) return KEPT;
  const nameOf = networkNames(keptNetworks);
  const desired = { ...asWritten, networks: asWritten.networks.map(nameOf) };
  const inspection = work.inspections.get(have.id);
  const leaves = new Set(work.disconnected.get(have.id)?.keys());
  const inspected = inspection && {
    inspection,
    requested: withNetworkNames(context.requested(asWritten), nameOf),
  };
  const fields = differences(work, have, desired, { inspected, leaves });
  // What is unchanged needs no request.
  if (fields.length === 0 && leaves.size === 0) return decideFromContext(work, have, asWritten);
  const requested = inspected?.requested ?? withNetworkNames(context.requested(asWritten), nameOf);
  const inPlace = remedyInPlace(fields, have, requested, {
    live: inspection?.container.settings.HostConfig,
    moves: leaves,
    isPluggable: (name) => isPluggable(keptNetworks.get(name)?.driver ?? driverOf(work, name)),
  });
  if (!inPlace)
    return { when: 'always', cause: { kind: 'changed', fields: remarkOnRemovals(fields, requested) } };
  const lost = [...leaves].find((name) => hasOwnMac(requested, name));
  if (lost !== undefined)
    return { when: 'always', cause: { kind: 'follows', resource: { kind: 'network', name: lost } } };
  const replacement = decideFromContext(work, have, asWritten);
  if (fields.length === 0 || replacement.when === 'always') return replacement;
  return { ...replacement, adjustment: { ...inPlace, fields } };
}

interface Differing {
  readonly inspected: InspectedContainer | undefined;
  /** Names of the networks that the plan takes it off, to put it on again. */
  readonly leaves: ReadonlySet<string>;
}

/** All that a container has that is not as desired, but for files that need no replacement. */
function differences(
  work: DecisionWork,
  have: ObservedContainer,
  desired: DesiredContainer,
  { inspected, leaves }: Differing,
): readonly FieldChange[] {
  const { context, images, keptNetworks } = work;
  const image = images.get(imageReference(context.project, desired.service));
  const fields = [
    ...diffContainer(context, have, desired, {
      image: image?.step === undefined ? image?.current : undefined,
      networks: keptNetworks,
      leaves,
      inspected: inspected && withOwnVariables(context, have, inspected),
      foreign: context.observed.foreignContainers,
    }),
    ...diffImageMounts(have, desired, images),
    ...changedHooks(context, have, desired),
    ...diffNetworkMode(work, have, desired),
    ...diffPublisher(context.project, have, desired),
    ...diffRoutes(context, have, desired),
    ...(inspected ? unknownAddresses(work, have, inspected.requested) : []),
    ...fieldsOf(changedFilesOf(work, have, desired).filter(({ remedy }) => remedy.kind === 'recreate')),
  ];
  return withoutSecrets(fields, context, desired.service.name);
}

/** What replaces a container that could stay. */
function decideFromContext(
  work: DecisionWork,
  have: ObservedContainer,
  desired: DesiredContainer,
): ReplacementDecision {
  const flag = forcedBy(work, desired.service.name);
  if (flag !== undefined) return { when: 'always', cause: { kind: 'requested', by: flag } };
  const parents = desired.references.flatMap(({ service }) => peer(work, service) ?? []);
  const parent =
    parents.find(({ replaced }) => replaced === 'always') ??
    parents.find(({ replaced }) => replaced !== 'never');
  const images = imagesThatMayChange(work, have, desired);
  const rebuilt = anyOf(images.map(({ when }) => when));
  const provided = whenProvidedVariablesChange(work, have, desired);
  const renewal = renewalOf(work, have, desired);
  const when = anyOf([
    ...parents.map(({ replaced }) => replaced),
    rebuilt,
    provided,
    renewal?.when ?? 'never',
  ]);
  if (when === 'never') return KEPT;
  if (parent && (when === 'always' || rebuilt === 'never'))
    return { when, cause: { kind: 'follows', resource: { kind: 'container', name: parent.name } } };
  if (renewal && (when === 'always' || rebuilt === 'never')) return { when, cause: renewal.cause };
  if (rebuilt === 'never' && provided !== 'never')
    return { when, cause: { kind: 'follows', resource: providedBy(work.context.project, desired.service) } };
  return { when, cause: { kind: 'image-changed', image: images[0]?.reference ?? desired.image } };
}

/** Who does not run is started after what it depends on in any case. */
const renewalOf = (
  { context, stops }: DecisionWork,
  have: ObservedContainer,
  { service }: DesiredContainer,
): Renewal | undefined =>
  isAlive(have) ? (stops.renewalOf(service.name) ?? leftBehind(context, service, have)) : undefined;

/** What steps of the plan may replace it for: the image it was made from, and those that it mounts. */
function imagesThatMayChange(
  { context, images }: DecisionWork,
  have: ObservedContainer,
  desired: DesiredContainer,
): ReturnType<typeof whenMountedImageChanges> {
  const step = images.get(imageReference(context.project, desired.service))?.step;
  return [
    ...(step === undefined
      ? []
      : [{ reference: desired.image, when: { image: step, differsFrom: have.imageId } }]),
    ...whenMountedImageChanges(have, desired, images),
  ];
}

/** What a provider gave it is no difference to the files: see `whenProvidedVariablesChange`. */
const withOwnVariables = (
  context: UpContext,
  have: ObservedContainer,
  { inspection, requested }: InspectedContainer,
): InspectedContainer => ({
  inspection: withoutProvided(
    context.project,
    requested,
    hasSameRequest(context, have, requested),
    inspection,
  ),
  requested,
});

/** Who publishes the ports of a service is no part of its hash. */
function diffPublisher(
  project: Project,
  { labels }: ObservedContainer,
  { service }: DesiredContainer,
): readonly FieldChange[] {
  const wants = wantsIngress(project, service);
  if (wants === isBehindIngress(labels)) return [];
  const [itself, ingress] = publishers(service);
  return [wants ? change('ports', itself, ingress) : change('ports', ingress, itself)];
}

/**
 * How an ingress talks to a container is no part of its hash, and nothing on the engine shows it: the ingress goes over to the other way with
 * the new container, which may be made for it.
 */
function diffRoutes(
  { project }: DecisionWork['context'],
  { labels }: ObservedContainer,
  { service }: DesiredContainer,
): readonly FieldChange[] {
  if (!wantsIngress(project, service) || !isBehindIngress(labels)) return [];
  const [have, want] = [readRecord(labels[LABEL.routes]), routesRecord(project, service)];
  return [...new Set([...have.keys(), ...want.keys()])]
    .sort()
    .flatMap((name) =>
      have.get(name) === want.get(name) ? [] : [change(name, have.get(name), want.get(name))],
    );
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

/** An external network may be named by its id. @returns the name of a network that is written as its name or its id */
function networkNames(networks: ReadonlyMap<string, ObservedNetwork>): (text: string) => string {
  return (text) =>
    networks.has(text) ? text : ([...networks.values()].find(({ id }) => id === text)?.name ?? text);
}

function withNetworkNames(
  requested: RequestedContainer,
  nameOf: (text: string) => string,
): RequestedContainer {
  const endpoints = Object.entries(requested.request.NetworkingConfig.EndpointsConfig);
  return {
    ...requested,
    networks: requested.networks.map(nameOf),
    request: {
      ...requested.request,
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
