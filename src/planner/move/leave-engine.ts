import type { EndpointRequest, NetworkRequest } from '../../model/container-request.ts';
import type { ContainerId, StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { Inspection, Observed, ObservedContainer, ObservedNetwork } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices, serviceGraph } from '../graph/service-graph.ts';
import { containersByService } from '../snapshot/own-containers.ts';
import { sortByName } from '../snapshot/sort-by-name.ts';
import { PortHolders } from '../work/port-holders.ts';
import { stopInReverse } from '../work/reverse-stops.ts';
import { Stops } from '../work/stops.ts';

export const BY_MOVE: Cause = { kind: 'requested', by: 'move' };

/** What a project has on an engine, and the plan takes off it. */
export interface OnEngine {
  readonly project: Project;
  readonly observed: Observed;
  /** Of all containers that are on a network of the project. */
  readonly inspections: ReadonlyMap<ContainerId, Inspection>;
  readonly timeoutSeconds?: number | undefined;
}

/** What was taken off the engine, and has to be put back when the swarm does not run the project. */
export interface Left {
  readonly stopped: readonly { readonly container: ObservedContainer; readonly step: StepId }[];
  readonly networks: readonly LeftNetwork[];
}

interface LeftNetwork {
  /** With which it was there. */
  readonly request: NetworkRequest;
  readonly removed: StepId;
  readonly members: readonly {
    readonly container: ObservedContainer;
    readonly endpoint: EndpointRequest;
    readonly left: StepId;
  }[];
}

/** The containers that go along: those of the services. */
export const goingContainers = (
  { services }: Project,
  observed: Observed,
): ReadonlyMap<string, readonly ObservedContainer[]> =>
  new Map([...containersByService(observed)].filter(([service]) => services.has(service)));

/** The networks that are in the way of those that the swarm gets: a swarm has none of a name that an engine has. */
export const goingNetworks = ({ name }: Project, { networks }: Observed): readonly ObservedNetwork[] =>
  sortByName(networks).filter(({ labels, driver }) => labels[LABEL.project] === name && driver !== 'overlay');

/**
 * Stops the containers of the project, what depends on something before that, takes them off its networks, and removes these. The
 * containers stay: an engine could not start them on a network that is made again, so they leave it first.
 */
export function leaveEngine(
  plan: PlanBuilder,
  { project, observed, inspections, timeoutSeconds }: OnEngine,
): Left {
  plan.endPreparation();
  const going = goingContainers(project, observed);
  const stops = new Stops(plan, project, timeoutSeconds, new PortHolders());
  stopInReverse(stops, serviceGraph(declaredServices(project)), going, BY_MOVE);
  const containers = sortByName([...going.values()].flat());
  const networks = goingNetworks(project, observed).map((network): LeftNetwork => {
    const cause: Cause = { kind: 'follows', resource: { kind: 'network', name: network.name } };
    const members = containers
      .filter((container) => container.networks.has(network.name))
      .map((container) => ({
        container,
        endpoint: inspections.get(container.id)?.container.endpoints?.[network.name] ?? {},
        left: plan.add({
          operation: {
            kind: 'disconnect-network',
            container: container.id,
            name: container.name,
            network: network.name,
          },
          cause,
          after: stops.stepsOf(container.id),
        }),
      }));
    const removed = plan.add({
      operation: { kind: 'remove-network', id: network.id, name: network.name },
      cause: BY_MOVE,
      after: members.map(({ left }) => left),
    });
    return { request: requestOf(network), removed, members };
  });
  plan.endPreparation();
  return {
    stopped: containers.flatMap((container) =>
      stops.stepsOf(container.id).map((step) => ({ container, step })),
    ),
    networks,
  };
}

/** As it can be asked for again, also what the engine chose: its subnet is the one that containers know. */
const requestOf = ({ name, driver, labels, settings = {} }: ObservedNetwork): NetworkRequest => ({
  ...settings,
  Name: name,
  Driver: driver,
  Labels: labels,
});
