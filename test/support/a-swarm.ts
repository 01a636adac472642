import { networkId } from '../../src/model/ids.ts';
import { isJsonMap, type Json, type JsonMap } from '../../src/model/json.ts';
import type { ObservedSwarm, SwarmNode, SwarmTask } from '../../src/model/observed-swarm.ts';
import type { Operation } from '../../src/model/operation.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { SwarmServiceRequest } from '../../src/model/swarm-request.ts';

export const EMPTY_SWARM: ObservedSwarm = {
  services: [],
  tasks: [],
  nodes: [],
  secrets: [],
  configs: [],
  networks: [],
};

export const aNode = (hostname: string, more: Partial<SwarmNode> = {}): SwarmNode => ({
  id: `id-of-${hostname}`,
  hostname,
  role: 'worker',
  availability: 'active',
  state: 'ready',
  address: '10.0.0.1',
  isLeader: false,
  version: 1,
  spec: {},
  labels: {},
  engineVersion: '26.1.5',
  os: 'linux',
  architecture: 'x86_64',
  nanoCpus: 2e9,
  memoryBytes: 1e9,
  ...more,
});

/** A swarm after the plan: it keeps what it is given, and knows networks, secrets and configs by ids. */
export const afterPlan = (plan: Plan, before: ObservedSwarm = EMPTY_SWARM): ObservedSwarm =>
  plan.steps.reduce((swarm, { operation }) => afterOperation(swarm, operation), before);

function afterOperation(swarm: ObservedSwarm, operation: Operation): ObservedSwarm {
  switch (operation.kind) {
    case 'create-network': {
      const { Name, Labels } = operation.request;
      const { Driver = 'overlay', Name: _name, Labels: _labels, ...settings } = operation.request;
      const network = {
        id: networkId(`id-of-${Name}`),
        name: Name,
        scope: 'swarm',
        driver: Driver,
        labels: Labels,
        settings,
      };
      return { ...swarm, networks: [...swarm.networks, network] };
    }
    case 'remove-swarm-network':
      return { ...swarm, networks: swarm.networks.filter(({ id }) => id !== operation.id) };
    case 'create-swarm-file': {
      const { kind, name, labels, data } = operation.file;
      const isConfig = kind === 'config' && data !== undefined;
      const object = { id: `id-of-${name}`, name, labels, ...(isConfig ? { data: data.reveal() } : {}) };
      return kind === 'secret'
        ? { ...swarm, secrets: [...swarm.secrets, object] }
        : { ...swarm, configs: [...swarm.configs, object] };
    }
    case 'remove-swarm-file': {
      const kept = ({ id }: { readonly id: string }): boolean => id !== operation.id;
      return { ...swarm, secrets: swarm.secrets.filter(kept), configs: swarm.configs.filter(kept) };
    }
    case 'create-swarm-service': {
      const { request } = operation;
      const spec = asKept(JSON.parse(JSON.stringify(request)) as Json);
      const id = `id-of-${request.Name}`;
      return {
        ...swarm,
        tasks: [...swarm.tasks, ...tasksOf(id, request)],
        services: [
          ...swarm.services,
          {
            id,
            name: request.Name,
            version: 1,
            labels: request.Labels,
            spec: isJsonMap(spec) ? spec : {},
            files: namesIn(isJsonMap(spec) ? spec : {}),
            previousFiles: [],
          },
        ],
      };
    }
    case 'update-swarm-service':
      return {
        ...swarm,
        services: swarm.services.map((service) =>
          service.id === operation.id
            ? {
                ...service,
                version: service.version + 1,
                spec: asKept(operation.spec) as JsonMap,
                labels: labelsIn(operation.spec),
                files: namesIn(operation.spec),
                previousFiles: namesIn(service.spec),
              }
            : service,
        ),
      };
    case 'remove-swarm-service':
      return {
        ...swarm,
        services: swarm.services.filter(({ id }) => id !== operation.id),
        tasks: swarm.tasks.filter(({ serviceId }) => serviceId !== operation.id),
      };
    default:
      return swarm;
  }
}

/** As many as it is to have, all of which run, or have completed. */
function tasksOf(serviceId: string, { Mode }: SwarmServiceRequest): readonly SwarmTask[] {
  const { Replicated, ReplicatedJob, GlobalJob } = Mode;
  const many = Replicated?.Replicas ?? ReplicatedJob?.TotalCompletions ?? 1;
  const state = ReplicatedJob || GlobalJob ? 'complete' : 'running';
  return Array.from({ length: many }, (_, index) => ({
    id: `task-${index + 1}-of-${serviceId}`,
    serviceId,
    nodeId: 'id-of-one',
    slot: index + 1,
    state,
    desiredState: state,
    since: 0,
    image: 'image',
  }));
}

/** As a manager shows it again: networks by their ids, and numbers for names of secrets. */
function asKept(value: Json): Json {
  if (Array.isArray(value)) return value.map(asKept);
  if (!isJsonMap(value)) return value;
  const members = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asKept(member)]));
  if (typeof members.Target === 'string' && !('Type' in members))
    return { ...members, Target: members.Target.replace(/^(?!id-of-)/, 'id-of-') };
  if (typeof members.SecretName === 'string') return { ...members, SecretID: `id-of-${members.SecretName}` };
  if (typeof members.ConfigName === 'string') return { ...members, ConfigID: `id-of-${members.ConfigName}` };
  return members;
}

const labelsIn = ({ Labels }: JsonMap): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(isJsonMap(Labels) ? Labels : {}).map(([name, text]) => [name, String(text)]),
  );

const namesIn = (spec: JsonMap): readonly string[] =>
  [...JSON.stringify(spec).matchAll(/"(?:Secret|Config)Name":"([^"]+)"/g)].map(([, name = '']) => name);
