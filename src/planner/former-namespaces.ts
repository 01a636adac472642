import type { ObservedContainer } from '../model/observed.ts';
import type { FieldChange } from '../model/plan.ts';
import type { ServiceSpec } from '../model/service-spec.ts';
import { change } from './change.ts';
import { isAlive } from './own-containers.ts';
import { peerReferences } from './peer-references.ts';
import type { UpWork } from './up-work.ts';

/** Whose processes share a namespace end with it: there is nothing to notice. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ['NetworkMode', 'network_mode'],
  ['IpcMode', 'ipc'],
]);

/**
 * A container that was started again has a new namespace, and those that share its former one are cut off, although the engine
 * shows no difference: they join the new one when they are started. Only the inspections of both tell.
 */
export function formerNamespaces(
  { scene, details }: UpWork,
  have: ObservedContainer,
  service: ServiceSpec,
): readonly FieldChange[] {
  const own = details.get(have.id)?.container;
  if (!own || !isAlive(have)) return [];
  return peerReferences(service).flatMap((reference) => {
    const field = FIELDS.get(reference.field);
    const peer = scene.project.services.get(reference.service);
    const lender = peer && scene.occupants(peer).current[0];
    const lent = lender && details.get(lender.id)?.container;
    if (field === undefined || !lent || !isAlive(lender)) return [];
    return Date.parse(own.startedAt) < Date.parse(lent.startedAt)
      ? [change(field, `the one before ${lender.name} was started again`, `service:${reference.service}`)]
      : [];
  });
}
