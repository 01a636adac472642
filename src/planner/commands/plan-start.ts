import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Cause, Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { byKey } from '../../util/by-key.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import type { StartIntent } from '../snapshot/intent.ts';
import { readStartContext, type StartContext } from '../snapshot/up-context.ts';
import { addStart, type StartWork } from '../up/start-steps.ts';
import { awaitRestarted, dependencyWaits, planFinalWaits } from '../work/dependency-waits.ts';
import type { PlannedContainer, PlannedServices } from '../work/planned-services.ts';
import { type Collectors, startCollecting } from '../work/prepared.ts';

type StartingWork = StartWork & Pick<Collectors, 'waits'> & PlannedServices;

/**
 * Starts the containers that exist, what others depend on first, with the same waits as `up`. Creates nothing, and
 * looks for no changes.
 *
 * Error: UserError `no-container` when there is none at all, or none of something that another one needs.
 */
export function planStart(project: Project, observed: Observed, intent: StartIntent = {}): Plan {
  const plan = new PlanBuilder('start', project.name);
  const context = readStartContext(project, observed, intent);
  const { services, containersOf } = context;
  const isThere = (service: ServiceSpec): boolean => containersOf(service).current.length > 0;
  if (!services.some(isThere)) {
    const whose = intent.services?.join(', ') || project.name;
    throw new UserError('no-container', `nothing to start: ${whose} has no container`, {
      hint: ['`', gantry('up'), '` creates it'],
    });
  }
  for (const service of services) if (isThere(service)) refuseMissing(context, service);
  const planned = new Map<string, readonly PlannedContainer[]>();
  const work = {
    ...startCollecting(context, plan),
    context,
    planned,
    providers: new Map(),
    freedAddresses: new Map(),
  };
  for (const service of services) {
    const { current, ingress } = containersOf(service);
    const containers = current.map((container) => planStarted(work, container, service));
    planned.set(service.name, ingress ? withIngress(work, ingress, containers) : containers);
  }
  awaitRestarted(work);
  if (intent.wait) planFinalWaits(work);
  return plan.build();
}

/** Started without what it needs it would fail, or do worse. */
function refuseMissing(context: StartContext, { name, dependsOn }: ServiceSpec): void {
  for (const [needed, { required }] of byKey(dependsOn)) {
    const service = context.services.find((candidate) => candidate.name === needed);
    if (!required || !service || service.provider || context.scaleOf(service) === 0) continue;
    if (context.containersOf(service).current.length > 0) continue;
    throw new UserError('no-container', `service "${name}" needs "${needed}", which has no container`, {
      hint: ['`', gantry('up', '-d', needed), '` creates it'],
    });
  }
}

/** Behind its containers, as it answers for them; who waits for these waits for it. It has no files and no hooks. */
function withIngress(
  { plan }: StartingWork,
  { id, name, state }: ObservedContainer,
  [first, ...others]: readonly PlannedContainer[],
): readonly PlannedContainer[] {
  if (first === undefined || state === 'running' || state === 'restarting')
    return first === undefined ? [] : [first, ...others];
  const service = first.kept?.labels[LABEL.service] ?? '';
  const step = plan.add({
    operation:
      state === 'paused'
        ? { kind: 'unpause-container', container: id, name }
        : { kind: 'start-container', container: { id }, name, service },
    cause: { kind: 'not-running', state },
    after: [first, ...others].flatMap(({ started }) => started),
  });
  return [{ ...first, started: [...first.started, step] }, ...others];
}

/** A container that `start` was asked for: a one-shot that has done its work does it again. */
function planStarted(
  work: StartingWork,
  container: ObservedContainer,
  service: ServiceSpec,
): PlannedContainer {
  const { id, name, state } = container;
  const started = steps();
  if (started.length === 0) work.plan.unchanged({ kind: 'container', name });
  return { ref: { id }, name, exists: [], started, replaced: 'never', kept: container };

  function steps(): readonly StepId[] {
    if (state === 'running' || state === 'restarting') return [];
    const cause: Cause = { kind: 'not-running', state };
    if (state === 'paused')
      return [work.plan.add({ operation: { kind: 'unpause-container', container: id, name }, cause })];
    return addStart(work, service, {
      ref: { id },
      name,
      cause,
      after: dependencyWaits(work, service),
    });
  }
}
