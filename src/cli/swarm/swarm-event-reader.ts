import type { SwarmEvent } from '../../engine/port/swarm.ts';
import type { ObservedSwarm, SwarmTask } from '../../model/observed-swarm.ts';
import { serviceKey } from '../../planner/swarm/swarm-names.ts';
import type { ShownEvent } from '../../ui/logs/events-output.ts';

type Known = Pick<ObservedSwarm, 'services' | 'nodes'>;

/** Reads what happens to a project out of what happens to a swarm: of tasks there are no events, only what they are now. */
export class SwarmEventReader {
  readonly #project: string;
  readonly #ids: ReadonlySet<string>;
  readonly #states = new Map<string, string>();
  #services: ReadonlyMap<string, string> = new Map();
  #nodes: ReadonlyMap<string, string> = new Map();

  constructor(project: string, observed: ObservedSwarm) {
    this.#project = project;
    const { services, secrets, configs, networks } = observed;
    this.#ids = new Set([...services, ...secrets, ...configs, ...networks].map(({ id }) => String(id)));
    this.know(observed);
  }

  know({ services, nodes }: Known): void {
    const keys = services.map(({ id, name }) => [id, serviceKey({ name: this.#project }, name)] as const);
    // A task may outlive its service.
    this.#services = new Map([...this.#services, ...keys]);
    this.#nodes = new Map(nodes.map(({ id, hostname }) => [id, hostname]));
  }

  /** Whether all that the tasks name is known. */
  knows(tasks: readonly SwarmTask[]): boolean {
    return tasks.every(
      ({ serviceId, nodeId }) =>
        this.#services.has(serviceId) && (nodeId === undefined || this.#nodes.has(nodeId)),
    );
  }

  /** The tasks that are not as they were at the last call, in the order in which they changed. */
  changes(tasks: readonly SwarmTask[]): readonly ShownEvent[] {
    const changed = tasks.filter(({ id, state }) => this.#states.get(id) !== state);
    for (const { id, state } of changed) this.#states.set(id, state);
    return changed.sort((a, b) => a.since - b.since).map((task) => this.#eventOf(task));
  }

  #eventOf({ id, serviceId, slot, nodeId, state, since, error, exitCode, image }: SwarmTask): ShownEvent {
    const service = this.#services.get(serviceId);
    return {
      type: 'task',
      id,
      ...(service !== undefined && { service }),
      action: state,
      attributes: {
        ...(error !== undefined && { error }),
        ...(exitCode !== undefined && (state === 'complete' || state === 'failed' || state === 'shutdown')
          ? { exitCode: String(exitCode) }
          : {}),
        image,
        ...(nodeId !== undefined && { node: this.#nodes.get(nodeId) ?? nodeId }),
        ...(service !== undefined && { service }),
        ...(slot !== undefined && { slot: String(slot) }),
      },
      time: new Date(since).toISOString(),
    };
  }

  /** undefined: of another project. Nodes are of all; that one has told what it has is no news. */
  read({ kind, id, name, action, attributes, time }: SwarmEvent): ShownEvent | undefined {
    const isOwn =
      kind === 'node'
        ? action !== 'update' || Object.keys(attributes).length > 0
        : this.#ids.has(id) || name.startsWith(`${this.#project}_`);
    if (!isOwn) return undefined;
    const service = kind === 'service' ? serviceKey({ name: this.#project }, name) : undefined;
    return {
      ...{ type: kind, id, action, time },
      ...(service !== undefined && { service }),
      attributes: Object.fromEntries(Object.entries({ ...attributes, name }).sort(byName)),
    };
  }
}

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1);
