import { containerId } from '../../model/ids.ts';
import type { Observed } from '../../model/observed.ts';
import type { Cause, Plan } from '../../model/plan.ts';
import { appendSteps } from '../../planner/graph/append-steps.ts';
import { hasHistory, historyName } from '../../reconciler/history/history-names.ts';

/** The same plan, and at its end what is kept of the project is removed. */
export function removeHistory(plan: Plan, { volumes }: Observed): Plan {
  if (!hasHistory(plan.project, volumes)) return plan;
  const name = historyName(plan.project);
  const cause: Cause = { kind: 'requested', by: '--history' };
  // An engine accepts a name wherever it accepts an id.
  const container = { id: containerId(name) };
  const without = appendSteps(plan, [{ kind: 'remove-container', container, name, withVolumes: false }], {
    cause,
  });
  return appendSteps(without, [{ kind: 'remove-volume', name, hasNoData: true }], { cause });
}

/** Whether a plan does that: it is not written down. */
export const removesHistory = ({ project, steps }: Plan): boolean =>
  steps.some(
    ({ operation }) => operation.kind === 'remove-volume' && operation.name === historyName(project),
  );
