import { UserError } from '../../diagnostics/user-error.ts';
import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer, ObservedVolume } from '../../model/observed.ts';
import type { Cause, FieldChange } from '../../model/plan.ts';
import { declaredServices } from '../graph/service-graph.ts';
import { isOneOff, numberOf, serviceOf } from '../snapshot/own-containers.ts';
import { sortByName } from '../snapshot/sort-by-name.ts';
import { holdVolumes } from '../work/hold-volumes.ts';
import { planDeparture, planRemoval } from '../work/plan-removal.ts';
import { stopDependents } from '../work/stop-dependents.ts';
import type { UpWork } from '../work/up-work.ts';

/**
 * Removes a volume with its data, and before that all containers that mount it: an engine removes none that a container
 * has, not even one that is stopped. Those of services are made anew when their turn comes.
 *
 * @returns the step that removes it
 * Error: UserError `bad-usage` when a service uses it that this run is not about.
 */
export function planDestruction(
  work: UpWork,
  { name }: ObservedVolume,
  fields: readonly FieldChange[],
): StepId {
  const { context, plan } = work;
  const users = sortByName(context.observed.containers.filter((container) => mounts(container, name)));
  refuseOtherUsers(work, users, name);
  const declared = declaredServices(context.project);
  const cause: Cause = { kind: 'follows', resource: { kind: 'volume', name } };
  const removed = users.map((container) => {
    const service = serviceOf(container) ?? '';
    const followers = stopDependents(
      work,
      service,
      { kind: 'volume', name },
      { after: [], guard: undefined },
    );
    const spec = isOneOff(container) ? undefined : declared.get(service);
    if (!spec) return planDeparture(work, container, cause, followers);
    const want = context.desired(spec, numberOf(container));
    const held = context.intent.renewAnonVolumes ? undefined : holdVolumes(work, container, want, cause);
    return planRemoval(work, container, cause, [...followers, ...(held === undefined ? [] : [held])]);
  });
  return plan.add({
    operation: { kind: 'remove-volume', name },
    cause: { kind: 'changed', fields },
    after: removed,
  });
}

const mounts = ({ mounts }: ObservedContainer, volume: string): boolean =>
  mounts.some(({ type, name }) => type === 'volume' && name === volume);

/** Their containers would go, and nothing in this run would make them anew. */
function refuseOtherUsers({ context }: UpWork, users: readonly ObservedContainer[], volume: string): void {
  const concerned = new Set(context.services.map(({ name }) => name));
  const declared = declaredServices(context.project);
  const others = new Set(
    users.flatMap((container) => {
      const service = serviceOf(container) ?? '';
      return declared.has(service) && !concerned.has(service) ? [service] : [];
    }),
  );
  if (others.size === 0) return;
  const names = [...others].sort().join(', ');
  throw new UserError('bad-usage', `--destroy-data: volume "${volume}" is used by ${names} too`, {
    hint: 'name those services as well, or none to mean all',
  });
}
