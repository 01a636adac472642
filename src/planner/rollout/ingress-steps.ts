import type { ContainerRef } from '../../model/container-ref.ts';
import type { StepId } from '../../model/ids.ts';
import type { RoutedContainer } from '../../model/operation.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { NewStep, PlanBuilder } from '../graph/plan-builder.ts';
import { ingressDatagrams, ingressSettings } from '../ingress/ingress-request.ts';
import { ingressOptions } from '../ingress/wants-ingress.ts';

/** As long as the engine itself gives a container to stop. */
const DEFAULT_GRACE_MS = 10_000;

/** How long a container may take to stop. @param timeoutSeconds of the command. @returns milliseconds */
export const graceOf = ({ stopGraceMs }: ServiceSpec, timeoutSeconds: number | undefined): number =>
  timeoutSeconds === undefined ? (stopGraceMs ?? DEFAULT_GRACE_MS) : timeoutSeconds * 1000;

/** Where all connections wait for a container, none waits long for the streams of others. */
export const DRAIN_OF_ALL_MS = 3000;

/** Where steps about the ingress of a service are added. */
export interface IngressPlan {
  readonly plan: PlanBuilder;
  readonly project: Project;
  readonly service: ServiceSpec;
}

interface Ingress {
  readonly container: ContainerRef;
  readonly name: string;
  readonly isRunning: boolean;
}

/** Sends new connections to these containers, and to no others; without any, they wait for the next route. */
export function addRoute(
  { plan, project, service }: IngressPlan,
  { container, name, isRunning }: Ingress,
  containers: readonly RoutedContainer[],
  step: Omit<NewStep, 'operation'>,
): StepId {
  const { proxyProtocol } = ingressOptions(project, service);
  return plan.add({
    operation: {
      kind: 'route-ingress',
      service: service.name,
      ingress: container,
      name,
      isRunning,
      settings: ingressSettings(project, service, proxyProtocol),
      containers,
    },
    ...step,
  });
}

interface Drained {
  readonly container: ContainerRef;
  readonly name: string;
  readonly ingress: { readonly ref: ContainerRef; readonly name: string };
  /** Of the command. Absent: `stop_grace_period` is the time. */
  readonly timeoutSeconds: number | undefined;
  readonly atMostMs?: number;
}

/** Waits until a container that gets no new connections has none left. */
export function addDrain(
  { plan, project, service }: IngressPlan,
  { container, name, ingress, timeoutSeconds, atMostMs = Number.POSITIVE_INFINITY }: Drained,
  step: Omit<NewStep, 'operation'>,
): StepId {
  const graceMs = graceOf(service, timeoutSeconds);
  const datagrams = ingressDatagrams(project, service);
  return plan.add({
    operation: {
      kind: 'drain-container',
      service: service.name,
      container,
      name,
      ingress,
      timeoutMs: Math.min(graceMs, atMostMs),
      ...(datagrams && { datagrams }),
    },
    ...step,
  });
}
