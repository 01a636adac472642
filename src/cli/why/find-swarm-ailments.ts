import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Swarm } from '../../engine/port/swarm.ts';
import type { ReportedFailure } from '../../model/failure.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type {
  ObservedSwarm,
  ObservedSwarmService,
  SwarmNode,
  SwarmTask,
} from '../../model/observed-swarm.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Project } from '../../model/project.ts';
import { requireServices } from '../../planner/graph/service-graph.ts';
import { isJobThere } from '../../planner/swarm/jobs.ts';
import { lastChange } from '../../planner/swarm/last-change.ts';
import { isWanted } from '../../planner/swarm/node-load.ts';
import { serviceKey, swarmServiceName } from '../../planner/swarm/swarm-names.ts';
import { limitOf, PATIENCE_MS } from '../../reconciler/swarm/await-tasks.ts';
import { describeStuck, describeFailure as describeTask } from '../../reconciler/swarm/describe-tasks.ts';
import { hasFailed, judge, type Verdict } from '../../reconciler/swarm/judge-tasks.ts';
import { type SwarmLook, sharedLook } from '../../reconciler/swarm/shared-look.ts';
import { isNoNodeFor } from '../../reconciler/swarm/way-out.ts';
import { describeFailure } from '../../ui/errors/describe-failure.ts';
import type { WhyReport } from '../../ui/errors/show-why.ts';
import { showField } from '../../ui/plan/show-field.ts';
import { humanDuration } from '../../util/human-duration.ts';
import type { Cli } from '../context/cli.ts';
import { completeFailures } from '../failures/complete-failures.ts';
import { refuseWhatEngineRuns } from '../find/refuse-elsewhere.ts';
import { lookAtServices, namedProject } from '../swarm/plan-for-swarm.ts';
import { neededServices, sortCausesFirst } from './service-order.ts';

/** What is wrong with a service of a swarm; `taken-back`, `starting`, `stopped` and `unstable` are notes. */
type SwarmAilment =
  | 'update-paused'
  | 'rolled-back'
  | 'taken-back'
  | 'failed'
  | 'stuck'
  | 'missing'
  | 'starting'
  | 'stopped'
  | 'unstable';

const NOTES: ReadonlySet<SwarmAilment> = new Set(['taken-back', 'starting', 'stopped', 'unstable']);

/** Failures before that say little of the present. */
const RECENT_MS = 10 * 60_000;

interface Found {
  readonly service: string;
  readonly kind: SwarmAilment;
  readonly failure: ReportedFailure;
}

/**
 * What is wrong with the services of a project on a swarm now: of each the verdict that `up` would end with, the error of a task, its node
 * and its last lines, what its last change was, and why no node can run it. Error: SpecError; UserError `no-such-service`.
 */
export async function findSwarmAilments(cli: Cli, services: readonly string[]): Promise<WhyReport> {
  const project = await namedProject(cli);
  const { engine, observed } = await lookAtServices(cli, project.name);
  const there = new Map(observed.services.map((service) => [serviceKey(project, service.name), service]));
  requireServices(services, new Set([...project.services.keys(), ...there.keys()]));
  const wanted = neededServices(project, services);
  const chosen = [...there].filter(([key]) => wanted?.has(key) ?? true);
  const swarm = await engine.swarm();
  const now = await sharedLook(engine, project.name).next();
  const found = await Promise.all(
    chosen.map(([key, service]) => new Patient(project, key, service, { observed, now, swarm }).ailment()),
  );
  const missing = missingServices(project, there, wanted);
  const left = missing.length > 0 ? await refuseWhatEngineRuns(engine, project) : [];
  const sorted = sortCausesFirst(project, [
    ...found.flatMap((one) => one ?? []),
    ...missing.map((one) => foundMissing(one, left)),
  ]);
  const failures = await completeFailures(
    cli,
    sorted.map(({ failure }) => failure),
    project,
  );
  const ids = new Set(chosen.map(([, { id }]) => id));
  return {
    project: project.name,
    counted: 'task',
    count: observed.tasks.filter((task) => ids.has(task.serviceId) && isWanted(task)).length,
    found: sorted.flatMap(({ kind }, index) => {
      const failure = failures[index];
      return failure ? [{ kind, failure }] : [];
    }),
  };
}

interface World {
  readonly observed: ObservedSwarm;
  readonly now: SwarmLook;
  readonly swarm: Swarm;
}

/** A service that may not be well. */
class Patient {
  readonly #project: Project;
  readonly #key: string;
  readonly #service: ObservedSwarmService;
  readonly #world: World;

  constructor(project: Project, key: string, service: ObservedSwarmService, world: World) {
    this.#project = project;
    this.#key = key;
    this.#service = service;
    this.#world = world;
  }

