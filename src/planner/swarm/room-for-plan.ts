import { Problems } from '../../diagnostics/several-errors.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { JsonMap } from '../../model/json.ts';
import type { SwarmNode, SwarmSurvey } from '../../model/observed-swarm.ts';
import type { Operation } from '../../model/operation.ts';
import type { Plan } from '../../model/plan.ts';
import { byHostname, needsOf, place, type Room, roomOf, whyNoRoom, whyNotOn } from './fits.ts';
import { ingressPorts } from './ingress-ports.ts';
import { replicasOf } from './task-effect.ts';

/** A service as a plan asks for it. */
interface Asked {
  /** In the files. */
  readonly service: string;
  /** Of one that is new: its name. */
  readonly id: string;
  readonly name: string;
  readonly spec: JsonMap;
}

/** Whether other projects may be in the way of the plan. */
export const needsRoom = ({ steps }: Plan): boolean => steps.some(({ operation }) => askedRoom(operation));

function askedRoom(operation: Operation): boolean {
  const asked = askedIn(operation);
  return asked !== undefined && (needsOfNode(asked.spec) || ingressPorts(asked.spec).length > 0);
}

function needsOfNode(spec: JsonMap): boolean {
  const { nanoCpus, memoryBytes, hostPorts, maxPerNode } = needsOf(spec);
  return nanoCpus + memoryBytes + hostPorts.length + maxPerNode > 0;
}

/**
 * What all projects of the swarm leave to the services of a plan.
 *
 * @returns a warning for each service that has room for some of its tasks only: the swarm starts the others when there is more
 * Error: UserError `port-taken`, or SeveralErrors, for ports that another service has on all nodes: the swarm would refuse the service.
 */
export function roomForPlan(plan: Plan, survey: SwarmSurvey): readonly string[] {
  const asked = plan.steps.flatMap(({ operation }) => askedIn(operation) ?? []);
  const going = new Set([
    ...asked.map(({ id }) => id),
    ...plan.steps.flatMap(({ operation }) =>
      operation.kind === 'remove-swarm-service' ? [operation.id] : [],
    ),
  ]);
  const services = survey.services.filter(({ id }) => !going.has(id));
  const tasks = survey.tasks.filter(({ serviceId }) => !going.has(serviceId));
  refuseTakenPorts(asked, services);
  const rooms = new Map(
    byHostname(survey.nodes).map((node) => [node, roomOf(node, { ...survey, services, tasks })]),
  );
  return asked.flatMap((service) => whyTooFew(service, rooms) ?? []);
}

function askedIn(operation: Operation): Asked | undefined {
  switch (operation.kind) {
    case 'create-swarm-service': {
      const { Name } = operation.request;
      return {
        service: operation.service,
        id: Name,
        name: Name,
        spec: JSON.parse(JSON.stringify(operation.request)),
      };
    }
    case 'update-swarm-service':
      return operation;
    default:
      return undefined;
  }
}

function refuseTakenPorts(asked: readonly Asked[], services: SwarmSurvey['services']): void {
  const problems = new Problems();
  const holders = new Map(
    services.flatMap(({ name, spec }) => ingressPorts(spec).map((port) => [port, name] as const)),
  );
  for (const { service, name, spec } of asked)
    for (const port of ingressPorts(spec)) {
      const holder = holders.get(port);
      if (holder === undefined) holders.set(port, name);
      else problems.add(portTaken(service, port, holder));
    }
  problems.refuse();
}

function portTaken(service: string, port: string, holder: string): UserError {
  const [number = port] = port.split('/');
  return new UserError(
    'port-taken',
    `service "${service}" cannot publish ${port}, the port is already allocated: service ${holder} has it on all nodes of the swarm`,
    {
      hint: 'publish another port, or take that service down first',
      about: { of: ['services', service], settings: [['ports', number], 'ports'] },
    },
  );
}

/** @returns undefined: there is room for all, or no node may run it whatever else runs there */
function whyTooFew({ service, id, spec }: Asked, rooms: ReadonlyMap<SwarmNode, Room>): string | undefined {
  const many = needsOfNode(spec) ? (replicasOf(spec) ?? 0) : 0;
  let placed = 0;
  while (placed < many && place({ id, spec }, rooms) !== undefined) placed++;
  if (placed === many) return undefined;
  const needs = needsOf(spec);
  const reasons = [...rooms].flatMap(([node, room]) => {
    const why = whyNotOn(node, spec)?.why ?? whyNoRoom(room, id, needs);
    return why === undefined ? [] : [`${node.hostname}: ${why}`];
  });
  const isNowhere = [...rooms.keys()].every((node) => whyNotOn(node, spec) !== undefined);
  return isNowhere
    ? undefined
    : `service "${service}" has room for ${placed} of its ${many} tasks: ${reasons.join('; ')}`;
}
