import type { Observed } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import type { PauseIntent } from '../snapshot/intent.ts';
import { chosenContainers } from './chosen-containers.ts';

/** Freezes what runs, all at once. What does not run, or is paused already, is as wanted. */
export function planPause(project: Project, observed: Observed, { services }: PauseIntent = {}): Plan {
  const plan = new PlanBuilder('pause', project.name);
  for (const { id, name, state } of chosenContainers(project, observed, services)) {
    if (state === 'paused') plan.unchanged({ kind: 'container', name });
    if (state !== 'running') continue;
    plan.add({
      operation: { kind: 'pause-container', container: id, name },
      cause: { kind: 'requested', by: 'pause' },
    });
  }
  return plan.build();
}

/** Lets go on what is paused. What runs is as wanted. */
export function planUnpause(project: Project, observed: Observed, { services }: PauseIntent = {}): Plan {
  const plan = new PlanBuilder('unpause', project.name);
  for (const { id, name, state } of chosenContainers(project, observed, services)) {
    if (state === 'running') plan.unchanged({ kind: 'container', name });
    if (state !== 'paused') continue;
    plan.add({
      operation: { kind: 'unpause-container', container: id, name },
      cause: { kind: 'requested', by: 'unpause' },
    });
  }
  return plan.build();
}