  /** @returns undefined: it is well. */
  async ailment(): Promise<Found | undefined> {
    const { now } = this.#world;
    const verdict = judge(this.#wait(), now, new Set());
    if (verdict.is === 'failed') {
      const kind = this.#kindOf();
      return kind === 'rolled-back' && this.#isWellAgain() ? this.#takenBack() : this.#told(kind, verdict);
    }
    if (verdict.is === 'done') return this.#note();
    const { on } = verdict;
    const nodes = [...now.nodes.values()];
    if (on && this.#isStuck(on, nodes)) {
      const why = describeStuck(nodes, this.#service, on);
      return this.#told('stuck', { why, task: on });
    }
    return this.#found('starting', `service ${this.#key} is not ready yet: ${verdict.text}`);
  }

  /** Where no node may run it, somebody else has to do something. */
  #isStuck(on: SwarmTask, nodes: readonly SwarmNode[]): boolean {
    const isForGood = isNoNodeFor(this.#service, nodes);
    if (isForGood && on.state === 'pending' && on.error !== undefined) return true;
    const limitMs = limitOf(on, PATIENCE_MS, isForGood);
    return limitMs !== undefined && Date.now() - on.since >= limitMs;
  }

  /** The swarm has gone back, or was told to, and all of that is done. */
  #isWellAgain(): boolean {
    return judge({ ...this.#wait(), goesBack: true }, this.#world.now, new Set()).is === 'done';
  }

  #takenBack(): Found {
    return this.#found(
      'taken-back',
      `the last update of service ${this.#key} was taken back, and it runs as before that`,
    );
  }

  #wait(): OperationOf<'await-tasks'> {
    const { name, spec } = this.#service;
    const until = isJobThere(spec) ? 'completed' : 'running';
    return { kind: 'await-tasks', service: this.#key, name, until };
  }

  #kindOf(): SwarmAilment {
    const state = this.#service.updateStatus?.state ?? '';
    if (state === 'paused') return 'update-paused';
    return state.startsWith('rollback_') ? 'rolled-back' : 'failed';
  }

  async #told(kind: SwarmAilment, failed: Omit<Extract<Verdict, { is: 'failed' }>, 'is'>): Promise<Found> {
    const { observed, swarm } = this.#world;
    const error = await describeTask(swarm, this.#wait(), { ...failed, found: this.#service });
    const fields = lastChange(this.#project, this.#key, this.#service, observed).map(showField);
    const change = fields.length === 0 ? '' : `; its last change: ${fields.join(', ')}`;
    const { output, about } = error;
    const hint = error.hint ?? [gantry('ps', '-a', this.#key), ' shows its former tasks'];
    const whole = new UserError('wait-failed', `${error.message}${change}`, {
      ...{ output, hint },
      ...(about && { about }),
    });
    return { service: this.#key, kind, failure: describeFailure(whole) };
  }

  #found(kind: SwarmAilment, message: string, hint = gantry('ps', '-a', this.#key)): Found {
    const about = { of: ['services', this.#key], settings: [] };
    const severity = NOTES.has(kind) ? 'warning' : 'error';
    const failure = describeFailure(new UserError('wait-failed', message, { hint, about }), { severity });
    return { service: this.#key, kind, failure };
  }

  #note(): Found | undefined {
    const { labels, id } = this.#service;
    const key = this.#key;
    const { [LABEL.stoppedReplicas]: replicas } = labels;
    if (replicas !== undefined)
      return this.#found(
        'stopped',
        `service ${key} was stopped: it had ${replicas} task${replicas === '1' ? '' : 's'}`,
        gantry('start', key),
      );
    if (isJobThere(this.#service.spec)) return undefined;
    const { tasks, current } = this.#world.now;
    const failures = (tasks.get(id) ?? []).filter(
      (task) => hasFailed(task) && current.has(task.id) && Date.now() - task.since < RECENT_MS,
    );
    const [last] = failures.toSorted((a, b) => b.since - a.since);
    if (!last) return undefined;
    const age = humanDuration((Date.now() - last.since) / 1000).toLowerCase();
    const many =
      failures.length === 1 ? 'a task of it has failed' : `${failures.length} tasks of it have failed`;
    return this.#found(
      'unstable',
      `service ${key} runs, but ${many}, the last one ${age} ago: ${last.error ?? last.state}`,
    );
  }
}

interface Missing {
  /** Empty: the whole project. */
  readonly name: string;
  readonly message: string;
}

function missingServices(
  project: Project,
  there: ReadonlyMap<string, unknown>,
  wanted: ReadonlySet<string> | undefined,
): readonly Missing[] {
  if (project.origin === 'labels') return [];
  const all = [...project.services.values()].filter(
    ({ name, provider }) => (wanted?.has(name) ?? true) && !there.has(name) && provider === undefined,
  );
  const isWhole = there.size === 0 && all.length > 0;
  if (isWhole) return [{ name: '', message: `project ${project.name} has no services on the swarm` }];
  return all.map(({ name }) => ({
    name,
    message: `service ${name} is not on the swarm (${swarmServiceName(project, { name })})`,
  }));
}

/** @param left stopped containers of the project, which a move that did not come to its end has left on the engine */
function foundMissing({ name, message }: Missing, left: readonly ObservedContainer[]): Found {
  const error = new UserError('no-container', message, {
    hint:
      left.length > 0
        ? ['go on with the move from this engine: ', gantry('move', '--to', 'swarm')]
        : gantry('up', '-d', ...(name === '' ? [] : [name])),
    ...(name === '' ? {} : { about: { of: ['services', name], settings: [''] } }),
  });
  return { service: name, kind: 'missing', failure: describeFailure(error) };
}
