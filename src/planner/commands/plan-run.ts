import { gantry } from '../../diagnostics/hint.ts';
import { InternalError } from '../../diagnostics/internal-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { isAlive } from '../../model/container-state.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { Inspection } from '../../model/observed.ts';
import type { Cause, Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { closure } from '../graph/graph.ts';
import { declaredServices, serviceGraph } from '../graph/service-graph.ts';
import {
  hasFixedAddress,
  type OneOff,
  oneOffRequest,
  oneOffService,
  withOwnAddresses,
} from '../request/one-off.ts';
import type { RunIntent, UpIntent } from '../snapshot/intent.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import { planEverything } from '../up/plan-everything.ts';
import type { ServiceWork } from '../up/service-work.ts';
import { addStart } from '../up/start-steps.ts';
import { dependencyWaits } from '../work/dependency-waits.ts';
import { addCreate } from '../work/plan-create.ts';
import { peer } from '../work/planned-services.ts';
import { prepareWork } from '../work/prepare-work.ts';

/**
 * Runs one command in a container of its own: what the service depends on is brought up as `up` does it, and only when
 * all of that is done the container is created and started. So a dependency that fails leaves no one-off behind.
 *
 * @param asWritten read with a `RunIntent`
 * @param inspections what looking as for `dependencyIntent` gave
 * Error: what `planUp` throws; UserError `no-container` when it shares a namespace with a container that is not there.
 */
export function planRun(
  asWritten: UpContext,
  oneOff: OneOff,
  inspections: ReadonlyMap<ContainerId, Inspection>,
): Plan {
  const dependencies = dependenciesOf(asWritten, oneOff);
  const service = oneOffService(serviceOf(asWritten.project, oneOff), oneOff);
  const context: UpContext = { ...asWritten, services: [...dependencies, withoutUpdates(service)] };
  const work = planEverything(prepareWork('run', { context, inspections }, dependencies), dependencies);
  const ready = dependencyWaits(work, service);
  work.plan.endPreparation();
  planOneOff(work, service, oneOff, ready);
  return work.plan.build();
}

/** It has no ingress, whose image would be needed. */
function withoutUpdates({ deploy, ...service }: ServiceSpec): ServiceSpec {
  if (deploy === undefined) return service;
  const { updateConfig: _, ...others } = deploy;
  return { ...service, deploy: others };
}

/** What has to be known of the engine before `planRun`: what `up` of the dependencies alone would want to know. */
export function dependencyIntent({ services: all }: Project, { noDeps, oneOff }: RunIntent): UpIntent {
  const needed = noDeps ? new Set<string>() : closure(serviceGraph(all), new Set([oneOff.service]));
  const services = [...needed].filter((name) => name !== oneOff.service && all.has(name));
  // Nobody named is everybody: then it is about no container that is there.
  const about = services.length > 0 ? { services, noDeps: true } : { noRecreate: true };
  return { ...about, pull: oneOff.pullPolicy };
}

const dependenciesOf = ({ services }: UpContext, { service }: OneOff): readonly ServiceSpec[] =>
  services.filter(({ name }) => name !== service);

function serviceOf({ services }: Project, { service }: OneOff): ServiceSpec {
  const found = services.get(service);
  if (!found) throw new InternalError(`the context of ${service} was read without it`);
  return found;
}

function planOneOff(
  work: ServiceWork,
  service: ServiceSpec,
  oneOff: OneOff,
  after: ReturnType<typeof dependencyWaits>,
): void {
  const { context, plan } = work;
  const asked = oneOffRequest(context, service, oneOff);
  refuseMissingPeers(work, asked.references);
  const isTaken = hasFixedAddress(asked) && context.containersOf(service).current.some(isAlive);
  if (isTaken)
    plan.warn(
      `a container of "${service.name}" has its fixed address: the one for this command gets another`,
    );
  const requested = isTaken ? withOwnAddresses(asked) : asked;
  const cause: Cause = { kind: 'requested', by: 'run' };
  const { name } = oneOff;
  const create = addCreate(work, requested, { name, cause, after });
  addStart(work, service, { ref: { createdBy: create }, name, cause, after: [create], isOneOff: true });
}

/** With `--no-deps` nobody creates the container whose namespace or volumes it would share. */
function refuseMissingPeers(
  work: ServiceWork,
  references: readonly { readonly service: string; readonly field: string }[],
): void {
  const { project, containersOf } = work.context;
  for (const { service: name } of references) {
    const service = declaredServices(project).get(name);
    if (peer(work, name) || (service && containersOf(service).current.length > 0)) continue;
    throw new UserError(
      'no-container',
      `it shares something with service "${name}", which has no container`,
      {
        hint: ['leave out --no-deps, or create it: ', gantry('up', '-d', name)],
      },
    );
  }
}
