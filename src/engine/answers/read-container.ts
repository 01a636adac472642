import { containerId, imageId, networkId } from '../../model/ids.ts';
import type {
  ContainerState,
  HealthState,
  ObservedContainer,
  ObservedEndpoint,
  ObservedMount,
  ObservedPort,
} from '../../model/observed.ts';
import type { ContainerListItem, WireMount, WirePort } from './wire.ts';

/** One item of `GET /containers/json`. It has everything that `ps` and the planner need, so no inspection is necessary. */
export function readContainer(item: ContainerListItem): ObservedContainer {
  const state = readState(item.State);
  const health = readHealth(item.Health?.Status) ?? healthInStatus(item.Status);
  const exitCode = exitCodeInStatus(item.Status);
  return {
    id: containerId(item.Id),
    name: readName(item.Names ?? []),
    state,
    status: item.Status,
    ...(health === undefined ? {} : { health }),
    ...(exitCode === undefined ? {} : { exitCode }),
    createdAt: item.Created,
    image: item.Image,
    imageId: imageId(item.ImageID),
    command: item.Command,
    labels: item.Labels ?? {},
    networks: readEndpoints(item),
    ...(item.HostConfig?.NetworkMode ? { networkMode: item.HostConfig.NetworkMode } : {}),
    mounts: (item.Mounts ?? []).map(readMount),
    ports: (item.Ports ?? []).map(readPort).sort(byPort),
  };
}

/** Its own name, not the alias of a link (`/other/alias`). */
function readName(names: readonly string[]): string {
  const own = names.find((name) => !name.slice(1).includes('/')) ?? names[0] ?? '';
  return own.replace(/^\//, '');
}

const STATES: ReadonlySet<string> = new Set<ContainerState>([
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
]);

const isState = (text: string): text is ContainerState => STATES.has(text);

/** Podman has more states (`stopped`, `configured`, …); an unknown state counts as ended. */
export function readState(text: string): ContainerState {
  if (isState(text)) return text;
  return text === 'configured' || text === 'initialized' ? 'created' : 'exited';
}

export function readHealth(text: string | undefined): HealthState | undefined {
  return text === 'starting' || text === 'healthy' || text === 'unhealthy' ? text : undefined;
}

/** `Up 5 seconds (health: starting)`, `Up 3 minutes (healthy)`. */
function healthInStatus(status: string): HealthState | undefined {
  return readHealth(/\((?:health: )?(\w+)\)$/.exec(status)?.[1]);
}

/** `Exited (137) 2 seconds ago`, `Restarting (1) 3 seconds ago`. */
function exitCodeInStatus(status: string): number | undefined {
  const code = /^(?:Exited|Restarting) \((\d+)\)/.exec(status)?.[1];
  return code === undefined ? undefined : Number(code);
}

function readEndpoints(item: ContainerListItem): ReadonlyMap<string, ObservedEndpoint> {
  const endpoints = new Map<string, ObservedEndpoint>();
  for (const [name, endpoint] of Object.entries(item.NetworkSettings?.Networks ?? {}))
    endpoints.set(name, {
      networkId: networkId(endpoint.NetworkID),
      ...(endpoint.IPAddress ? { ipAddress: endpoint.IPAddress } : {}),
    });
  return endpoints;
}

export function readMount(mount: WireMount): ObservedMount {
  return {
    type: mount.Type,
    ...(mount.Name ? { name: mount.Name } : {}),
    source: mount.Source ?? '',
    target: mount.Destination,
    ...(mount.RW === false && { isReadOnly: true }),
  };
}

function readPort(port: WirePort): ObservedPort {
  return {
    ...(port.IP ? { hostIp: port.IP } : {}),
    ...(port.PublicPort ? { published: port.PublicPort } : {}),
    target: port.PrivatePort,
    protocol: port.Type,
  };
}

/**
 * Sorts ports, because the engine lists them in the order of a hash table, which changes from call to call. The bindings of one
 * port keep the engine's order, and `port` shows the first.
 */
function byPort(a: ObservedPort, b: ObservedPort): number {
  return a.target - b.target || compareText(a.protocol, b.protocol);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
