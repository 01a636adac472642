import { Problems } from '../../diagnostics/several-errors.ts';
import type { StepId } from '../../model/ids.ts';
import type { ObservedSwarm, SwarmNode } from '../../model/observed-swarm.ts';
import type { Plan, Step } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { sortByName } from '../snapshot/sort-by-name.ts';
import { isJob } from '../swarm/jobs.ts';
import { addSwarmUp, type SwarmUpIntent } from '../swarm/plan-swarm-up.ts';
import { swarmServiceName } from '../swarm/swarm-names.ts';
import { dataKeptOff, type KeptData } from './kept-data.ts';
import {
  BY_MOVE,
  goingContainers,
  goingNetworks,
  type Left,
  leaveEngine,
  type OnEngine,
} from './leave-engine.ts';
import { tellOfMove } from './tell-of-move.ts';
import { addWayBack } from './way-back.ts';
import { namelessData, runningStrangers } from './who-stays.ts';

interface MoveToSwarm {
  /** With a project whose services stay where their data is (`stayingOn`). */
  readonly engine: OnEngine;
  readonly swarm: ObservedSwarm;
  /** Of the engine. */
  readonly node: SwarmNode;
  readonly kept: KeptData;
  readonly intent: SwarmUpIntent;
  /** What no task will find may stay where it is. */
  readonly leavesData: boolean;
}

/** For so long a swarm itself watches a task that it has updated, where nothing else is said. */
const STEADY_MS = 5000;

/**
 * The way of a project from an engine to the swarm that the engine manages: images first, then the containers stop, then the swarm gets the
 * project, and the containers are removed when it runs there. A step that fails in between is undone with all others.
 *
 * Error: UserError, or SeveralErrors with all of them: as `planSwarmUp`; `in-use` for containers that run and cannot go along;
 * `data-left-behind`.
 */
export function planMoveToSwarm({ engine, swarm, node, kept, intent, leavesData }: MoveToSwarm): Plan {
  const { project, observed } = engine;
  const plan = new PlanBuilder('move', project.name);
  const problems = new Problems();
  problems.add(...runningStrangers(project, observed));
  if (!leavesData) problems.add(...dataKeptOff(project, kept, node), ...namelessData(project, observed));
  tellOfMove(plan, engine, node, kept);
  let left: Left = { stopped: [], networks: [] };
  let first: StepId = plan.nextId();
  const removedNetworks = new Set(goingNetworks(project, observed).map(({ id }) => id));
  const clear = (): void => {
    first = plan.nextId();
    left = leaveEngine(plan, engine);
  };
  addSwarmUp({ plan, problems, clear, removedNetworks, mustRun: true }, project, swarm, intent);
  watchTasks(plan, project, plan.since(first));
  const steps = plan.build().steps.filter(({ id }) => id >= first);
  removeContainers(plan, engine, steps);
  addWayBack(plan, { project, left, steps });
  return plan.build();
}

/** A task without a healthcheck counts as running from its first moment on. */
function watchTasks(plan: PlanBuilder, project: Project, after: readonly StepId[]): void {
  for (const service of project.services.values())
    if (!isJob(project, service) && service.provider === undefined)
      plan.add({
        operation: {
          kind: 'await-tasks',
          service: service.name,
          name: swarmServiceName(project, service),
          until: 'running',
          steadyMs: STEADY_MS,
        },
        cause: BY_MOVE,
        after,
      });
}

/** Not before all runs on the swarm: until then they are the way back. Their volumes stay. */
function removeContainers(plan: PlanBuilder, { project, observed }: OnEngine, steps: readonly Step[]): void {
  for (const { id, name } of sortByName([...goingContainers(project, observed).values()].flat()))
    plan.add({
      operation: { kind: 'remove-container', container: { id }, name, withVolumes: false },
      cause: BY_MOVE,
      after: steps.map((step) => step.id),
    });
}
