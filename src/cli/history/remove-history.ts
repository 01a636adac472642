import { containerId, stepId } from '../../model/ids.ts';
import type { Observed } from '../../model/observed.ts';
import type { Cause, Plan, Step } from '../../model/plan.ts';
import { hasHistory, historyName } from '../../reconciler/history/history-names.ts';

/** The same plan, and at its end what is kept of the project is removed. */
export function removeHistory(plan: Plan, { volumes }: Observed): Plan {
  if (!hasHistory(plan.project, volumes)) return plan;
  const name = historyName(plan.project);
  const last = plan.steps.length;
  const cause: Cause = { kind: 'requested', by: '--history' };
  const container: Step = {
    id: stepId(last + 1),
    // An engine accepts a name wherever it accepts an id.
    operation: { kind: 'remove-container', container: { id: containerId(name) }, name, withVolumes: false },
    after: plan.steps.map(({ id }) => id),
    cause,
  };
  const volume: Step = {
    id: stepId(last + 2),
    operation: { kind: 'remove-volume', name, hasNoData: true },
    after: [container.id],
    cause,
  };
  return { ...plan, steps: [...plan.steps, container, volume] };
}

/** Whether a plan does that: it is not written down. */
export const removesHistory = ({ project, steps }: Plan): boolean =>
  steps.some(
    ({ operation }) => operation.kind === 'remove-volume' && operation.name === historyName(project),
  );
