import type { ContainerRequest, EndpointRequest } from '../../../src/model/container-request.ts';
import { type Answer, bodyOf, type Call, empty, isSet, json, Refused } from './answer.ts';
import { inspection, listItem } from './container-wire.ts';
import { filtersOf, hasLabels, hasName, matches } from './filters.ts';
import { theContainer, theImage } from './find.ts';
import * as lifecycle from './lifecycle.ts';
import { mountsOf } from './mounts.ts';
import { Output } from './output.ts';
import type { Calls } from './routes.ts';
import { type Container, type Endpoint, newId, type World } from './world.ts';

/** Containers as objects; process-calls.ts has what speaks to what runs in them. */
export const CONTAINER_CALLS: Calls = {
  'GET /containers/json': list,
  'POST /containers/create': create,
  'GET /containers/{id}/json': (world, { name }) => json(inspection(world, theContainer(world, name))),
  'POST /containers/{id}/start': (world, { name }) =>
    empty(lifecycle.start(world, theContainer(world, name)) === 'started' ? 204 : 304),
  'POST /containers/{id}/stop': async (world, { name, query }) => {
    const ended = await lifecycle.stop(world, theContainer(world, name), graceOf(query));
    return empty(ended === 'stopped' ? 204 : 304);
  },
  'POST /containers/{id}/kill': (world, { name, query }) => {
    lifecycle.kill(world, theContainer(world, name), query.get('signal') ?? 'KILL');
    return empty();
  },
  'POST /containers/{id}/restart': async (world, { name, query }) => {
    await lifecycle.restart(world, theContainer(world, name), graceOf(query));
    return empty();
  },
  'POST /containers/{id}/pause': (world, { name }) => {
    lifecycle.pause(world, theContainer(world, name));
    return empty();
  },
  'POST /containers/{id}/unpause': (world, { name }) => {
    lifecycle.unpause(world, theContainer(world, name));
    return empty();
  },
  'DELETE /containers/{id}': remove,
  'POST /containers/{id}/rename': rename,
  'POST /containers/{id}/update': update,
};

function graceOf(query: URLSearchParams): number | undefined {
  const text = query.get('t');
  return text === null ? undefined : Number(text);
}

function list(world: World, { query }: Call): Answer {
  const filters = filtersOf(query);
  const all = isSet(query, 'all') || filters.has('status');
  const items = [...world.containers.values()]
    .reverse()
    .filter(
      (container) =>
        (all || ['running', 'paused', 'restarting'].includes(container.state)) &&
        hasLabels(container.request.Labels ?? {}, filters) &&
        matches(filters, 'id', (digits) => container.id.startsWith(digits)) &&
        matches(filters, 'status', (state) => container.state === state) &&
        matches(filters, 'health', (health) => (container.health?.status ?? 'none') === health) &&
        matches(filters, 'network', (name) => isOn(container, name)) &&
        matches(filters, 'volume', (name) =>
          container.mounts.some(({ Name, Destination }) => Name === name || Destination === name),
        ) &&
        hasName(filters, container.name, `/${container.name}`),
    );
  const limit = Number(query.get('limit') ?? 0);
  return json((limit > 0 ? items.slice(0, limit) : items).map((container) => listItem(world, container)));
}

const isOn = ({ networks }: Container, network: string): boolean =>
  [...networks].some(([name, { networkId }]) => name === network || networkId === network);

function create(world: World, call: Call): Answer {
  const request = bodyOf<ContainerRequest>(call);
  const id = newId();
  const name = call.query.get('name') ?? `container_${id.slice(0, 8)}`;
  checkName(world, name);
  const image = theImage(world, request.Image);
  const container: Container = {
    id,
    name,
    createdMs: Date.now(),
    request,
    image,
    state: 'created',
    exitCode: 0,
    error: '',
    pid: 0,
    startedMs: undefined,
    finishedMs: undefined,
    restartCount: 0,
    isStopped: false,
    health: undefined,
    program: undefined,
    output: new Output(),
    networks: new Map(endpointsOf(request)),
    mounts: mountsOf(world, request, image),
    files: new Map(),
    waiters: new Set(),
  };
  for (const { Name } of container.mounts)
    if (Name !== undefined) world.volumes.get(Name)?.users.add(container.id);
  world.containers.set(id, container);
  world.containerNames.set(name, container);
  world.events.ofContainer(container, 'create');
  return json({ Id: id, Warnings: [] }, 201);
}

function checkName({ containerNames }: World, name: string): void {
  if (!/^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name))
    throw new Refused(400, `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
  const other = containerNames.get(name);
  if (other)
    throw new Refused(
      409,
      `Conflict. The container name "/${name}" is already in use by container "${other.id}". You have to remove (or rename) that container to be able to reuse that name.`,
    );
}

/** Those asked for; without any, the one that its mode names. */
function endpointsOf({ HostConfig, NetworkingConfig }: ContainerRequest): (readonly [string, Endpoint])[] {
  const asked: Readonly<Record<string, EndpointRequest>> = NetworkingConfig?.EndpointsConfig ?? {};
  const mode = HostConfig?.NetworkMode ?? 'default';
  const names = Object.keys(asked);
  const home = mode === 'default' ? 'bridge' : mode;
  const isShared = home.startsWith('container:');
  const all =
    isShared || names.includes(home) || (names.length > 0 && mode === 'default') ? names : [home, ...names];
  return all.map((name) => [name, { request: asked[name] ?? {}, networkId: '', address: '' }] as const);
}

function remove(world: World, { name, query }: Call): Answer {
  const container = theContainer(world, name);
  if (container.program && !isSet(query, 'force'))
    throw new Refused(
      409,
      `cannot remove container "/${container.name}": container is ${container.state}: stop the container before removing or force remove`,
    );
  lifecycle.remove(world, container, isSet(query, 'v'));
  return empty();
}

function rename(world: World, { name, query }: Call): Answer {
  const container = theContainer(world, name);
  const wanted = (query.get('name') ?? '').replace(/^\//, '');
  if (wanted === container.name)
    throw new Refused(400, 'Renaming a container with the same name as its current name');
  checkName(world, wanted);
  const oldName = container.name;
  world.containerNames.delete(oldName);
  world.containerNames.set(wanted, container);
  container.name = wanted;
  world.events.ofContainer(container, 'rename', { oldName: `/${oldName}` });
  return empty();
}

function update(world: World, call: Call): Answer {
  const container = theContainer(world, call.name);
  const changes = bodyOf<Partial<ContainerRequest['HostConfig']>>(call);
  container.request = {
    ...container.request,
    HostConfig: { ...container.request.HostConfig, ...changes },
  };
  world.events.ofContainer(container, 'update');
  return json({ Warnings: null });
}
