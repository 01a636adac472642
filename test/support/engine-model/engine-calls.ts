import type {
  ContainerRequest,
  EndpointRequest,
  HostConfig,
  NetworkRequest,
  UpdateRequest,
  VolumeRequest,
} from '../../../src/model/container-request.ts';
import { type ContainerId, containerId, type ImageId, networkId } from '../../../src/model/ids.ts';
import type { NetworkSettings, ObservedMount } from '../../../src/model/observed.ts';
import { isNetworkName } from '../../../src/planner/request/network-names.ts';
import {
  type Container,
  containerNamed,
  type Endpoint,
  type Happening,
  hex,
  isUp,
  networkNamed,
  Refusal,
  type World,
} from './objects.ts';

/** The container with this id. Error: Refusal when it is gone. */
export function the(world: World, id: ContainerId): Container {
  const container = world.containers.get(id);
  if (!container) throw new Refusal(`no such container: ${id}`);
  return container;
}

/** Error: Refusal when nobody has this name. */
export function named(world: World, name: string): Container {
  const container = containerNamed(world, name);
  if (!container) throw new Refusal(`no such container: ${name}`);
  return container;
}

function note(world: World, what: Happening['what'], { id, name }: Pick<Container, 'id' | 'name'>): void {
  world.clock += 1;
  world.log.push({ what, container: id, name });
}

function change(world: World, id: ContainerId, changes: Partial<Container>): void {
  world.containers.set(id, { ...the(world, id), ...changes });
}

/** @param name free, or it is refused */
export function create(world: World, name: string, request: ContainerRequest, image: ImageId): ContainerId {
  refuseTaken(world, name);
  world.clock += 1;
  const id = containerId(hex(`container ${world.clock}`));
  const endpoints = Object.entries(request.NetworkingConfig.EndpointsConfig);
  const networks = endpoints.map(([network, endpoint]): readonly [string, Endpoint] => [
    networkOf(world, network).name,
    { networkId: networkId(''), request: endpoint },
  ]);
  const own = (request.HostConfig.Mounts ?? []).map((mount): ObservedMount => {
    const { Type: type, Target: target, Source } = mount;
    if (type !== 'volume') return { type, source: Source ?? '', target };
    const volume = Source ?? hex(`volume ${id} ${target}`);
    if (!world.volumes.has(volume)) createVolume(world, { Name: volume, Labels: {} });
    return { type, name: volume, source: volume, target };
  });
  const borrowed = (request.HostConfig.VolumesFrom ?? []).flatMap(
    (from) => the(world, containerId(from.split(':')[0] ?? '')).mounts,
  );
  const taken = new Set(own.map(({ target }) => target));
  world.containers.set(id, {
    id,
    name,
    state: 'created',
    request: { ...request, HostConfig: withDefaults(request.HostConfig) },
    image,
    networks: new Map(networks),
    mounts: [...own, ...borrowed.filter(({ target }) => !taken.has(target))],
    files: new Map(),
    createdAt: world.clock,
    startedAt: 0,
  });
  note(world, 'created', { id, name });
  return id;
}

/** As much swap again as memory, when only that is limited. */
function withDefaults(host: HostConfig): HostConfig {
  return host.Memory && !host.MemorySwap ? { ...host, MemorySwap: host.Memory * 2 } : host;
}

