import type { EndpointRequest, NetworkRequest } from '../../../src/model/container-request.ts';
import { type Answer, bodyOf, type Call, empty, json, Refused } from './answer.ts';
import { gatewayOf } from './container-wire.ts';
import { filtersOf, hasLabels, hasName, matches } from './filters.ts';
import { theContainer, theNetwork } from './find.ts';
import { join, leave } from './lifecycle.ts';
import type { Calls } from './routes.ts';
import { refuseUsedNetwork } from './swarm-calls.ts';
import { type Network, newId, timeText, type World } from './world.ts';

export const NETWORK_CALLS: Calls = {
  'GET /networks': list,
  'POST /networks/create': create,
  'GET /networks/{id}': (world, { name }) => json(networkWire(theNetwork(world, name), true)),
  'DELETE /networks/{id}': remove,
  'POST /networks/{id}/connect': connect,
  'POST /networks/{id}/disconnect': disconnect,
};

/** Those that every engine has. */
const BUILT_IN = ['bridge', 'host', 'none'];

export function addBuiltInNetworks(world: World): void {
  for (const Name of BUILT_IN)
    addNetwork(world, { Name, Driver: Name === 'none' ? 'null' : Name, Labels: {} });
}

function list({ networks }: World, { query }: Call): Answer {
  const filters = filtersOf(query);
  const found = [...networks.values()].filter(
    ({ id, request }) =>
      hasLabels(request.Labels ?? {}, filters) &&
      matches(filters, 'id', (digits) => id.startsWith(digits)) &&
      matches(filters, 'driver', (driver) => (request.Driver ?? 'bridge') === driver) &&
      hasName(filters, request.Name),
  );
  return json(found.map((network) => networkWire(network, false)));
}

/** A list leaves the containers out, where an inspection has them. */
function networkWire(network: Network, withContainers: boolean): unknown {
  const { id, createdMs, request, subnet, running } = network;
  const { IPAM } = request;
  const config = IPAM?.Config?.length
    ? IPAM.Config
    : subnet === ''
      ? null
      : [{ Subnet: `${subnet}.0.0/16`, Gateway: gatewayOf(network) }];
  return {
    Name: request.Name,
    Id: id,
    Created: timeText(createdMs),
    Scope: request.Driver === 'overlay' ? 'swarm' : 'local',
    Driver: request.Driver ?? 'bridge',
    EnableIPv6: request.EnableIPv6 ?? false,
    IPAM: { Driver: IPAM?.Driver ?? 'default', Options: IPAM?.Options ?? {}, Config: config },
    Internal: request.Internal ?? false,
    Attachable: request.Attachable ?? false,
    Ingress: false,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    Containers: withContainers
      ? Object.fromEntries([...running].map(([key, { name }]) => [key, { Name: name, EndpointID: key }]))
      : {},
    Options: request.Options ?? {},
    Labels: request.Labels ?? {},
  };
}

function create(world: World, call: Call): Answer {
  const request = bodyOf<NetworkRequest>(call);
  if ([...world.networks.values()].some(({ request: { Name } }) => Name === request.Name))
    throw new Refused(409, `network with name ${request.Name} already exists`);
  return json({ Id: addNetwork(world, request).id, Warning: '' }, 201);
}

/** Subnets of default networks, 10.100 to 10.249: enough, as each has room for tens of thousands. */
const SUBNETS = { first: 100, last: 249 };

function addNetwork(world: World, request: NetworkRequest): Network {
  const hasAddresses = request.Driver !== 'host' && request.Driver !== 'null';
  const id = newId();
  const network = {
    id,
    createdMs: Date.now(),
    request,
    subnet: hasAddresses ? freeSubnet(world) : '',
    nextHost: 0,
    running: new Map(),
  };
  world.networks.set(id, network);
  world.events.of('network', 'create', id, { name: request.Name, type: request.Driver ?? 'bridge' });
  return network;
}

function freeSubnet({ networks }: World): string {
  const taken = new Set([...networks.values()].map(({ subnet }) => subnet));
  for (let second = SUBNETS.first; second <= SUBNETS.last; second++)
    if (!taken.has(`10.${second}`)) return `10.${second}`;
  throw new Refused(
    400,
    'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
  );
}

function remove(world: World, { name }: Call): Answer {
  const network = theNetwork(world, name);
  const { id, request, running } = network;
  if (BUILT_IN.includes(request.Name))
    throw new Refused(403, `${request.Name} is a pre-defined network and cannot be removed`);
  if (running.size > 0)
    throw new Refused(
      403,
      `error while removing network: network ${request.Name} id ${id} has active endpoints`,
    );
  refuseUsedNetwork(world, id);
  world.networks.delete(id);
  world.events.of('network', 'destroy', id, { name: request.Name, type: request.Driver ?? 'bridge' });
  return empty();
}

function connect(world: World, call: Call): Answer {
  const network = theNetwork(world, call.name);
  const { Container, EndpointConfig } = bodyOf<{
    readonly Container: string;
    readonly EndpointConfig?: EndpointRequest | null;
  }>(call);
  const container = theContainer(world, Container);
  const { Name } = network.request;
  const known = container.networks.get(Name);
  if (known && known.address !== '')
    throw new Refused(403, `endpoint with name ${container.name} already exists in network ${Name}`);
  const endpoint = { request: EndpointConfig ?? {}, networkId: network.id, address: '' };
  container.networks.set(Name, endpoint);
  if (container.program) join(world, container, Name, endpoint);
  return empty(200);
}

function disconnect(world: World, call: Call): Answer {
  const network = theNetwork(world, call.name);
  const { Container } = bodyOf<{ readonly Container: string }>(call);
  const container = theContainer(world, Container);
  const { Name } = network.request;
  const endpoint = container.networks.get(Name);
  if (!endpoint) throw new Refused(500, `container ${container.id} is not connected to the network ${Name}`);
  leave(world, container, endpoint);
  container.networks.delete(Name);
  return empty(200);
}
