import { isAlive } from '../../model/container-state.ts';
import type { Observed } from '../../model/observed.ts';
import type { Cause, Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices, serviceGraph } from '../graph/service-graph.ts';
import type { RmIntent } from '../snapshot/intent.ts';
import { anonymousVolumes, containersByService } from '../snapshot/own-containers.ts';
import { PortHolders } from '../work/port-holders.ts';
import { stopInReverse } from '../work/reverse-stops.ts';
import { Stops } from '../work/stops.ts';
import { throwAwayAnonymous } from '../work/trash.ts';
import { chosenContainers } from './chosen-containers.ts';

const BY_RM: Cause = { kind: 'requested', by: 'rm' };

/**
 * Removes the containers of services that do not run, and with `stop` those that do; what depends on something is
 * stopped before it. Networks and volumes stay, but for anonymous volumes when asked for. One-offs are not touched.
 */
export function planRm(project: Project, observed: Observed, intent: RmIntent = {}): Plan {
  const plan = new PlanBuilder('rm', project.name);
  const chosen = chosenContainers(project, observed, intent.services).filter(
    (container) => intent.stop || !isAlive(container),
  );
  const ids = new Set(chosen.map(({ id }) => id));
  const byService = new Map(
    [...containersByService(observed)].map(([service, containers]) => [
      service,
      containers.filter(({ id }) => ids.has(id)),
    ]),
  );
  const stops = new Stops(plan, project, undefined, new PortHolders());
  stopInReverse(stops, serviceGraph(declaredServices(project)), byService, BY_RM);
  for (const container of chosen) {
    const { id, name } = container;
    const { trash } = intent;
    const goes = intent.volumes === true && !trash;
    const removal = plan.add({
      operation: {
        kind: 'remove-container',
        container: { id },
        name,
        withVolumes: goes,
        ...(goes ? { anonymousVolumes: Object.keys(anonymousVolumes(container)).length } : {}),
      },
      cause: BY_RM,
      after: stops.stepsOf(id),
    });
    const thrown = { project: project.name, by: 'rm -v', cause: BY_RM, after: [removal] };
    if (intent.volumes && trash) throwAwayAnonymous(plan, observed, container, { ...thrown, trash });
  }
  return plan.build();
}