/** Also looks for the network that the container was made on, whether or not it has left that. */
export function start(world: World, id: ContainerId): void {
  const container = the(world, id);
  if (container.state === 'paused') throw new Refusal(`${container.name} is paused`);
  if (container.state === 'running') return;
  const { HostConfig: host } = container.request;
  const home = host.NetworkMode;
  if (home !== undefined && isNetworkName(home) && home !== 'bridge') networkOf(world, home);
  for (const mode of [host.NetworkMode, host.IpcMode, host.PidMode]) {
    const lender = /^container:(.*)/.exec(mode ?? '')?.[1];
    if (lender !== undefined && the(world, containerId(lender)).state !== 'running')
      throw new Refusal(`${container.name} joins a namespace of a container that does not run`);
  }
  const joined = new Map<string, Endpoint>();
  for (const [name, endpoint] of container.networks) {
    const network = networkOf(world, name);
    refuseTakenAddress(world, container, name, endpoint.request);
    joined.set(name, { ...endpoint, networkId: network.id });
  }
  for (const port of publishedPorts(container))
    for (const other of world.containers.values())
      if (other.id !== id && isUp(other) && publishedPorts(other).includes(port))
        throw new Refusal(`port ${port} of ${container.name} is taken by ${other.name}`);
  const { exitCode: _, ...rested } = container;
  world.containers.set(id, {
    ...rested,
    state: 'running',
    networks: joined,
    startedAt: world.clock + 1,
    ...(container.request.Healthcheck ? { health: 'starting' } : {}),
  });
  note(world, 'started', container);
}

/** How it ends is up to it: what runs for ever is killed by the signal that it does not handle. */
export function stop(world: World, id: ContainerId, exitCode = 137): void {
  const container = world.containers.get(id);
  if (!container || !isUp(container)) return;
  const { health: _, ...rested } = container;
  world.containers.set(id, { ...rested, state: 'exited', exitCode });
  note(world, 'stopped', container);
}

export function kill(world: World, id: ContainerId): void {
  const container = the(world, id);
  if (!isUp(container)) throw new Refusal(`${container.name} does not run`);
  stop(world, id);
}

/** Also one that is paused. */
export function restart(world: World, id: ContainerId): void {
  stop(world, id);
  start(world, id);
}

export function pause(world: World, id: ContainerId): void {
  const { name, state } = the(world, id);
  if (state !== 'running') throw new Refusal(`${name} is ${state}`);
  change(world, id, { state: 'paused' });
  note(world, 'changed', { id, name });
}

export function unpause(world: World, id: ContainerId): void {
  const { name, state } = the(world, id);
  if (state !== 'paused') throw new Refusal(`${name} is not paused`);
  change(world, id, { state: 'running' });
  note(world, 'changed', { id, name });
}

/** By force. Volumes that it was made with and nobody named go with it when they are to. */
export function remove(world: World, id: ContainerId, withVolumes: boolean): void {
  const container = world.containers.get(id);
  if (!container) return;
  world.containers.delete(id);
  note(world, isUp(container) ? 'torn' : 'removed', container);
  if (!withVolumes) return;
  for (const { name, target } of container.mounts)
    if (name === hex(`volume ${id} ${target}`) && !isMounted(world, name)) world.volumes.delete(name);
}

export function rename(world: World, id: ContainerId, name: string): void {
  const container = the(world, id);
  refuseTaken(world, name);
  change(world, id, { name });
  note(world, 'changed', container);
}

export function update(world: World, id: ContainerId, settings: UpdateRequest): void {
  const container = the(world, id);
  const { HostConfig: before } = container.request;
  const HostConfig = { ...before, ...settings };
  const { Memory, MemorySwap, NanoCpus, CpuQuota } = HostConfig;
  if (Memory && MemorySwap && MemorySwap > 0 && Memory > MemorySwap)
    throw new Refusal(`${container.name}: the limit of memory is above that with swap`);
  if (NanoCpus && CpuQuota) throw new Refusal(`${container.name}: cpus and cpu_quota exclude one another`);
  change(world, id, { request: { ...container.request, HostConfig } });
  world.updated.add(id);
  note(world, 'changed', container);
}

