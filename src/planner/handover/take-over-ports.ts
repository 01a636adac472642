import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause, Guard, Resource } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { serviceOf } from '../snapshot/own-containers.ts';
import type { StartContext } from '../snapshot/up-context.ts';
import type { PlannedServices } from '../work/planned-services.ts';
import { type PortHolders, type PortKey, portKeys } from '../work/port-holders.ts';
import { stopDependents } from '../work/stop-dependents.ts';
import type { Stops } from '../work/stops.ts';

interface PortWork extends Pick<PlannedServices, 'planned'> {
  readonly context: StartContext;
  readonly stops: Stops;
  readonly ports: PortHolders;
  readonly publishers: ReadonlyMap<PortKey, readonly ObservedContainer[]>;
}

/** The container that is to have them. */
interface NewOwner {
  readonly name: string;
  /** What it waits for itself: nobody is stopped for a start that never comes. */
  readonly after: readonly StepId[];
  /** It may be that it is not started: then it gets only what is given up anyhow. */
  readonly guard?: Guard | undefined;
}

/**
 * Ports that go from one service to another: who has one and no longer wants it gives it up before its own turn comes,
 * as two containers cannot have it at the same time.
 *
 * @returns the steps after which the ports of the service are free
 */
export function takeOverPorts(
  work: PortWork,
  service: ServiceSpec,
  { name, after, guard }: NewOwner,
): readonly StepId[] {
  const { context, stops, ports, publishers, planned } = work;
  if (guard) return ports.before(service);
  const newOwner: Resource = { kind: 'container', name };
  const cause: Cause = { kind: 'follows', resource: newOwner };
  for (const holder of portKeys(service.ports).flatMap((key) => publishers.get(key) ?? [])) {
    const owner = serviceOf(holder) ?? '';
    if (planned.has(owner) || !releasesPorts(context, owner, service)) continue;
    const followers = stopDependents(work, owner, newOwner, { after, guard: undefined });
    stops.stop(holder, { cause, after: [...after, ...followers] });
  }
  return ports.before(service);
}

/** Whether this run replaces its containers, or removes them, so that it has none of the ports any more. A service keeps its own. */
function releasesPorts(
  { project, services, intent, scaleOf }: StartContext,
  owner: string,
  newOwner: ServiceSpec,
): boolean {
  const service = project.services.get(owner);
  if (!service || intent.noRecreate || !services.includes(service)) return false;
  const keeps = new Set(scaleOf(service) === 0 ? [] : portKeys(service.ports));
  return !portKeys(newOwner.ports).some((key) => keeps.has(key));
}
