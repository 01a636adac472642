import type { Plan } from '../../model/plan.ts';
import { planDrain } from '../../planner/swarm/plan-drain.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { NO_CONTAINERS } from './plan-for-swarm.ts';

export interface DrainOptions {
  readonly undo?: boolean;
  readonly waitTimeout?: number;
  readonly yes?: boolean;
}

/** It concerns the tasks of all projects. */
export async function planForDrain(
  cli: Cli,
  node: string,
  { undo = false, waitTimeout }: DrainOptions,
): Promise<Planned> {
  const { projectFromLabels } = await import('../../planner/snapshot/project-from-labels.ts');
  const engine = await cli.engine();
  const survey = await (await engine.swarm()).survey();
  const waitTimeoutMs = waitTimeout === undefined ? undefined : waitTimeout * 1000;
  return {
    engine,
    project: projectFromLabels('', NO_CONTAINERS),
    observed: NO_CONTAINERS,
    plan: planDrain(survey, { node, undo, waitTimeoutMs }),
  };
}

/** The services that are not there for a while, or until the node is back. */
export const interruptedBy = ({ steps }: Plan): readonly string[] =>
  steps.flatMap(({ operation }) =>
    operation.kind === 'move-tasks' && (operation.effect === 'outage' || operation.effect === 'stuck')
      ? [operation.service]
      : [],
  );
