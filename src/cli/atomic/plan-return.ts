import type { Observed } from '../../model/observed.ts';
import type { Outcome } from '../../model/outcome.ts';
import { appendSteps } from '../../planner/graph/append-steps.ts';
import type { Sensitive } from '../../util/sensitive.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import type { Goal } from '../history/goal.ts';
import { planToGoal } from '../history/plan-to-goal.ts';
import { recordedContainers } from '../history/recorded-containers.ts';
import { recordedModel } from '../history/recorded-model.ts';

/** What an `up` said that counts for the way back, too. */
export interface ReturnOptions {
  readonly timeoutSeconds?: number | undefined;
  readonly waitTimeoutMs?: number | undefined;
  readonly noGap?: boolean | undefined;
}

interface Return {
  readonly goal: Goal;
  /** Contents of secrets and configs of then. */
  readonly kept: ReadonlyMap<string, Sensitive>;
  /** How the steps of the change ended. */
  readonly outcomes: readonly Outcome[];
  readonly options: ReturnOptions;
}

/** The plan that makes the project into what it was, and removes the volumes that the change made. */
export async function planReturn(
  cli: Cli,
  planned: Planned,
  { goal, kept, outcomes, options }: Return,
): Promise<Planned> {
  const { observe } = await import('../../engine/observe/observe.ts');
  const { engine, plan, project, observed, applied } = planned;
  const now = await observe(engine, project.name, []);
  const present =
    applied?.kind === 'up'
      ? recordedModel(
          { plan, project, observed, outcomes, after: recordedContainers(now) },
          applied,
          goal.model,
        )
      : goal.model;
  const back = await planToGoal(cli, { engine, project, observed: now }, goal, {
    verb: 'rollback',
    services: [],
    present,
    kept,
    ...options,
  });
  const made = madeVolumes(planned, back.observed);
  const removals = [...made].map((name) => ({ kind: 'remove-volume', name }) as const);
  return { ...back, plan: appendSteps(back.plan, removals, { cause: { kind: 'orphan' }, optional: true }) };
}

/** The plan that removes what the change made, where there was nothing before. */
export async function planRemoval(planned: Planned): Promise<Planned> {
  const { planDown } = await import('../../planner/commands/plan-down.ts');
  const { observe } = await import('../../engine/observe/observe.ts');
  const { engine, project, observed: before } = planned;
  const now = await observe(engine, project.name, []);
  const made = madeVolumes(planned, now);
  const networks = new Set(before.networks.map(({ id }) => id));
  const observed: Observed = {
    ...now,
    networks: now.networks.filter(({ id }) => !networks.has(id)),
    volumes: now.volumes.filter(({ name }) => made.has(name)),
  };
  const plan = planDown(project, observed, { volumes: true, removeOrphans: true });
  return { engine, project, observed, plan };
}

/** Also those whose creation was told to have failed: the engine may have made one all the same. */
function madeVolumes({ plan, observed: before }: Planned, now: Observed): ReadonlySet<string> {
  const had = new Set(before.volumes.map(({ name }) => name));
  const there = new Set(now.volumes.map(({ name }) => name));
  return new Set(
    plan.steps.flatMap(({ operation }) =>
      operation.kind === 'create-volume' &&
      !had.has(operation.request.Name) &&
      there.has(operation.request.Name)
        ? [operation.request.Name]
        : [],
    ),
  );
}
