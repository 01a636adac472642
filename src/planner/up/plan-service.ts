import { isAlive } from '../../model/container-state.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { nameFreed } from '../handover/take-over-names.ts';
import { takeOverPorts } from '../handover/take-over-ports.ts';
import type { DesiredContainer } from '../request/create-request.ts';
import { hasCompleted } from '../snapshot/conditions.ts';
import { isIdle } from '../snapshot/is-idle.ts';
import { numberOf } from '../snapshot/own-containers.ts';
import { freshNumbers, type UpContext } from '../snapshot/up-context.ts';
import { dependencyWaits } from '../work/dependency-waits.ts';
import { releaseVolumes } from '../work/hold-volumes.ts';
import { addCreate, type CreateRequest } from '../work/plan-create.ts';
import type { PlannedContainer } from '../work/planned-services.ts';
import { decideReplacement, type ReplacementDecision } from './decide-replacement.ts';
import { planKept } from './plan-kept.ts';
import { planReplacement } from './plan-replacement.ts';
import { PortHandover } from './port-handover.ts';
import { refreshFiles } from './refresh-files.ts';
import { ServiceIngress } from './service-ingress.ts';
import { beginUpdating } from './service-updating.ts';
import type { ServiceWork } from './service-work.ts';
import { addStart } from './start-steps.ts';

/** The containers of one service: too many go, changed ones are replaced, the others are kept, missing ones are made. */
export function planService(work: ServiceWork, service: ServiceSpec): readonly PlannedContainer[] {
  const { context, removals } = work;
  const { current, leftovers } = context.containersOf(service);
  const ingress = new ServiceIngress(work, service);
  const handover = PortHandover.of(work, service);
  const held = handover?.holdLost() ?? [];
  const unused = ingress.keepServing(leftovers);
  const left = ingress.leave(unused);
  const removed = unused.map((container) =>
    removals.depart(container, {
      cause: { kind: 'leftover' },
      after: left(container),
      last: handover?.before(container, { kind: 'leftover' }),
    }),
  );
  const cleared = [...held, ...removed, ...ingress.join()];
  const decided = current.map((container) => ({
    container,
    // What was in the way of a volume that is made anew goes in any case.
    removal: removals.of(container.id),
    decision: decideReplacement(work, container, context.desired(service, numberOf(container))),
  }));
  const scale = context.scaleOf(service);
  const ranked = decided.toSorted(
    (a, b) => rank(a.decision) - rank(b.decision) || numberOf(a.container) - numberOf(b.container),
  );
  const tooMany = ranked.slice(scale).map(({ container }) => container);
  const scaled: Cause = { kind: 'scaled', from: current.length, to: scale };
  const dismissed = ingress.dismiss(tooMany, scaled);
  for (const container of tooMany) {
    const removal = removals.depart(container, {
      cause: scaled,
      after: dismissed(container),
      renamed: work.renamed.get(container.id)?.step,
    });
    releaseVolumes(work, container, [removal]);
  }
  const stay = ranked.slice(0, scale).sort((a, b) => numberOf(a.container) - numberOf(b.container));

  // Who is replaced for certain gets its files anew.
  const refreshed = new Map(
    stay.map(({ container, decision, removal }) => {
      const isNew = removal !== undefined || decision.when === 'always';
      const desired = context.desired(service, numberOf(container));
      return [container, isNew ? [] : refreshFiles(work, container, desired)];
    }),
  );
  const keepsRunning = stay.some(
    ({ container, decision, removal }) =>
      isAlive(container) &&
      decision.when === 'never' &&
      removal === undefined &&
      work.stops.when(container.id) === 'never',
  );

  const isReplaced = ({ decision, removal }: (typeof stay)[number]): boolean =>
    removal === undefined && decision.when !== 'never';
  const unready = new Set(
    stay.flatMap(({ container, decision, removal }) =>
      removal === undefined && decision.when === 'never' && !isReady(context, service, container)
        ? [container]
        : [],
    ),
  );
  const updating = beginUpdating(
    work,
    service,
    {
      replaced: stay.flatMap((one) => (isReplaced(one) ? [one.container] : [])),
      unready: unready.size,
    },
    ingress,
    handover,
  );
  const planOne = ({ container, decision, removal }: (typeof stay)[number]): PlannedContainer => {
    const desired = context.desired(service, numberOf(container));
    const files = refreshed.get(container) ?? [];
    if (removal !== undefined) {
      const cause = work.plan.causeOf(removal);
      const inheritsFrom = context.intent.renewAnonVolumes ? undefined : container;
      const made = create(work, desired, ingress, {
        cause,
        after: [...cleared, removal],
        inheritsFrom,
        keepsRunning,
      });
      releaseVolumes(work, container, made.exists);
      return { ...made, replaced: 'always' };
    }
    if (decision.when !== 'never')
      return planReplacement(work, container, desired, {
        decision,
        cleared: [...cleared, ...files],
        keepsRunning,
        updating,
        ingress,
        handover,
      });
    const after = unready.has(container) ? [...cleared, ...(updating?.begin() ?? [])] : cleared;
    const since = work.plan.nextId();
    const kept = planKept(work, container, desired, after, {
      adjustment: decision.adjustment,
      done: files,
      keepsRunning,
    });
    if (unready.has(container)) updating?.kept(kept, since);
    return kept;
  };
  // What an earlier update left unready has its turn first: it may be what that one stopped at.
  const inTurn = stay.toSorted((a, b) => Number(unready.has(b.container)) - Number(unready.has(a.container)));
  const plans = new Map(inTurn.map((one) => [one, planOne(one)]));
  const planned = stay.flatMap((one) => plans.get(one) ?? []);
  const updated = updating?.end() ?? [];
  const cause: Cause = current.length > 0 ? scaled : { kind: 'missing' };
  for (const number of freshNumbers(context.containersOf(service), scale - stay.length)) {
    const since = work.plan.nextId();
    const made = create(work, context.desired(service, number), ingress, {
      cause,
      after: cleared,
      keepsRunning,
      oldRuns: ingress.admits,
    });
    ingress.admit(made, since);
    planned.push(made);
  }
  handover?.release(planned);
  return ingress.finish(planned, updated);
}

