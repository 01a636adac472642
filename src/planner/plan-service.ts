import type { StepId } from '../model/ids.ts';
import type { ServiceSpec } from '../model/project.ts';
import { gate } from './gates.ts';
import { type Judgement, judge } from './judge-container.ts';
import { numberOf } from './own-containers.ts';
import { addCreate } from './plan-create.ts';
import { planKept } from './plan-kept.ts';
import { planRemoval } from './plan-removal.ts';
import { planReplacement } from './plan-replacement.ts';
import { freshNumbers } from './scene.ts';
import { addStart } from './start-steps.ts';
import type { PlannedContainer, UpWork } from './up-work.ts';

/** The containers of one service: too many go, changed ones are replaced, the others are kept, missing ones are made. */
export function planService(work: UpWork, service: ServiceSpec): void {
  const { scene } = work;
  const { current, leftovers } = scene.occupants(service);
  const cleared = leftovers.map((container) => planRemoval(work, container, { kind: 'leftover' }));
  const judged = current.map((container) => ({
    container,
    judgement: judge(work, container, scene.want(service, numberOf(container))),
  }));
  const scale = scene.scaleOf(service);
  const ranked = judged.toSorted(
    (a, b) => rank(a.judgement) - rank(b.judgement) || numberOf(a.container) - numberOf(b.container),
  );
  for (const { container } of ranked.slice(scale))
    planRemoval(work, container, { kind: 'scaled', from: current.length, to: scale });
  const stay = ranked.slice(0, scale).sort((a, b) => numberOf(a.container) - numberOf(b.container));

  const planned = stay.map(({ container, judgement }) => {
    const want = scene.want(service, numberOf(container));
    return judgement.when === 'never'
      ? planKept(work, container, want, cleared)
      : planReplacement(work, container, want, judgement, cleared);
  });
  const fresh = freshNumbers(scene.occupants(service), scale - stay.length);
  for (const number of fresh) planned.push(createFresh(work, service, number, current.length, cleared));
  work.planned.set(service.name, planned);
}

/** What is up to date stays first when there are too many. */
const rank = ({ when }: Judgement): number => (when === 'always' ? 1 : 0);

function createFresh(
  work: UpWork,
  service: ServiceSpec,
  number: number,
  before: number,
  after: readonly StepId[],
): PlannedContainer {
  const { scene, plan } = work;
  const want = scene.want(service, number);
  const cause =
    before > 0
      ? ({ kind: 'scaled', from: before, to: scene.scaleOf(service) } as const)
      : ({ kind: 'missing' } as const);
  const create = addCreate(work, want, { name: want.name, cause, after });
  const ref = { createdBy: create };
  if (scene.intent.noStart) return { ref, name: want.name, exists: [create], started: [], replaced: 'never' };
  const start = addStart(plan, scene.project, service, {
    ref,
    name: want.name,
    cause,
    after: [create, ...gate(work, service, undefined), ...work.ports.before(service)],
  });
  return { ref, name: want.name, exists: [create], started: [start], replaced: 'never' };
}
