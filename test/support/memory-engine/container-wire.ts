import { argvOf, commandOf, entrypointOf } from './lifecycle.ts';
import { portsOf } from './ports.ts';
import { type Container, type Endpoint, type Network, timeText, type World } from './world.ts';

/** One item of `GET /containers/json`. */
export function listItem(world: World, container: Container): unknown {
  const { id, name, request, image, createdMs, state, mounts } = container;
  return {
    Id: id,
    Names: [`/${name}`],
    Image: request.Image,
    ImageID: image.id,
    Command: argvOf(container).join(' '),
    Created: Math.floor(createdMs / 1000),
    Ports: [
      ...portsOf(container).map(({ ip, target, published, protocol }) => ({
        IP: ip,
        PrivatePort: target,
        PublicPort: published,
        Type: protocol,
      })),
    ],
    Labels: request.Labels ?? {},
    State: state,
    Status: statusText(container),
    HostConfig: { NetworkMode: networkMode(container) },
    NetworkSettings: { Networks: endpointsOf(world, container) },
    Mounts: mounts.map(({ isAnonymous, ...mount }) => (isAnonymous ? { ...mount, Source: '' } : mount)),
  };
}

/** `GET /containers/{id}/json`. */
export function inspection(world: World, container: Container): unknown {
  const { id, name, request, image, createdMs, mounts, restartCount } = container;
  const [Path = '', ...Args] = argvOf(container);
  const { HostConfig, NetworkingConfig: _networking, ...config } = request;
  return {
    Id: id,
    Created: timeText(createdMs),
    Path,
    Args,
    State: stateOf(container),
    Image: image.id,
    Name: `/${name}`,
    RestartCount: restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    ExecIDs: null,
    LogPath: `/var/lib/docker/containers/${id}/${id}-json.log`,
    HostConfig: { ...DEFAULTS, ...HostConfig, NetworkMode: networkMode(container) },
    Mounts: mounts.map(({ isAnonymous: _is, ...mount }) => mount),
    Config: {
      Hostname: id.slice(0, 12),
      Domainname: '',
      User: image.config.User,
      AttachStdin: false,
      AttachStdout: false,
      AttachStderr: false,
      Tty: false,
      OpenStdin: false,
      StdinOnce: false,
      WorkingDir: image.config.WorkingDir,
      OnBuild: null,
      ...config,
      Env: mergedEnv(image.config.Env, request.Env ?? []),
      Cmd: orNull(commandOf(container)),
      Entrypoint: orNull(entrypointOf(container)),
      Volumes: image.config.Volumes ?? null,
      Labels: { ...image.config.Labels, ...request.Labels },
    },
    NetworkSettings: {
      Ports: Object.fromEntries(
        portsOf(container).map(({ ip, target, published, protocol }) => [
          `${target}/${protocol}`,
          [{ HostIp: ip, HostPort: String(published) }],
        ]),
      ),
      Networks: endpointsOf(world, container),
    },
  };
}

const orNull = (words: readonly string[]): readonly string[] | null => (words.length === 0 ? null : words);

function mergedEnv(of: readonly string[], over: readonly string[]): readonly string[] {
  const names = new Set(over.map((entry) => entry.split('=')[0]));
  return [...over, ...of.filter((entry) => !names.has(entry.split('=')[0]))];
}

function stateOf(container: Container): unknown {
  const { state, exitCode, error, pid, startedMs, finishedMs, health } = container;
  return {
    Status: state,
    Running: state === 'running' || state === 'paused' || state === 'restarting',
    Paused: state === 'paused',
    Restarting: state === 'restarting',
    OOMKilled: false,
    Dead: false,
    Pid: pid,
    ExitCode: exitCode,
    Error: error,
    StartedAt: timeText(startedMs),
    FinishedAt: timeText(finishedMs),
    ...(health && {
      Health: {
        Status: health.status,
        FailingStreak: health.failingStreak,
        Log: health.log.map(({ startMs, exitCode: code, output }) => ({
          Start: timeText(startMs),
          End: timeText(startMs),
          ExitCode: code,
          Output: output,
        })),
      },
    }),
  };
}

