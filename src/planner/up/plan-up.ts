import { isAlive } from '../../model/container-state.ts';
import type { ContainerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { Inspection, InspectionNeed } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import { filesToRead, mayMountStale } from '../diff/changed-files.ts';
import { namespaceOwners, needsInspection } from '../diff/needs-inspection.ts';
import { unmanagedOnChangedNetworks } from '../diff/unmanaged-endpoints.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { wantsIngress } from '../ingress/wants-ingress.ts';
import { writableVolumes } from '../rollout/update-order.ts';
import { updateRulesOf } from '../rollout/update-rules.ts';
import { isMadeAsWanted } from '../snapshot/made-as-wanted.ts';
import type { Inspected, UpContext } from '../snapshot/up-context.ts';
import { awaitRestarted, planFinalWaits } from '../work/dependency-waits.ts';
import { heldServices } from '../work/hold-helper.ts';
import { removeLeftHelpers } from '../work/left-helpers.ts';
import { modelsOf } from '../work/models.ts';
import { prepareWork } from '../work/prepare-work.ts';
import { providersOf } from '../work/providers.ts';
import { isRenewed } from '../work/renewed-followers.ts';
import { planEverything } from './plan-everything.ts';
import { planExpiry } from './plan-expiry.ts';
import { planFormerNetworks } from './plan-former-networks.ts';

/**
 * Brings the engine from what it has to what the project says: check first, then prepare, then touch.
 *
 * @param inspections the inspections that `inspectionsNeeded` asks for
 * @param clear adds what has to be done when the images are there, and before anything is touched
 * Error: UserError when it cannot be done: a service that does not exist, something external that is missing, an image
 *   that may be neither pulled nor built. SpecError `dependency-cycle`.
 */
export function planUp(
  context: UpContext,
  inspections: ReadonlyMap<ContainerId, Inspection>,
  clear?: (plan: PlanBuilder) => void,
): Plan {
  const plan = planOnce({ context, inspections }, clear);
  const held = heldServices(plan);
  // Only the whole plan tells whose ports are held. Whether they can be is found out before anything is touched.
  return held.size === 0 ? plan : planOnce({ context, inspections }, clear, held);
}

function planOnce(
  { context, inspections }: Inspected,
  clear: ((plan: PlanBuilder) => void) | undefined,
  held?: ReadonlySet<string>,
): Plan {
  const { intent } = context;
  const prepared = prepareWork('up', { context, inspections }, context.services, held);
  clear?.(prepared.plan);
  prepared.plan.endPreparation();
  removeLeftHelpers(prepared.plan, context.observed);
  const work = planEverything(prepared, context.services);
  // Only now it is known who leaves which network for good.
  planFormerNetworks(work);
  planExpiry(work.plan, context);
  // Nobody in the plan comes after these: the command itself waits for them.
  awaitRestarted(work);
  if (intent.wait) planFinalWaits(work);
  return work.plan.build();
}

/**
 * The containers whose hash does not settle whether they changed, or that were changed after they were made: `planUp`
 * needs their inspection.
 */
export function inspectionsNeeded(context: UpContext): readonly InspectionNeed[] {
  const { project, intent } = context;
  if (intent.noRecreate) return [];
  const guests = unmanagedOnChangedNetworks(context).map(({ id }) => id);
  const own = context.services.flatMap((service) => {
    // Only both their starts tell whether who shares the namespace of another one still has it.
    const owners = namespaceOwners(context, service);
    const unknown = owners.flatMap(({ id, startedAt }) => (startedAt === undefined ? [id] : []));
    return context.containersOf(service).current.flatMap((container): readonly InspectionNeed[] => {
      const doubtful = needsInspection(context, service, container);
      const files = doubtful ? filesToRead(project, service) : [];
      if (files.length > 0) return [{ id: container.id, files }, ...unknown];
      // Only the container knows which variables others gave it.
      const isProvided = providersOf(project, service).length + modelsOf(service).length > 0;
      const shares = owners.length > 0 && isAlive(container);
      // Only the image tells where it keeps its data, which must not have two writers.
      const startsFirst =
        updateRulesOf(service)?.order === 'start-first' && writableVolumes(service).length > 0;
      return doubtful || isProvided || shares || startsFirst || mayMountStale(project, service, container)
        ? [container.id, ...unknown]
        : [];
    });
  });
  return withoutDoubles([...own, ...followersToInspect(context), ...ingressesToInspect(context), ...guests]);
}

/** Only their images tell where those keep their data that may be replaced although this run is not about them. */
const followersToInspect = (context: UpContext): readonly ContainerId[] =>
  [...context.project.services.values()]
    .filter(
      (service) =>
        !context.services.includes(service) &&
        [...service.dependsOn.values()].some(({ restart }) => restart) &&
        writableVolumes(service).length > 0 &&
        isRenewed(context, service),
    )
    .flatMap((service) => context.containersOf(service).current.map(({ id }) => id));

/** Why one is made anew, only its inspection tells. */
const ingressesToInspect = ({ project, services, containersOf }: UpContext): readonly ContainerId[] =>
  services
    .filter((service) => wantsIngress(project, service))
    .flatMap((service) => {
      const { ingress } = containersOf(service);
      return ingress && !isMadeAsWanted({ project, service }, ingress.labels[LABEL.ingress])
        ? [ingress.id]
        : [];
    });

/** Each container once, with the files that somebody asks for. */
function withoutDoubles(needs: readonly InspectionNeed[]): readonly InspectionNeed[] {
  const byId = new Map<ContainerId, InspectionNeed>();
  for (const need of needs) {
    if (typeof need !== 'string') byId.set(need.id, need);
    else if (!byId.has(need)) byId.set(need, need);
  }
  return [...byId.values()];
}
