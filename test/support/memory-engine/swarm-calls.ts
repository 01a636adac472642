import { isJsonMap, type Json, type JsonMap } from '../../../src/model/json.ts';
import { type Answer, bodyOf, type Call, empty, json, Refused } from './answer.ts';
import { filtersOf, hasLabels, matches } from './filters.ts';
import type { Calls } from './routes.ts';
import {
  addService,
  changeService,
  filesOf,
  labelsOf,
  mapAt,
  removeService,
  type Swarm,
  swarmId,
} from './swarm.ts';
import { timeText, type World } from './world.ts';

const fileCalls = (kind: 'secret' | 'config'): Calls => ({
  [`GET /${kind}s`]: (world) =>
    json(
      [...filesIn(world, kind).values()].map(({ id, version, spec: { Data, ...spec } }) => ({
        ID: id,
        Version: { Index: version },
        // Nobody is told what a secret is.
        Spec: kind === 'config' ? { ...spec, Data } : spec,
      })),
    ),
  [`POST /${kind}s/create`]: (world, call) => createFile(world, call, kind),
  [`DELETE /${kind}s/{id}`]: (world, call) => removeFile(world, call, kind),
});

/** A manager of a swarm whose tasks run at once, and end at once. */
export const SWARM_CALLS: Calls = {
  'GET /services': (world, { query }) => {
    const filters = filtersOf(query);
    const found = [...theSwarm(world).services.values()].filter(({ spec }) =>
      hasLabels(labelsOf(spec), filters),
    );
    return json(found.map(serviceWire));
  },
  'POST /services/create': (world, call) => {
    const { id } = addService(theSwarm(world), specOf(world, call), world.clock);
    return json({ ID: id, Warnings: null }, 201);
  },
  'GET /services/{id}': (world, { name }) => json(serviceWire(theService(world, name))),
  'POST /services/{id}/update': (world, call) => {
    const service = theService(world, call.name.replace(/\/update$/, ''));
    changeService(
      theSwarm(world),
      service,
      Number(call.query.get('version')),
      specOf(world, call),
      world.clock,
    );
    return json({ Warnings: null });
  },
  'DELETE /services/{id}': (world, { name }) => {
    removeService(theSwarm(world), theService(world, name), world.clock);
    return empty(200);
  },
  'GET /tasks': listTasks,
  'GET /nodes': (world) => json(theSwarm(world).nodes.map(nodeWire)),
  ...fileCalls('secret'),
  ...fileCalls('config'),
};

function theSwarm({ swarm }: World): Swarm {
  if (swarm) return swarm;
  throw new Refused(
    503,
    'This node is not a swarm manager. Use "docker swarm init" to connect this node to swarm.',
  );
}

function theService(world: World, reference: string) {
  const { services } = theSwarm(world);
  const found = services.get(reference) ?? [...services.values()].find(({ spec }) => spec.Name === reference);
  if (found) return found;
  throw new Refused(404, `service ${reference} not found`);
}

/** A manager keeps networks by their ids. */
function specOf({ networks }: World, call: Call): JsonMap {
  const spec = bodyOf<JsonMap>(call);
  const template = mapAt(spec.TaskTemplate);
  if (!Array.isArray(template.Networks)) return spec;
  const ids = new Map([...networks.values()].map(({ id, request }) => [request.Name, id]));
  const Networks = template.Networks.map((use: Json) => {
    const { Target, ...rest } = mapAt(use);
    const known = networks.has(String(Target)) ? String(Target) : ids.get(String(Target));
    if (known === undefined) throw new Refused(404, `network ${String(Target)} not found`);
    return { Target: known, ...rest };
  });
  return { ...spec, TaskTemplate: { ...template, Networks } };
}

type KnownService = ReturnType<typeof theService>;

const serviceWire = ({ id, version, spec, previous, update }: KnownService) => ({
  ID: id,
  Version: { Index: version },
  Spec: spec,
  ...(previous ? { PreviousSpec: previous } : {}),
  ...(update ? { UpdateStatus: { State: update, Message: `update ${update}` } } : {}),
});

function listTasks(world: World, { query }: Call): Answer {
  const swarm = theSwarm(world);
  const filters = filtersOf(query);
  const isCurrent = (service: string, template: JsonMap): boolean => {
    const now = swarm.services.get(service);
    return !now || JSON.stringify(now.spec.TaskTemplate) === JSON.stringify(template);
  };
  const found = [...swarm.tasks.values()].filter(
    ({ service, labels, template }) =>
      hasLabels(labels, filters) &&
      matches(filters, 'service', (wanted) => wanted === service) &&
      matches(filters, '_up-to-date', (wanted) => (wanted === 'true') === isCurrent(service, template)),
  );
  return json(
    found.map(({ id, service, slot, node, template, iteration, state, desired, sinceMs }) => ({
      ID: id,
      ServiceID: service,
      NodeID: node,
      Slot: slot,
      Spec: template,
      Status: { State: state, Timestamp: timeText(sinceMs), Message: state },
      DesiredState: desired,
      ...(iteration === undefined ? {} : { JobIteration: { Index: iteration } }),
    })),
  );
}

const nodeWire = ({ id, hostname }: Swarm['nodes'][number], index: number) => ({
  ID: id,
  Version: { Index: 1 },
  Spec: { Role: index === 0 ? 'manager' : 'worker', Availability: 'active', Labels: {} },
  Description: {
    Hostname: hostname,
    Platform: { Architecture: 'x86_64', OS: 'linux' },
    Resources: { NanoCPUs: 4e9, MemoryBytes: 2 ** 33 },
    Engine: { EngineVersion: '26.1.5' },
  },
  Status: { State: 'ready', Addr: `10.0.0.${index + 1}` },
  ...(index === 0
    ? { ManagerStatus: { Leader: true, Reachability: 'reachable', Addr: '10.0.0.1:2377' } }
    : {}),
});

const filesIn = (world: World, kind: 'secret' | 'config') => theSwarm(world)[`${kind}s`];

function createFile(world: World, call: Call, kind: 'secret' | 'config'): Answer {
  const files = filesIn(world, kind);
  const spec = bodyOf<JsonMap>(call);
  const name = String(spec.Name);
  if ([...files.values()].some((other) => other.spec.Name === name))
    throw new Refused(409, `rpc error: code = AlreadyExists desc = ${kind} ${name} already exists`);
  const id = swarmId();
  files.set(id, { id, version: theSwarm(world).version++, spec });
  return json({ ID: id }, 201);
}

function removeFile(world: World, { name: reference }: Call, kind: 'secret' | 'config'): Answer {
  const files = filesIn(world, kind);
  const file = files.get(reference);
  if (!file) throw new Refused(404, `${kind} ${reference} not found`);
  const user = [...theSwarm(world).services.values()].find(({ spec }) =>
    filesOf(spec).some(({ id }) => id === file.id),
  );
  if (user)
    throw new Refused(
      400,
      `rpc error: code = InvalidArgument desc = ${kind} '${String(file.spec.Name)}' is in use by the following service: ${String(user.spec.Name)}`,
    );
  files.delete(file.id);
  return empty();
}

/** A network that a service names stays. */
export function refuseUsedNetwork({ swarm }: World, network: string): void {
  const user = [...(swarm?.services.values() ?? [])].find(({ spec }) => {
    const { Networks } = mapAt(spec.TaskTemplate);
    return Array.isArray(Networks) && Networks.some((use: Json) => isJsonMap(use) && use.Target === network);
  });
  if (user)
    throw new Refused(
      400,
      `rpc error: code = FailedPrecondition desc = network ${network} is in use by service ${user.id}`,
    );
}
