import type { Cause } from '../../model/plan.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { nameFreed } from '../handover/take-over-names.ts';
import { takeOverPorts } from '../handover/take-over-ports.ts';
import type { WantedContainer } from '../request/create-request.ts';
import { isAlive, numberOf } from '../snapshot/own-containers.ts';
import { freshNumbers } from '../snapshot/up-context.ts';
import { gate } from '../work/dependency-waits.ts';
import { releaseVolumes } from '../work/hold-volumes.ts';
import { addCreate, type CreateRequest } from '../work/plan-create.ts';
import { planDeparture } from '../work/plan-removal.ts';
import type { PlannedContainer, UpWork } from '../work/up-work.ts';
import { type Judgement, judge } from './decide-replacement.ts';
import { planKept } from './plan-kept.ts';
import { planReplacement } from './plan-replacement.ts';
import { refreshFiles } from './refresh-files.ts';
import { addStart } from './start-steps.ts';

/** The containers of one service: too many go, changed ones are replaced, the others are kept, missing ones are made. */
export function planService(work: UpWork, service: ServiceSpec): void {
  const { scene } = work;
  const { current, leftovers } = scene.occupants(service);
  const cleared = leftovers.map((container) => planDeparture(work, container, { kind: 'leftover' }));
  const judged = current.map((container) => ({
    container,
    // What was in the way of a volume that is made anew goes in any case.
    removal: work.removals.get(container.id),
    judgement: judge(work, container, scene.want(service, numberOf(container))),
  }));
  const scale = scene.scaleOf(service);
  const ranked = judged.toSorted(
    (a, b) => rank(a.judgement) - rank(b.judgement) || numberOf(a.container) - numberOf(b.container),
  );
  for (const { container } of ranked.slice(scale)) {
    const removal = planDeparture(work, container, { kind: 'scaled', from: current.length, to: scale });
    releaseVolumes(work, container, [removal]);
  }
  const stay = ranked.slice(0, scale).sort((a, b) => numberOf(a.container) - numberOf(b.container));

  // Who is replaced for certain gets its files anew.
  const refreshed = new Map(
    stay.map(({ container, judgement, removal }) => {
      const isNew = removal !== undefined || judgement.when === 'always';
      const want = scene.want(service, numberOf(container));
      return [container, isNew ? [] : refreshFiles(work, container, want)];
    }),
  );
  const runsOn = stay.some(
    ({ container, judgement, removal }) =>
      isAlive(container) &&
      judgement.when === 'never' &&
      removal === undefined &&
      work.stops.when(container.id) === 'never',
  );
  work.runsOn.set(service.name, runsOn);

  const planned = stay.map(({ container, judgement, removal }): PlannedContainer => {
    const want = scene.want(service, numberOf(container));
    const files = refreshed.get(container) ?? [];
    if (removal !== undefined) {
      const cause = work.plan.causeOf(removal);
      const inheritsFrom = scene.intent.renewAnonVolumes ? undefined : container;
      const made = create(work, want, { cause, after: [...cleared, removal], inheritsFrom });
      releaseVolumes(work, container, made.exists);
      return { ...made, replaced: 'always' };
    }
    return judgement.when === 'never'
      ? planKept(work, container, want, cleared, { adjustment: judgement.adjustment, done: files })
      : planReplacement(work, container, want, judgement, [...cleared, ...files]);
  });
  const cause: Cause =
    current.length > 0 ? { kind: 'scaled', from: current.length, to: scale } : { kind: 'missing' };
  for (const number of freshNumbers(scene.occupants(service), scale - stay.length))
    planned.push(create(work, scene.want(service, number), { cause, after: cleared }));
  work.planned.set(service.name, planned);
}

/** What is up to date stays first when there are too many. */
const rank = ({ when, adjustment }: Judgement): number => (when === 'always' || adjustment ? 1 : 0);

function create(work: UpWork, want: WantedContainer, request: Omit<CreateRequest, 'name'>): PlannedContainer {
  const { scene } = work;
  const { name, service } = want;
  const after = [...(request.after ?? []), ...nameFreed(work, name)];
  const made = addCreate(work, want, { name, ...request, after });
  const ref = { createdBy: made };
  if (scene.intent.noStart) return { ref, name, exists: [made], started: [], replaced: 'never' };
  const ready = [made, ...gate(work, service, undefined)];
  const started = addStart(work, service, {
    ref,
    name,
    cause: request.cause,
    after: [...ready, ...takeOverPorts(work, service, { name, after: ready })],
  });
  return { ref, name, exists: [made], started, replaced: 'never' };
}