/** Whether nothing has to be done or waited for until it serves. */
function isReady(context: UpContext, service: ServiceSpec, container: ObservedContainer): boolean {
  if (!isAlive(container)) return hasCompleted(context, service, container);
  return container.state === 'running' && (container.health ?? 'healthy') === 'healthy';
}

/** What is up to date stays first when there are too many. */
const rank = ({ when, adjustment }: ReplacementDecision): number => (when === 'always' || adjustment ? 1 : 0);

function create(
  work: ServiceWork,
  desired: DesiredContainer,
  ingress: ServiceIngress,
  {
    keepsRunning,
    oldRuns = false,
    ...request
  }: Omit<CreateRequest, 'name'> & { readonly keepsRunning: boolean; readonly oldRuns?: boolean },
): PlannedContainer {
  const { context } = work;
  const { name, service } = desired;
  const after = [...(request.after ?? []), ...nameFreed(work, name)];
  const made = addCreate(work, context.requested(desired), { name, ...request, after });
  const ref = { createdBy: made };
  if (isIdle(context, service)) return { ref, name, exists: [made], started: [], replaced: 'never' };
  const ready = [made, ...dependencyWaits(work, service)];
  const freed = ingress.removeUnwanted(ready);
  const started = addStart(work, service, {
    ref,
    name,
    cause: request.cause,
    after: [...ready, ...freed, ...takeOverPorts(work, service, { name, after: ready })],
    keepsRunning,
    oldRuns,
  });
  return { ref, name, exists: [made], started, replaced: 'never' };
}
