import type { ContainerId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { FieldChange } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { peerOf } from '../request/peer-references.ts';
import { isAlive } from '../snapshot/own-containers.ts';
import type { Inspected, UpContext } from '../snapshot/up-context.ts';
import { change } from './change.ts';
import { foreignContainerOf } from './foreign-containers.ts';

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
  return Object.entries(namespaces).flatMap(([field, written = '']) => {
    const peer = project.services.get(peerOf(written) ?? '');
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