const networkMode = ({ request }: Container): string => request.HostConfig?.NetworkMode ?? 'bridge';

function endpointsOf(world: World, { networks, id, name }: Container): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...networks].map(([network, endpoint]) => [
      network,
      endpointOf(world.networks.get(endpoint.networkId), endpoint, [name, id.slice(0, 12)]),
    ]),
  );
}

function endpointOf(
  network: Network | undefined,
  { request, networkId, address }: Endpoint,
  names: readonly string[],
) {
  const isUp = address !== '';
  return {
    IPAMConfig: request.IPAMConfig ?? null,
    Links: request.Links ?? null,
    Aliases: request.Aliases ?? null,
    MacAddress: isUp ? (request.MacAddress ?? macOf(address)) : '',
    NetworkID: networkId,
    EndpointID: isUp ? `e${networkId.slice(1)}` : '',
    Gateway: isUp && network ? gatewayOf(network) : '',
    IPAddress: address,
    IPPrefixLen: isUp ? 16 : 0,
    IPv6Gateway: '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    DriverOpts: request.DriverOpts ?? null,
    DNSNames: networkId === '' ? null : [...new Set([...names, ...(request.Aliases ?? [])])],
  };
}

export const gatewayOf = ({ subnet }: Network): string => (subnet === '' ? '' : `${subnet}.0.1`);

const macOf = (address: string): string =>
  ['02:42', ...address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))].join(':');

function statusText(container: Container): string {
  const { state, exitCode, startedMs, finishedMs, health } = container;
  if (state === 'created') return 'Created';
  if (state === 'removing') return 'Removal In Progress';
  if (state === 'restarting') return `Restarting (${exitCode}) ${ago(finishedMs)} ago`;
  if (state === 'exited' || state === 'dead') return `Exited (${exitCode}) ${ago(finishedMs)} ago`;
  if (state === 'paused') return `Up ${ago(startedMs)} (Paused)`;
  if (!health) return `Up ${ago(startedMs)}`;
  return `Up ${ago(startedMs)} (${health.status === 'starting' ? 'health: starting' : health.status})`;
}

function ago(ms: number | undefined): string {
  const seconds = Math.floor((Date.now() - (ms ?? 0)) / 1000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  return minutes === 1 ? 'About a minute' : `${minutes} minutes`;
}

/** What an engine says of a container that asks for nothing. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  Binds: null,
  LogConfig: { Type: 'json-file', Config: {} },
  PortBindings: {},
  RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
  AutoRemove: false,
  VolumesFrom: null,
  CapAdd: null,
  CapDrop: null,
  CgroupnsMode: 'host',
  Dns: [],
  DnsOptions: [],
  DnsSearch: [],
  ExtraHosts: null,
  GroupAdd: null,
  IpcMode: 'private',
  Links: null,
  OomScoreAdj: 0,
  PidMode: '',
  Privileged: false,
  PublishAllPorts: false,
  ReadonlyRootfs: false,
  SecurityOpt: null,
  UTSMode: '',
  UsernsMode: '',
  ShmSize: 67108864,
  Runtime: 'runc',
  Isolation: '',
  CpuShares: 0,
  Memory: 0,
  NanoCpus: 0,
  CgroupParent: '',
  BlkioWeight: 0,
  BlkioWeightDevice: [],
  CpuPeriod: 0,
  CpuQuota: 0,
  CpusetCpus: '',
  Devices: [],
  DeviceCgroupRules: null,
  DeviceRequests: null,
  MemoryReservation: 0,
  MemorySwap: 0,
  MemorySwappiness: null,
  OomKillDisable: false,
  PidsLimit: null,
  Ulimits: [],
};
