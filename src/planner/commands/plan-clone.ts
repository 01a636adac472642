import { UserError } from '../../diagnostics/user-error.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { halfCopies, type VolumeCopy } from '../../model/volume-copy.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import type { CopyIntent } from '../snapshot/intent.ts';
import { planCopies, plannedCopy } from '../up/plan-copies.ts';
import { beginWithoutHelpers } from '../work/left-helpers.ts';

interface Clone {
  readonly intent: CopyIntent;
  readonly key: string;
  readonly copy: VolumeCopy;
}

/** Makes one volume with the content of another one. Error: UserError `name-taken`, `source-in-use`. */
export function planClone(project: Project, observed: Observed, { intent, key, copy }: Clone): Plan {
  const plan = new PlanBuilder('clone', project.name);
  beginWithoutHelpers(plan, observed);
  const { volumes } = observed;
  const { Name: name } = copy.request;
  const half = halfCopies(volumes).get(name);
  if (!half && volumes.some((volume) => volume.name === name))
    throw new UserError('name-taken', `there is a volume "${name}" already`, {
      hint: 'choose another name: nothing is copied into what somebody may use',
    });
  for (const warning of intent.warnings) plan.warn(warning);
  const planned = plannedCopy(key, { ...copy, madeFor: project.name }, half);
  const cause = half ? planned.cause : ({ kind: 'requested', by: 'clone' } as const);
  // A clone is of no project, but what is stopped for it, or left of it, is to be found by the next command.
  const owner = { Name: project.name, Labels: { [LABEL.project]: project.name } };
  planCopies(plan, { intent, copies: [{ ...planned, cause, owner }], owed: [] });
  return plan.build();
}
