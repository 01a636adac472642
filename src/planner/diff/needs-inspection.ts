import { isAlive } from '../../model/container-state.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { FieldChange } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { declaredServices } from '../graph/service-graph.ts';
import type { RequestedContainer } from '../request/create-request.ts';
import { hooksOf } from '../request/hooks.ts';
import { peerOf } from '../request/peer-references.ts';
import { hasCompleted } from '../snapshot/conditions.ts';
import { numberOf } from '../snapshot/own-containers.ts';
import type { Inspected, UpContext } from '../snapshot/up-context.ts';
import { change } from './change.ts';
import { hasSameRequest } from './diff-container.ts';
import { foreignContainerOf, sharesForeignIpcOrPid } from './foreign-containers.ts';

/* What neither the hash nor the lists tell: which containers have to be inspected, and what that shows beside settings. */

/** Whether the hash and the lists do not settle if a container is as it should be. */
export const needsInspection = (
  context: UpContext,
  service: ServiceSpec,
  container: ObservedContainer,
): boolean =>
  context.intent.verify === true ||
  context.observed.updated?.has(container.id) === true ||
  hasSeccompProfile(context.project, service) ||
  sharesForeignIpcOrPid(service, context.observed.foreignContainers ?? new Map()) ||
  isLinkedToRenamed(context, service) ||
  mayLackHooks(context, service, container) ||
  !hasSameRequest(context, container, context.desired(service, numberOf(container)));

/** Whoever started it may have died before its hooks: only its start tells. */
const mayLackHooks = (
  { observed }: UpContext,
  service: ServiceSpec,
  container: Pick<ObservedContainer, 'state'>,
): boolean =>
  observed.interruptedSince !== undefined &&
  container.state === 'running' &&
  hooksOf(service, 'post_start').length > 0;

/** Whether a container runs that was started by somebody who died, maybe before its hooks had run. */
export function wasLeftStarting(
  { context, inspections }: Inspected,
  service: ServiceSpec,
  container: ObservedContainer,
): boolean {
  const startedAt = inspections.get(container.id)?.container.startedAt;
  return (
    mayLackHooks(context, service, container) &&
    startedAt !== undefined &&
    Date.parse(startedAt) >= Date.parse(context.observed.interruptedSince ?? '')
  );
}

/** The hash has its path; what is in it only the container tells. */
const hasSeccompProfile = ({ seccompProfiles }: Project, { securityOpt }: ServiceSpec): boolean =>
  seccompProfiles !== undefined && securityOpt.some((option) => seccompProfiles.has(option));

/** A link is by the name that the other container had. */
function isLinkedToRenamed(context: UpContext, { links }: ServiceSpec): boolean {
  const services = declaredServices(context.project);
  return links.some((link) => {
    const peer = services.get(link.split(':')[0] ?? '');
    return (
      peer !== undefined &&
      context
        .containersOf(peer)
        .current.some((other) => other.name !== context.desired(peer, numberOf(other)).name)
    );
  });
}

interface NamespaceOwner {
  readonly field: string;
  /** As the file names it. */
  readonly written: string;
  readonly id: ContainerId;
  readonly name: string;
  /** Of one that is not of the project: ISO 8601. */
  readonly startedAt?: string;
}

/** Who lends a service its network or its memory and runs. Whose processes are shared end with it: there is nothing to notice. */
export function namespaceOwners(
  { project, observed, containersOf }: UpContext,
  service: ServiceSpec,
): readonly NamespaceOwner[] {
  const namespaces = { network_mode: service.networkMode, ipc: service.ipc };
  const services = declaredServices(project);
  return Object.entries(namespaces).flatMap(([field, written = '']) => {
    const peer = services.get(peerOf(written) ?? '');
    const own = peer && containersOf(peer).current[0];
    if (own && canBeJoined(own)) return [{ field, written, id: own.id, name: own.name }];
    const name = foreignContainerOf(written) ?? '';
    const other = observed.foreignContainers?.get(name);
    return other && canBeJoined(other)
      ? [{ field, written, id: other.id, name, startedAt: other.startedAt }]
      : [];
  });
}

/** Nobody can join one that is between two attempts of its restart policy. */
const canBeJoined = ({ state }: Pick<ObservedContainer, 'state'>): boolean =>
  isAlive({ state }) && state !== 'restarting';

/**
 * A container that was started again has a new namespace, and those that share its former one are cut off, although the engine
 * shows no difference: they join the new one when they are started. Only the inspections of both tell.
 */
export function staleNamespaces(
  { context, inspections }: Inspected,
  have: ObservedContainer,
  service: ServiceSpec,
): readonly FieldChange[] {
  const own = inspections.get(have.id)?.container;
  if (!own || !isAlive(have)) return [];
  return namespaceOwners(context, service).flatMap(({ field, written, id, name, startedAt }) => {
    const lentAt = startedAt ?? inspections.get(id)?.container.startedAt;
    return lentAt !== undefined && Date.parse(own.startedAt) < Date.parse(lentAt)
      ? [change(field, `the one before ${name} was started again`, written)]
      : [];
  });
}

/**
 * An engine shows the MAC address of a container on a network only while it runs, and gives it one only when it makes it.
 * Of one that has stopped and may have been made for something else, nobody can tell whether it has the right one.
 */
export function unknownAddresses(
  { context, inspections }: Inspected,
  have: ObservedContainer,
  desired: RequestedContainer,
): readonly FieldChange[] {
  const endpoints = inspections.get(have.id)?.container.endpoints;
  if (have.state !== 'exited' || !endpoints || hasSameRequest(context, have, desired)) return [];
  if (hasCompleted(context, desired.service, have)) return [];
  return Object.entries(desired.request.NetworkingConfig.EndpointsConfig).flatMap(
    ([network, { MacAddress: wanted }]) => {
      const seen = endpoints[network];
      return wanted !== undefined && seen && seen.MacAddress === undefined
        ? [change(`networks.${network}.mac_address`, 'unknown', wanted)]
        : [];
    },
  );
}
