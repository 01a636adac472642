import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { isJsonMap, type Json } from '../../model/json.ts';
import type { Plan } from '../../model/plan.ts';

interface Wanted {
  /** As the files name it. */
  readonly service: string;
  /** As the swarm names it. */
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
}

/** The ports that all nodes are to publish for services of the plan, and publish for others. One list call, if there are any. */
export async function checkSwarmPorts(plan: Plan, engine: Engine): Promise<readonly UserError[]> {
  const wanted = plan.steps.flatMap(({ operation }) => {
    if (operation.kind === 'create-swarm-service')
      return portsOf(operation.service, operation.request.Name, toJson(operation.request.EndpointSpec));
    if (operation.kind === 'update-swarm-service')
      return portsOf(operation.service, operation.name, operation.spec.EndpointSpec);
    return [];
  });
  if (wanted.length === 0) return [];
  // What the plan changes or removes lets go of its ports, or the plan has them among those that are wanted.
  const own = new Set(
    plan.steps.flatMap(({ operation }) =>
      operation.kind === 'update-swarm-service' || operation.kind === 'remove-swarm-service'
        ? [operation.name]
        : [],
    ),
  );
  const there = (await (await engine.swarm()).ingressPorts()).filter(({ service }) => !own.has(service));
  return wanted.flatMap((one, index) => {
    const earlier = wanted.slice(0, index).find((other) => other.name !== one.name && isSame(other, one));
    const holder =
      earlier?.name ?? there.find((port) => port.service !== one.name && isSame(port, one))?.service;
    return holder === undefined ? [] : [taken(one, holder)];
  });
}

type Port = Pick<Wanted, 'port' | 'protocol'>;

const isSame = (a: Port, b: Port): boolean => a.port === b.port && a.protocol === b.protocol;

function taken({ service, port, protocol }: Wanted, holder: string): UserError {
  return new UserError(
    'port-taken',
    `port ${port}/${protocol} is published by service ${holder} of the swarm`,
    {
      hint: 'publish another one, or let the other service go of it: each node has a port once, for all services',
      about: { of: ['services', service], settings: [['ports', String(port)], 'ports'] },
    },
  );
}

const toJson = (value: unknown): Json | undefined =>
  value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as Json);

function portsOf(service: string, name: string, endpoint: Json | undefined): readonly Wanted[] {
  const ports = isJsonMap(endpoint) && Array.isArray(endpoint.Ports) ? endpoint.Ports : [];
  return ports.flatMap((port: Json) => {
    if (!isJsonMap(port) || port.PublishMode === 'host' || !port.PublishedPort) return [];
    return [{ service, name, port: Number(port.PublishedPort), protocol: String(port.Protocol ?? 'tcp') }];
  });
}
