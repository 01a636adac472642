import type { ContainerId } from '../model/ids.ts';
import type { Inspection, Observed } from '../model/observed.ts';
import type { Plan } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import { hasSameRequest } from './diff-container.ts';
import { refuseMissingExternals } from './externals.ts';
import { planFinalWaits } from './final-waits.ts';
import type { UpIntent } from './intent.ts';
import { numberOf } from './own-containers.ts';
import { PlanBuilder } from './plan-builder.ts';
import { planBystanders } from './plan-bystanders.ts';
import { planImages } from './plan-images.ts';
import { planNetworks } from './plan-networks.ts';
import { planOrphans } from './plan-orphans.ts';
import { planService } from './plan-service.ts';
import { planVolumes } from './plan-volumes.ts';
import { PortHolders } from './port-holders.ts';
import { readScene } from './scene.ts';
import { Stops } from './stops.ts';
import { warnOfUnsupported } from './unsupported.ts';
import type { UpWork } from './up-work.ts';

/**
 * Brings the engine from what it has to what the project says: check first, then prepare, then touch.
 *
 * @param details the inspections that `inspectionsNeeded` asks for
 * Error: UserError when it cannot be done: a service that does not exist, something external that is missing, an image
 *   that may be neither pulled nor built. SpecError `dependency-cycle`.
 */
export function planUp(
  project: Project,
  observed: Observed,
  intent: UpIntent,
  details: ReadonlyMap<ContainerId, Inspection>,
): Plan {
  const scene = readScene(project, observed, intent);
  refuseMissingExternals(scene);
  const plan = new PlanBuilder('up', project.name);
  warnOfUnsupported(scene, plan);
  const images = planImages(scene, plan);
  plan.endPreparation();

  const ports = new PortHolders();
  const work: UpWork = {
    scene,
    plan,
    details,
    standingNetworks: new Map(observed.networks.map((network) => [network.name, network])),
    images,
    stops: new Stops(plan, intent.timeoutSeconds, ports),
    ports,
    networkSteps: new Map(),
    volumeSteps: new Map(),
    detached: new Map(),
    planned: new Map(),
    waits: new Map(),
  };
  planNetworks(work);
  planVolumes(work);
  planOrphans(work);
  for (const service of scene.services) if (service.provider === undefined) planService(work, service);
  planBystanders(work);
  if (intent.wait && !intent.noStart) planFinalWaits(work);
  return plan.build();
}

/** The containers whose hash does not settle whether they changed: `planUp` needs their inspection. */
export function inspectionsNeeded(
  project: Project,
  observed: Observed,
  intent: UpIntent,
): readonly ContainerId[] {
  if (intent.noRecreate) return [];
  const scene = readScene(project, observed, intent);
  return scene.services.flatMap((service) =>
    scene
      .occupants(service)
      .current.filter((container) => !hasSameRequest(container, scene.want(service, numberOf(container))))
      .map(({ id }) => id),
  );
}
