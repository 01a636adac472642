import type { OperationOf } from '../../model/operation.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import type { PlannedImage } from '../images/planned-image.ts';
import { holdName, holdRequest } from '../ingress/hold-request.ts';
import { holdImage } from '../ingress/wants-ingress.ts';
import { holdsPorts } from '../snapshot/moving-ports.ts';
import type { StartContext } from '../snapshot/up-context.ts';

/** To find out whether it works takes no longer. */
const CHECK_SECONDS = 30;

/** The helper that holds the connections to a service. */
export const holdHelper = (
  project: Project,
  service: ServiceSpec,
  limitSeconds: number,
): OperationOf<'hold-ports'>['helper'] => ({
  name: holdName(project, service),
  request: holdRequest(project, holdImage(project, service), limitSeconds),
});

interface Checks {
  readonly context: StartContext;
  readonly plan: PlanBuilder;
  readonly images: ReadonlyMap<string, PlannedImage>;
}

/** Whether connections can be held, only the engine's host can tell. It does so before anything is touched. */
export function checkHolds({ context, plan, images }: Checks): void {
  for (const service of context.services.filter((one) => holdsPorts(context, one))) {
    const pulled = images.get(holdImage(context.project, service))?.step;
    plan.add({
      operation: {
        kind: 'check-hold',
        service: service.name,
        helper: holdHelper(context.project, service, CHECK_SECONDS),
      },
      cause: { kind: 'requested', by: '--no-gap' },
      after: pulled === undefined ? [] : [pulled],
    });
  }
}
