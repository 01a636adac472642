import { isJsonMap, type Json, type JsonMap } from '../../../src/model/json.ts';
import { Refused } from './answer.ts';
import { type Clock, newId } from './world.ts';

/** What a manager keeps. Objects are changed where they are: nobody but the engine has them. */
export interface Swarm {
  /** By id. */
  readonly services: Map<string, Service>;
  readonly tasks: Map<string, Task>;
  readonly secrets: Map<string, SwarmFile>;
  readonly configs: Map<string, SwarmFile>;
  readonly nodes: readonly { readonly id: string; readonly hostname: string }[];
  /** Of the next change. */
  version: number;
}

interface Service {
  readonly id: string;
  version: number;
  spec: JsonMap;
  previous: JsonMap | undefined;
  update: string | undefined;
  /** Of a job: how often it was started again. */
  iteration: number;
}

interface Task {
  readonly id: string;
  readonly service: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly slot: number;
  readonly node: string;
  readonly template: JsonMap;
  readonly iteration: number | undefined;
  state: string;
  desired: string;
  sinceMs: number;
}

interface SwarmFile {
  readonly id: string;
  readonly version: number;
  readonly spec: JsonMap;
}

/** How long a task takes to come to its next state. */
const STEP_MS = 5;
const DIGITS = 25;

export const newSwarm = (nodes: number): Swarm => ({
  services: new Map(),
  tasks: new Map(),
  secrets: new Map(),
  configs: new Map(),
  nodes: Array.from({ length: nodes }, (_, index) => ({ id: swarmId(), hostname: `node${index + 1}` })),
  version: 10,
});

export const swarmId = (): string => newId().slice(0, DIGITS);

export const mapAt = (json: Json | undefined): JsonMap => (isJsonMap(json) ? json : {});

export function addService(swarm: Swarm, spec: JsonMap, clock: Clock): Service {
  const name = String(spec.Name);
  if ([...swarm.services.values()].some((other) => other.spec.Name === name))
    throw new Refused(
      409,
      `rpc error: code = AlreadyExists desc = name conflicts with an existing object: service ${name} already exists`,
    );
  refuseMissingFiles(swarm, spec);
  const service = {
    id: swarmId(),
    version: swarm.version++,
    spec,
    previous: undefined,
    update: undefined,
    iteration: 0,
  };
  swarm.services.set(service.id, service);
  schedule(swarm, service, clock);
  return service;
}

export function changeService(
  swarm: Swarm,
  service: Service,
  version: number,
  spec: JsonMap,
  clock: Clock,
): void {
  if (version !== service.version)
    throw new Refused(500, 'rpc error: code = Unknown desc = update out of sequence');
  refuseMissingFiles(swarm, spec);
  const isOther = JSON.stringify(service.spec.TaskTemplate) !== JSON.stringify(spec.TaskTemplate);
  service.previous = service.spec;
  service.spec = spec;
  service.version = swarm.version++;
  service.update = undefined;
  if (isJob(spec)) service.iteration += 1;
  for (const task of tasksOf(swarm, service))
    if (isOther || isJob(spec)) end(task, isJob(spec) ? 'complete' : 'shutdown');
  schedule(swarm, service, clock);
  if (!isOther || isJob(spec)) return;
  service.update = 'updating';
  clock.after(4 * STEP_MS, () => {
    service.update = 'completed';
    service.version = swarm.version++;
  });
}

/** Its containers take a moment to end. */
export function removeService(swarm: Swarm, { id }: Service, clock: Clock): void {
  swarm.services.delete(id);
  for (const task of swarm.tasks.values()) if (task.service === id) task.desired = 'remove';
  clock.after(2 * STEP_MS, () => {
    for (const task of swarm.tasks.values()) if (task.service === id) swarm.tasks.delete(task.id);
  });
}

export const tasksOf = (swarm: Swarm, { id }: Service): readonly Task[] =>
  [...swarm.tasks.values()].filter(({ service }) => service === id);

const isJob = ({ Mode }: JsonMap): boolean => 'ReplicatedJob' in mapAt(Mode) || 'GlobalJob' in mapAt(Mode);

function end(task: Task, state: string): void {
  if (task.desired === 'shutdown') return;
  task.state = state;
  task.desired = 'shutdown';
  task.sinceMs = Date.now();
}

/** Makes the tasks that are missing, and ends those that are too many. */
function schedule(swarm: Swarm, service: Service, clock: Clock): void {
  const many = replicasOf(service.spec, swarm.nodes.length);
  const alive = tasksOf(swarm, service).filter(({ desired }) => desired !== 'shutdown');
  for (const task of alive.filter(({ slot }) => slot > many)) swarm.tasks.delete(task.id);
  const taken = new Set(alive.map(({ slot }) => slot));
  for (let slot = 1; slot <= many; slot++) if (!taken.has(slot)) addTask(swarm, service, slot, clock);
}

function addTask(swarm: Swarm, { id, spec, iteration }: Service, slot: number, clock: Clock): void {
  const ends = isJob(spec);
  const task: Task = {
    id: swarmId(),
    service: id,
    labels: labelsOf(spec),
    slot,
    node: swarm.nodes[(swarm.tasks.size + slot) % swarm.nodes.length]?.id ?? '',
    template: mapAt(spec.TaskTemplate),
    iteration: ends ? iteration : undefined,
    state: 'preparing',
    desired: ends ? 'complete' : 'running',
    sinceMs: Date.now(),
  };
  swarm.tasks.set(task.id, task);
  clock.after(STEP_MS, () => {
    if (task.desired === 'running' || task.desired === 'complete') task.state = ends ? 'complete' : 'running';
  });
}

function replicasOf({ Mode }: JsonMap, nodes: number): number {
  const mode = mapAt(Mode);
  if ('Global' in mode || 'GlobalJob' in mode) return nodes;
  const { Replicas, TotalCompletions } = { ...mapAt(mode.Replicated), ...mapAt(mode.ReplicatedJob) };
  return Number(Replicas ?? TotalCompletions ?? 1);
}

export function labelsOf({ Labels }: JsonMap): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(mapAt(Labels)).map(([name, value]) => [name, String(value)]));
}

/** The files that a service uses, as its spec names them. */
export function filesOf(spec: JsonMap): readonly { readonly id: string; readonly name: string }[] {
  const { Secrets, Configs } = mapAt(mapAt(spec.TaskTemplate).ContainerSpec);
  return [Secrets, Configs]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map((use: Json) => {
      const { SecretID, ConfigID, SecretName, ConfigName } = mapAt(use);
      return { id: String(SecretID ?? ConfigID ?? ''), name: String(SecretName ?? ConfigName ?? '') };
    });
}

function refuseMissingFiles(swarm: Swarm, spec: JsonMap): void {
  for (const { id, name } of filesOf(spec)) {
    const file = swarm.secrets.get(id) ?? swarm.configs.get(id);
    if (file?.spec.Name !== name)
      throw new Refused(400, `rpc error: code = InvalidArgument desc = secret not found: ${name}`);
  }
}
