import { UserError } from '../diagnostics/user-error.ts';
import type { Observed } from '../model/observed.ts';
import type { Plan } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import { planFinalWaits } from './final-waits.ts';
import type { StartIntent } from './intent.ts';
import { PlanBuilder } from './plan-builder.ts';
import { planStarted } from './plan-started.ts';
import { PortHolders } from './port-holders.ts';
import { readScene } from './scene.ts';
import { Stops } from './stops.ts';
import type { UpWork } from './up-work.ts';

/**
 * Starts the containers that exist, what others depend on first, with the same waits as `up`. Creates nothing, and
 * looks for no changes.
 *
 * Error: UserError `no-container` when there is none at all.
 */
export function planStart(project: Project, observed: Observed, intent: StartIntent = {}): Plan {
  const plan = new PlanBuilder('start', project.name);
  const ports = new PortHolders();
  const work: UpWork = {
    scene: readScene(project, observed, intent),
    plan,
    details: new Map(),
    standingNetworks: new Map(),
    images: new Map(),
    stops: new Stops(plan, undefined, ports),
    ports,
    networkSteps: new Map(),
    volumeSteps: new Map(),
    detached: new Map(),
    planned: new Map(),
    waits: new Map(),
  };
  const { services, occupants } = work.scene;
  if (services.every((service) => occupants(service).current.length === 0))
    throw new UserError('no-container', `nothing to start: ${project.name} has no container`, {
      hint: '`up` creates them',
    });
  for (const service of services) {
    const containers = occupants(service).current;
    work.planned.set(
      service.name,
      containers.map((container) => planStarted(work, container, service)),
    );
  }
  if (intent.wait) planFinalWaits(work);
  return plan.build();
}
