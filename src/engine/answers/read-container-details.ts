import type { ContainerRequest, EndpointRequest } from '../../model/container-request.ts';
import { containerId, imageId } from '../../model/ids.ts';
import type { ContainerDetails } from '../../model/observed.ts';
import { readHealth, readMount, readState } from './read-container.ts';
import type { ContainerInspection } from './wire.ts';

type Settings = ContainerDetails['settings'];

/** `GET /containers/{id}/json`. */
export function readContainerDetails(inspection: ContainerInspection): ContainerDetails {
  const { State: state, Config: config } = inspection;
  const health = readHealth(state.Health?.Status);
  // An engine keeps the probes of earlier runs.
  const probes = (state.Health?.Log ?? []).filter(
    ({ Start }) => Start === undefined || Date.parse(Start) >= Date.parse(state.StartedAt),
  );
  const probe = probes.at(-1);
  return {
    id: containerId(inspection.Id),
    name: inspection.Name.replace(/^\//, ''),
    state: readState(state.Status),
    ...(health === undefined ? {} : { health }),
    exitCode: state.ExitCode,
    oomKilled: state.OOMKilled,
    ...(state.Error ? { startError: state.Error } : {}),
    restarting: state.Restarting,
    ...(state.Pid ? { pid: state.Pid } : {}),
    startedAt: state.StartedAt,
    finishedAt: state.FinishedAt,
    restartCount: inspection.RestartCount ?? 0,
    hasHealthcheck: isHealthcheck(config.Healthcheck),
    tty: config.Tty ?? false,
    ...(probe && state.Health
      ? {
          lastProbe: {
            exitCode: probe.ExitCode,
            output: probe.Output.trimEnd(),
            failingStreak: state.Health.FailingStreak,
            // The engine keeps the last five.
            runs: Math.max(probes.length, state.Health.FailingStreak),
          },
          probes: probes.map(({ Start, ExitCode, Output }) => ({
            ...(Start !== undefined && { startedAt: Start }),
            exitCode: ExitCode,
            output: Output.trimEnd(),
          })),
        }
      : {}),
    settings: readSettings(inspection),
    endpoints: readEndpoints(inspection),
    ...readAddresses(inspection),
    ...(inspection.Image ? { imageId: imageId(inspection.Image) } : {}),
    mounts: (inspection.Mounts ?? []).map(readMount),
  };
}

export function isHealthcheck(
  check: { readonly Test?: readonly string[] | null | undefined } | null | undefined,
): boolean {
  const kind = check?.Test?.[0];
  return kind !== undefined && kind !== '' && kind !== 'NONE';
}

/** The members that the engine's `Config` and a create request share. */
const CONFIG_MEMBERS = [
  'Image',
  'Hostname',
  'Domainname',
  'User',
  'AttachStdout',
  'AttachStderr',
  'ExposedPorts',
  'Tty',
  'OpenStdin',
  'StdinOnce',
  'Env',
  'Cmd',
  'Healthcheck',
  'WorkingDir',
  'Entrypoint',
  'NetworkDisabled',
  'Labels',
  'StopSignal',
  'StopTimeout',
] as const satisfies readonly (keyof ContainerRequest)[];

/**
 * The engine returns `HostConfig` in the shape of the request, with its defaults filled in. Go's `null` for an empty list means
 * absent.
 */
function readSettings({ Config: config, HostConfig: hostConfig }: ContainerInspection): Settings {
  return {
    ...pick(config, CONFIG_MEMBERS),
    Image: config.Image,
    Labels: config.Labels ?? {},
    HostConfig: pick({ ...hostConfig }, Object.keys(hostConfig)),
  };
}

/**
 * The members of an endpoint that were requested; the engine assigned the rest. `MacAddress` is both: the address in use,
 * requested or not, and empty while the container is not running. The engine also keeps the requested address of the network
 * that the container was created on.
 */
const ENDPOINT_MEMBERS = [
  'Aliases',
  'Links',
  'GwPriority',
  'DriverOpts',
  'IPAMConfig',
] as const satisfies readonly (keyof EndpointRequest)[];

function readAddresses({ NetworkSettings }: ContainerInspection): Pick<ContainerDetails, 'addresses'> {
  const on = Object.values(NetworkSettings?.Networks ?? {});
  const addresses = [
    ...on.map(({ IPAddress }) => IPAddress),
    ...on.map(({ GlobalIPv6Address }) => GlobalIPv6Address),
  ].flatMap((address) => (typeof address === 'string' && address !== '' ? [address] : []));
  return addresses.length > 0 ? { addresses } : {};
}

function readEndpoints({
  NetworkSettings,
  HostConfig: { NetworkMode: home },
  Config: config,
}: ContainerInspection): Readonly<Record<string, EndpointRequest>> {
  const endpoints: Record<string, EndpointRequest> = {};
  for (const [network, endpoint] of Object.entries(NetworkSettings?.Networks ?? {})) {
    const withAddress = endpoint.MacAddress ? endpoint : network === home ? config : {};
    endpoints[network] = {
      ...pick(endpoint, ENDPOINT_MEMBERS),
      ...(withAddress.MacAddress ? pick(withAddress, ['MacAddress']) : {}),
    };
  }
  return endpoints;
}

function pick(from: Readonly<Record<string, unknown>>, members: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const member of members) {
    const value = withoutNulls(from[member]);
    if (value !== undefined) picked[member] = value;
  }
  return picked;
}

function withoutNulls(value: unknown): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([name, member]) => [name, withoutNulls(member)]);
  return Object.fromEntries(entries.filter(([, member]) => member !== undefined));
}
