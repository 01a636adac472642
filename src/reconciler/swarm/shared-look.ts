import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../engine/port/engine.ts';
import type { Swarm } from '../../engine/port/swarm.ts';
import type { ObservedSwarmService, SwarmNode, SwarmTask } from '../../model/observed-swarm.ts';
import { tasksByService } from '../../planner/swarm/tasks-by-service.ts';

/** All of a project, at one moment. */
export interface SwarmLook {
  readonly services: ReadonlyMap<string, ObservedSwarmService>;
  /** By the id of their service: also of those that were removed. */
  readonly tasks: ReadonlyMap<string, readonly SwarmTask[]>;
  /** Ids of the tasks that are made as their service is now. */
  readonly current: ReadonlySet<string>;
  readonly nodes: ReadonlyMap<string, SwarmNode>;
}

/** There are no events of tasks; a list costs a manager 1 to 3 ms. */
const PAUSE_MS = 150;

/** A project of thousands of tasks takes longer to list: looking takes no more than this part of the time. */
const PART = 4;

/** A look that hung while the managers chose a leader does not tell how long the next one takes. */
const LONGEST_PAUSE_MS = 2000;

/** @param tookMs the look before */
export const pauseMsAfter = (tookMs: number): number =>
  Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS, PART * tookMs));

/** However many services are waited for at the same time: one look tells of all of them, with four calls. */
class SharedLook {
  readonly #swarm: Promise<Swarm>;
  readonly #project: string;
  #next: Promise<SwarmLook> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #pauseMs = 0;
  #latest: SwarmLook | undefined;

  constructor(swarm: Promise<Swarm>, project: string) {
    this.#swarm = swarm;
    this.#project = project;
  }

  /** One that begins after this call, so that it knows what was changed before. Error: EngineError. */
  next(): Promise<SwarmLook> {
    this.#next ??= this.#begin();
    return this.#next;
  }

  get latest(): SwarmLook | undefined {
    return this.#latest;
  }

  async #begin(): Promise<SwarmLook> {
    await this.#last;
    await sleep(this.#pauseMs);
    this.#next = undefined;
    const look = this.#look();
    this.#last = look.catch(() => {});
    return look;
  }

  async #look(): Promise<SwarmLook> {
    const begin = performance.now();
    this.#pauseMs = PAUSE_MS;
    const swarm = await this.#swarm;
    const [services, tasks, current, nodes] = await Promise.all([
      swarm.servicesOf(this.#project),
      swarm.tasksOf(this.#project),
      swarm.currentTasks(this.#project),
      swarm.nodes(),
    ]);
    this.#pauseMs = pauseMsAfter(performance.now() - begin);
    this.#latest = {
      services: new Map(services.map((service) => [service.name, service])),
      tasks: tasksByService(tasks),
      current: new Set(current.map(({ id }) => id)),
      nodes: new Map(nodes.map((node) => [node.id, node])),
    };
    return this.#latest;
  }
}

const LOOKS = new WeakMap<Engine, Map<string, SharedLook>>();

export function sharedLook(engine: Engine, project: string): SharedLook {
  const ofEngine = LOOKS.get(engine) ?? new Map<string, SharedLook>();
  LOOKS.set(engine, ofEngine);
  const look = ofEngine.get(project) ?? new SharedLook(engine.swarm(), project);
  ofEngine.set(project, look);
  return look;
}
