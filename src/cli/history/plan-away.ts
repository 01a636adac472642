import type { Plan } from '../../model/plan.ts';
import { trashedVolumes } from '../../model/trash.ts';
import { PlanBuilder } from '../../planner/graph/plan-builder.ts';
import type { Planned } from '../context/planned.ts';
import type { Target } from '../context/target.ts';
import type { LastChange } from './last-change.ts';
import { recordedContainers } from './recorded-containers.ts';

interface AwayOptions {
  /** Services that stay as they are. */
  readonly leaves: ReadonlySet<string>;
  /** Volumes that are taken out of the trash, by name. */
  readonly restoreTrash: readonly string[];
  readonly timeoutSeconds: number | undefined;
}

/**
 * The plan back to a project without containers: that of `down`, so no data goes. Where there are none now, all that can be taken back are
 * the volumes that were thrown away.
 */
export async function planAway(
  target: Target,
  { release }: LastChange,
  { leaves, restoreTrash, timeoutSeconds }: AwayOptions,
): Promise<Planned> {
  const { project, observed } = target;
  const now = new Set(recordedContainers(observed).map(({ service }) => service));
  if (now.size === 0 && restoreTrash.length > 0)
    return { ...target, plan: byUndo(await planVolumes(target, restoreTrash)) };
  const all = { ...target, applied: { kind: 'down', everything: leaves.size === 0 } } as const;
  const own = new Set((release?.after ?? []).map(({ service }) => service));
  const services = leaves.size === 0 ? [] : [...own].filter((name) => now.has(name) && !leaves.has(name));
  if (leaves.size > 0 && services.length === 0)
    return { ...all, plan: new PlanBuilder('undo', project.name).build() };
  const { planDown } = await import('../../planner/commands/plan-down.ts');
  return {
    ...all,
    plan: byUndo(planDown(project, observed, { services, removeOrphans: true, timeoutSeconds })),
  };
}

async function planVolumes({ engine, project, observed }: Target, names: readonly string[]): Promise<Plan> {
  const { planTakeBack } = await import('../../planner/commands/plan-trash.ts');
  const { measured, keptInTrash } = await import('../find/trash-sizes.ts');
  const trashed = trashedVolumes(observed.volumes).filter(({ name }) => names.includes(name));
  const sizes = await measured(engine, keptInTrash(names, observed.volumes));
  // Of others, a volume that is there may have users too.
  const containers = await engine.listContainers([]);
  return planTakeBack(project.name, { ...observed, containers }, { trashed, sizes });
}

/** Nobody has asked for `down`. */
const byUndo = (plan: Plan): Plan => ({
  ...plan,
  verb: 'undo',
  steps: plan.steps.map((step) =>
    step.cause.kind === 'requested' ? { ...step, cause: { kind: 'requested', by: 'undo' } } : step,
  ),
});
