import type { StepId } from '../../model/ids.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Cause, Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import type { PlannedImage } from '../images/planned-image.ts';
import { holdName, holdRequest } from '../ingress/hold-request.ts';
import { holdImage } from '../ingress/wants-ingress.ts';
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

/**
 * Whether connections can be held, only the engine's host can tell. It does so before anything is touched.
 *
 * @param held the services whose ports are held
 */
export function checkHolds({ context, plan, images }: Checks, held: ReadonlySet<string>): void {
  for (const service of context.services.filter(({ name }) => held.has(name))) {
    const pulled = images.get(holdImage(context.project, service))?.step;
    addCheckOfHold(
      { plan, project: context.project },
      service,
      context.intent.noGap
        ? { kind: 'requested', by: '--no-gap' }
        : { kind: 'needed-by', service: service.name },
      pulled === undefined ? [] : [pulled],
    );
  }
}

export function addCheckOfHold(
  { plan, project }: { readonly plan: PlanBuilder; readonly project: Project },
  service: ServiceSpec,
  cause: Cause,
  after: readonly StepId[],
): void {
  plan.add({
    operation: {
      kind: 'check-hold',
      service: service.name,
      helper: holdHelper(project, service, CHECK_SECONDS),
    },
    cause,
    after,
  });
}

/** The services whose ports are held in a plan. */
export const heldServices = ({ steps }: Plan): ReadonlySet<string> =>
  new Set(steps.flatMap(({ operation }) => (operation.kind === 'hold-ports' ? [operation.service] : [])));
