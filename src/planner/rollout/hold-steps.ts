import type { ContainerRef } from '../../model/container-ref.ts';
import type { StepId } from '../../model/ids.ts';
import type { Observed } from '../../model/observed.ts';
import type { HeldPort } from '../../model/operation.ts';
import type { Cause, Guard } from '../../model/plan.ts';
import { asksForHandover, HOLD_AT_MOST_SECONDS } from '../../model/port-handover.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { holdImage, wantsIngress } from '../ingress/wants-ingress.ts';
import { addCheckOfHold, holdHelper } from '../work/hold-helper.ts';
import { graceOf } from './ingress-steps.ts';

/** What a container may take to be ready until connections to it are refused as ever. */
const READY_SECONDS = 30;

/** A service whose ports go from one container to another, or from one run of a container to the next. */
export interface HeldService {
  readonly plan: PlanBuilder;
  readonly project: Project;
  readonly service: ServiceSpec;
  /** Of the command. Absent: `stop_grace_period` is the time to stop. */
  readonly timeoutSeconds: number | undefined;
}

interface Timing {
  readonly cause: Cause;
  readonly after: readonly StepId[];
  readonly guard?: Guard | undefined;
}

/** Whether the files ask for it, and the containers of the service have its ports themselves. */
export const handsOverItself = (project: Project, service: ServiceSpec): boolean =>
  asksForHandover(service.extensions.get('x-gantry')) && !wantsIngress(project, service);

/** Its helper has an image, and it is known that it can hold connections. */
export function prepareHold({ plan, project, service }: HeldService, { images }: Observed): void {
  const image = holdImage(project, service);
  const pulled = images.has(image)
    ? []
    : [
        plan.add({
          operation: { kind: 'pull-image', image, services: [service.name], forIngress: true },
          cause: { kind: 'missing' },
        }),
      ];
  addCheckOfHold({ plan, project }, service, { kind: 'needed-by', service: service.name }, pulled);
}

/** How long new connections wait at most: until the old container has stopped, and the new one is ready. */
export const holdLimitSeconds = (service: ServiceSpec, timeoutSeconds: number | undefined): number =>
  Math.min(HOLD_AT_MOST_SECONDS, Math.ceil(graceOf(service, timeoutSeconds) / 1000) + READY_SECONDS);

/** From this step on, new connections wait. */
export const addHold = (
  { plan, project, service, timeoutSeconds }: HeldService,
  ports: readonly HeldPort[],
  step: Timing,
): StepId =>
  plan.add({
    operation: {
      kind: 'hold-ports',
      service: service.name,
      helper: holdHelper(project, service, holdLimitSeconds(service, timeoutSeconds)),
      ports,
    },
    ...step,
  });

/** They wait until whoever has the ports serves them, or has failed; whatever became of the steps between. */
export function addRelease(
  { plan, service }: HeldService,
  {
    hold,
    owner,
    guard,
    started,
  }: {
    readonly hold: StepId;
    readonly owner: { readonly container: ContainerRef; readonly name: string };
    readonly guard: Guard | undefined;
    /** The steps after which it has been started. */
    readonly started: readonly StepId[];
  },
): StepId {
  const last = Math.max(hold, ...started);
  return plan.add({
    operation: {
      kind: 'release-ports',
      service: service.name,
      hold,
      owner: { ...owner, ports: targetsOf(service) },
    },
    cause: plan.causeOf(hold),
    after: [hold, ...started],
    tolerates: plan.since(hold).filter((step) => step > hold && step <= last),
    guard,
  });
}

/** In the container: those at which its published ports that can be held lead. */
const targetsOf = ({ ports }: ServiceSpec): readonly number[] => [
  ...new Set(
    ports.flatMap(({ target, protocol, published }) =>
      protocol === 'tcp' && published !== undefined ? [target] : [],
    ),
  ),
];
