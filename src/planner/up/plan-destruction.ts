import { UserError } from '../../diagnostics/user-error.ts';
import type { ContainerId, StepId } from '../../model/ids.ts';
import type { ObservedContainer, ObservedVolume } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import { canBeTrashed } from '../../model/trash.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices } from '../graph/service-graph.ts';
import { isOneOff, numberOf, serviceOf } from '../snapshot/own-containers.ts';
import { sortByName } from '../snapshot/sort-by-name.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import { holdVolumes } from '../work/hold-volumes.ts';
import type { Removals } from '../work/plan-removal.ts';
import { stopDependents } from '../work/stop-dependents.ts';
import type { Stops } from '../work/stops.ts';
import { moveAway, notTrashed } from '../work/trash.ts';

interface DestructionWork {
  readonly context: UpContext;
  readonly plan: PlanBuilder;
  readonly stops: Stops;
  readonly removals: Removals;
}

interface Destruction {
  readonly step: StepId;
  /** By container that mounted it: the step that creates what holds its anonymous volumes. */
  readonly holders: ReadonlyMap<ContainerId, StepId>;
}

export interface DestructionRequest {
  readonly cause: Cause;
  /** For the trash. Default: the flag that allows it. */
  readonly by?: string;
  /** Nothing stops before these are done. */
  readonly first?: readonly StepId[];
}

/**
 * Removes a volume with its data, and before that all containers that mount it: an engine removes none that a container
 * has (https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Volume/operation/VolumeDelete, 409), not even one that is stopped. Those of services are made anew when their turn comes.
 *
 * Error: UserError `bad-usage` when a service uses it that this run is not about.
 */
export function planDestruction(
  work: DestructionWork,
  volume: ObservedVolume,
  { cause: why, by = '--destroy-data', first = [] }: DestructionRequest,
): Destruction {
  const { context, removals } = work;
  const { name } = volume;
  const holders = new Map<ContainerId, StepId>();
  const users = sortByName(context.observed.containers.filter((container) => mounts(container, name)));
  refuseOtherUsers(context, users, name);
  const declared = declaredServices(context.project);
  const cause: Cause = { kind: 'follows', resource: { kind: 'volume', name } };
  const removed = users.map((container) => {
    // It goes, and what it has is held, for another volume that is destroyed.
    const planned = removals.of(container.id);
    if (planned !== undefined) return planned;
    const service = serviceOf(container) ?? '';
    const followers = stopDependents(
      work,
      service,
      { kind: 'volume', name },
      { after: first, guard: undefined },
    );
    const spec = isOneOff(container) ? undefined : declared.get(service);
    if (!spec) return removals.depart(container, { cause, after: [...first, ...followers] });
    const desired = context.desired(spec, numberOf(container));
    const held = context.intent.renewAnonVolumes ? undefined : holdVolumes(work, container, desired, cause);
    if (held !== undefined) holders.set(container.id, held);
    return removals.remove(container, {
      cause,
      after: [...first, ...followers, ...(held === undefined ? [] : [held])],
    });
  });
  return { step: destroy(work, volume, { cause: why, by, after: [...first, ...removed] }), holders };
}

function destroy(
  { context: { intent, observed, project }, plan }: DestructionWork,
  volume: ObservedVolume,
  {
    cause,
    by,
    after,
  }: Required<Pick<DestructionRequest, 'cause' | 'by'>> & { readonly after: readonly StepId[] },
): StepId {
  const { name } = volume;
  const { trash, trashSizes } = intent;
  if (!trash || !canBeTrashed(volume)) {
    if (trash) plan.warn(notTrashed(name));
    return plan.add({ operation: { kind: 'remove-volume', name }, cause, after });
  }
  const { volumes } = observed;
  const size = trashSizes?.get(name);
  return moveAway(plan, volume, {
    volumes,
    project: project.name,
    by,
    trash,
    cause,
    after,
    size,
  });
}

const mounts = ({ mounts }: ObservedContainer, volume: string): boolean =>
  mounts.some(({ type, name }) => type === 'volume' && name === volume);

/** Their containers would go, and nothing in this run would make them anew. */
function refuseOtherUsers(context: UpContext, users: readonly ObservedContainer[], volume: string): void {
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
