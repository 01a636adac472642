import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerRequest, HostConfig } from '../../model/container-request.ts';
import { isAlive } from '../../model/container-state.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Operation, OperationOf } from '../../model/operation.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { portBindings } from '../../planner/request/port-bindings.ts';

export interface WantedPort {
  readonly service: string;
  readonly container: string;
  readonly hostIp: string;
  readonly port: number;
  /** Of a range, from which the engine takes what is free; else the port itself. */
  readonly last: number;
  readonly protocol: string;
}

/** Those that the engine publishes. */
export function wantedPorts(
  containers: readonly OperationOf<'create-container'>[],
  plan: Plan,
  observed: Observed,
): readonly WantedPort[] {
  const internal = internalNetworks(plan, observed);
  return containers
    .filter(({ request }) => publishesPorts(endpointsOf(request), internal))
    .flatMap(({ service, name, request }) =>
      portsOfContainer(service, name, request.HostConfig.PortBindings),
    );
}

/**
 * Those of the containers that have stopped and that the plan only starts. An engine's lists do not say what they publish: a plan
 * made from the files leaves alone what does not differ from them, so that they tell. Commands that look for no changes, or
 * have no files, cost one inspection for each such container.
 */
export async function portsOfStopped(
  plan: Plan,
  observed: Observed,
  project: Project,
  engine: Pick<Engine, 'inspectContainer'>,
): Promise<readonly WantedPort[]> {
  const internal = internalNetworks(plan, observed);
  const started = new Map(plan.steps.flatMap(({ operation }) => startedAsItIs(operation)));
  const stopped = observed.containers.flatMap((container) => {
    const service = started.get(container.id);
    const isStopped = !isAlive(container) && publishesPorts(endpointsOfObserved(container), internal);
    return service !== undefined && isStopped ? [{ container, service }] : [];
  });
  const filesTell = project.origin !== 'labels' && !LOOKS_FOR_NO_CHANGES.has(plan.verb);
  const bindingsOf = async (id: ContainerId, service: string): Promise<HostConfig['PortBindings']> => {
    const spec = project.services.get(service);
    if (filesTell && spec) return portBindings(spec);
    const details = await engine.inspectContainer(id).catch(() => undefined);
    return details?.settings.HostConfig.PortBindings;
  };
  const wanted = await Promise.all(
    stopped.map(async ({ container: { id, name }, service }) =>
      portsOfContainer(service, name, await bindingsOf(id, service)),
    ),
  );
  return wanted.flat();
}

const LOOKS_FOR_NO_CHANGES: ReadonlySet<string> = new Set(['start', 'restart']);

function startedAsItIs(operation: Operation): readonly (readonly [ContainerId, string])[] {
  if (operation.kind === 'restart-container') return [[operation.container, operation.service]];
  return operation.kind === 'start-container' && 'id' in operation.container
    ? [[operation.container.id, operation.service]]
    : [];
}

interface Endpoints {
  readonly networkMode: string | undefined;
  /** The names of its networks. */
  readonly joined: readonly string[];
}

const endpointsOf = ({ HostConfig, NetworkingConfig }: ContainerRequest): Endpoints => ({
  networkMode: HostConfig.NetworkMode,
  joined: Object.keys(NetworkingConfig.EndpointsConfig),
});

const endpointsOfObserved = ({ networkMode, networks }: ObservedContainer): Endpoints => ({
  networkMode,
  joined: [...networks.keys()],
});

/** Where there is no way in from the host. */
function internalNetworks({ steps }: Plan, { networks }: Observed): ReadonlySet<string> {
  const made = steps.flatMap(({ operation }) =>
    operation.kind === 'create-network' && operation.request.Internal ? [operation.request.Name] : [],
  );
  const there = networks.flatMap(({ name, settings }) => (settings?.Internal ? [name] : []));
  return new Set([...made, ...there]);
}

/** An engine discards what a container publishes that has the network of the host, of another container, or none. */
function publishesPorts({ networkMode = '', joined }: Endpoints, internal: ReadonlySet<string>): boolean {
  if (/^(?:host|none|container:.*)$/.test(networkMode)) return false;
  return joined.length === 0 || joined.some((name) => !internal.has(name));
}

function portsOfContainer(
  service: string,
  container: string,
  portBindings: HostConfig['PortBindings'] = {},
): readonly WantedPort[] {
  return Object.entries(portBindings).flatMap(([target, bindings]) => {
    const protocol = target.split('/')[1] ?? 'tcp';
    return bindings.flatMap(({ HostIp, HostPort }) => {
      const [, first = '0', last = first] = /^(\d+)(?:-(\d+))?$/.exec(HostPort) ?? [];
      const ports = { port: Number(first), last: Number(last) };
      return first === '0' ? [] : [{ service, container, hostIp: HostIp, ...ports, protocol }];
    });
  });
}