export function connect(world: World, id: ContainerId, name: string, endpoint: EndpointRequest): void {
  const container = the(world, id);
  const network = networkOf(world, name);
  // Of one that does not run, the engine keeps what it knows.
  if (!isUp(container) && container.networks.has(name)) return;
  if (isUp(container)) {
    if (container.networks.has(name)) throw new Refusal(`${container.name} is on ${name} already`);
    refuseTakenAddress(world, container, name, endpoint);
  }
  const networkIdNow = isUp(container) ? network.id : networkId('');
  // An engine gives out MAC addresses when it makes containers, and never again.
  const { MacAddress: _mac, ...request } = endpoint;
  const networks = new Map([...container.networks, [name, { networkId: networkIdNow, request }]]);
  change(world, id, { networks });
  note(world, 'changed', container);
}

export function disconnect(world: World, id: ContainerId, name: string): void {
  const container = the(world, id);
  if (!container.networks.has(name)) throw new Refusal(`${container.name} is not on ${name}`);
  change(world, id, { networks: new Map([...container.networks].filter(([other]) => other !== name)) });
  note(world, 'changed', container);
}

/** Refused when its name is taken, or its addresses. */
export function createNetwork(world: World, { Name, Driver, Labels, ...settings }: NetworkRequest): void {
  if (networkNamed(world, Name)) throw new Refusal(`there is a network ${Name} already`);
  for (const other of world.networks.values())
    if (subnetsOf(other.settings).some((subnet) => subnetsOf(settings).includes(subnet)))
      throw new Refusal(`the addresses of ${Name} are those of ${other.name}`);
  world.clock += 1;
  const id = networkId(hex(`network ${world.clock}`));
  world.networks.set(id, {
    id,
    name: Name,
    driver: Driver ?? 'bridge',
    labels: Labels,
    settings: { Internal: false, Attachable: false, ...settings },
  });
}

const subnetsOf = ({ IPAM }: NetworkSettings): readonly (string | undefined)[] =>
  (IPAM?.Config ?? []).map(({ Subnet }) => Subnet);

/** Refused while somebody runs on it. */
export function removeNetwork(world: World, name: string): void {
  const network = networkOf(world, name);
  for (const container of world.containers.values())
    if (isUp(container) && container.networks.get(network.name)?.networkId === network.id)
      throw new Refusal(`${container.name} is on ${network.name}`);
  world.networks.delete(network.id);
}

/** One that is there already is as good. */
export function createVolume(world: World, request: VolumeRequest): void {
  const { Name: name, Driver: driver = 'local', Labels: labels, DriverOpts: options = {} } = request;
  if (world.volumes.has(name)) return;
  world.clock += 1;
  world.volumes.set(name, { name, driver, labels, options, madeAt: world.clock });
}

/** Refused while a container has it, also one that does not run. */
export function removeVolume(world: World, name: string): void {
  if (isMounted(world, name)) throw new Refusal(`volume ${name} is in use`);
  if (!world.volumes.delete(name)) throw new Refusal(`no such volume: ${name}`);
}

const isMounted = (world: World, name: string): boolean =>
  [...world.containers.values()].some(({ mounts }) => mounts.some((mount) => mount.name === name));

const publishedPorts = ({ request }: Container): readonly string[] =>
  Object.values(request.HostConfig.PortBindings ?? {}).flatMap((bindings) =>
    bindings.map(({ HostPort }) => HostPort),
  );

function networkOf(world: World, name: string) {
  const network = networkNamed(world, name);
  if (!network) throw new Refusal(`no such network: ${name}`);
  return network;
}

function refuseTaken(world: World, name: string): void {
  if (containerNamed(world, name)) throw new Refusal(`the name ${name} is taken`);
}

function refuseTakenAddress(
  world: World,
  { id, name }: Container,
  network: string,
  { IPAMConfig }: EndpointRequest,
): void {
  const address = IPAMConfig?.IPv4Address;
  if (address === undefined) return;
  for (const other of world.containers.values())
    if (
      other.id !== id &&
      isUp(other) &&
      other.networks.get(network)?.request.IPAMConfig?.IPv4Address === address
    )
      throw new Refusal(`${address} of ${name} is taken by ${other.name}`);
}
