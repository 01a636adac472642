import type { StepId } from '../../model/ids.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { WaitCondition } from '../../model/operation.ts';
import type { Guard } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { Dependency, ServiceSpec } from '../../model/service-spec.ts';
import { settleMsOf } from '../../model/settle.ts';
import { byKey } from '../../util/by-key.ts';
import { sameGuard } from '../graph/guards.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { hasCompleted, hasJustStarted, isAwaitedToComplete, isMet } from '../snapshot/conditions.ts';
import type { UpIntent } from '../snapshot/intent.ts';
import { isIdle } from '../snapshot/is-idle.ts';
import type { StartContext } from '../snapshot/up-context.ts';
import type { PlannedContainer, PlannedServices } from './planned-services.ts';

interface WaitRequest {
  readonly service: string;
  readonly condition: WaitCondition;
  readonly containers: readonly PlannedContainer[];
  /** Absent: the command itself. */
  readonly waiter?: string;
  readonly optional?: boolean;
  readonly settleMs?: number | undefined;
  readonly guard?: Guard | undefined;
}

interface SharedWait {
  readonly condition: WaitCondition;
  readonly optional: boolean;
  readonly guard: Guard | undefined;
  readonly step: StepId;
}

/** Collects the waits of a plan: one step for all who wait for the same. */
export class Waits {
  readonly #plan: PlanBuilder;
  readonly #timeoutMs: number | undefined;
  readonly #byService = new Map<string, SharedWait[]>();

  constructor(plan: PlanBuilder, { wait, waitTimeoutMs }: UpIntent) {
    this.#plan = plan;
    this.#timeoutMs = wait ? waitTimeoutMs : undefined;
  }

  add({ service, condition, containers, waiter, optional = false, settleMs, guard }: WaitRequest): StepId {
    const waits = this.#byService.get(service) ?? [];
    const shared = waits.find(
      (wait) => wait.condition === condition && wait.optional === optional && sameGuard(wait.guard, guard),
    );
    if (shared) return shared.step;
    const step = this.#plan.add({
      operation: {
        kind: 'wait-for',
        service,
        condition,
        containers: containers.map(({ ref, name }) => ({ ref, name })),
        ...(waiter === undefined ? {} : { waiter }),
        ...(this.#timeoutMs === undefined ? {} : { timeoutMs: this.#timeoutMs }),
        ...(settleMs === undefined ? {} : { settleMs }),
      },
      cause:
        waiter === undefined ? { kind: 'requested', by: '--wait' } : { kind: 'needed-by', service: waiter },
      after: containers.flatMap(({ started }) => started),
      optional,
      guard,
    });
    this.#byService.set(service, [...waits, { condition, optional, guard, step }]);
    return step;
  }
}

interface Waiting extends PlannedServices {
  readonly context: Pick<StartContext, 'intent'>;
  readonly waits: Waits;
}

/** The steps that a service waits for before it starts: one for each dependency that does not stand ready. */
export function dependencyWaits(
  work: Waiting,
  service: ServiceSpec,
  guard?: Guard | undefined,
): readonly StepId[] {
  return byKey(service.dependsOn).flatMap(([name, dependency]) =>
    dependencyWait(work, name, dependency, service.name, guard),
  );
}

function dependencyWait(
  { context, planned, providers, waits }: Waiting,
  name: string,
  { condition, required }: Dependency,
  waiter: string,
  guard: Guard | undefined,
): readonly StepId[] {
  const provider = providers.get(name);
  if (provider !== undefined) return [provider];
  if (isIdle(context, { name })) return [];
  const containers = planned.get(name) ?? [];
  const isPending = ({ started, kept }: PlannedContainer): boolean =>
    started.length > 0 || (kept !== undefined && !isMet(condition, kept));
  if (!containers.some(isPending)) return [];
  // The order alone: no wait is needed, unless its failure must not count.
  if (condition === 'service_started' && required) return containers.flatMap(({ started }) => started);
  return [waits.add({ service: name, condition, containers, waiter, optional: !required, guard })];
}

interface AllPlanned extends Pick<Waiting, 'planned' | 'waits'> {
  readonly context: StartContext;
}

/**
 * Services that run on need nothing that is started beside them in order to start; but the command is not done, nor
 * has it succeeded, before what they depend on is again as they asked for: healthy, or done.
 */
export function awaitRestarted({ context, planned, waits }: AllPlanned): void {
  for (const service of context.services) {
    const containers = planned.get(service.name) ?? [];
    if (!containers.some(keepsRunning)) continue;
    for (const [name, { condition, required }] of byKey(service.dependsOn)) {
      const needed = planned.get(name) ?? [];
      if (condition === 'service_started' || !needed.some(isStarted)) continue;
      waits.add({
        service: name,
        condition,
        containers: needed,
        waiter: service.name,
        optional: !required,
      });
    }
  }
}

const isStarted = ({ started }: PlannedContainer): boolean => started.length > 0;
const keepsRunning = (container: PlannedContainer): boolean =>
  container.kept?.state === 'running' && !isStarted(container);

/** `--wait` ends when everything runs, is healthy, or has done its work. */
export function planFinalWaits({ context, planned, waits }: AllPlanned): void {
  for (const service of context.services) {
    if (isIdle(context, service)) continue;
    const condition = isAwaitedToComplete(context, service)
      ? 'service_completed_successfully'
      : 'running_or_healthy';
    const containers = planned.get(service.name) ?? [];
    const pending = containers.filter(
      ({ started, kept }) =>
        started.length > 0 || (kept && !isSettled(condition, kept) && !hasCompleted(context, service, kept)),
    );
    if (pending.length === 0) continue;
    const settleMs = condition === 'running_or_healthy' ? settleTime(context, service) : undefined;
    waits.add({ service: service.name, condition, containers, settleMs });
  }
}

/** Without a healthcheck, only time tells whether a container runs, or was started again a moment ago. */
const isSettled = (condition: WaitCondition, kept: ObservedContainer): boolean =>
  isMet(condition, kept) &&
  !(condition === 'running_or_healthy' && kept.health === undefined && hasJustStarted(kept));

/** The flag, else what the file says. */
export const settleTime = ({ intent, project }: StartContext, service: ServiceSpec): number | undefined =>
  intent.settleMs ?? settleMsOfService(project, service);

/** What the file says of the service, else of the project. */
export const settleMsOfService = (
  project: Pick<Project, 'extensions'>,
  service: ServiceSpec | undefined,
): number | undefined =>
  settleMsOf(service?.extensions.get('x-gantry')) ?? settleMsOf(project.extensions.get('x-gantry'));
