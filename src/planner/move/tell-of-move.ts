import { isAlive } from '../../model/container-state.ts';
import type { SwarmNode } from '../../model/observed-swarm.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { listNames } from '../snapshot/sort-by-name.ts';
import { isJob } from '../swarm/jobs.ts';
import { NODE_LABEL } from '../swarm/swarm-names.ts';
import { dataText, type KeptData } from './kept-data.ts';
import { goingContainers, type OnEngine } from './leave-engine.ts';

/** Of an engine, where nobody says otherwise. */
const DEFAULT_GRACE_S = 10;

/** What the list of changes does not tell: how long nobody is there, what stays where, and what is done a second time. */
export function tellOfMove(plan: PlanBuilder, engine: OnEngine, node: SwarmNode, kept: KeptData): void {
  const { project, observed, timeoutSeconds } = engine;
  const going = goingContainers(project, observed);
  const running = [...going].flatMap(([name, containers]) =>
    containers.some(isAlive) ? (project.services.get(name) ?? []) : [],
  );
  if (running.length > 0)
    plan.warn(
      `no task can start while a container runs, since an engine has one network of a name: so the project is away from the first stop (up to ${graceOf(running, timeoutSeconds)} s for a container) until its tasks run, which start in the order of depends_on; nodes that lack an image pull it first`,
    );
  for (const [name, data] of kept)
    if (project.services.get(name)?.deploy?.labels.get(NODE_LABEL) === node.id)
      plan.warn(
        `service "${name}" stays on ${node.hostname}, by constraint, because of ${dataText(data)}: a swarm moves no data`,
      );
  const again = [...project.services.values()].filter(
    (service) => isJob(project, service) && going.has(service.name),
  );
  if (again.length > 0) plan.warn(`what ran to its end runs again, as a job: ${listNames(again)}`);
}

const graceOf = (services: readonly ServiceSpec[], seconds: number | undefined): number =>
  seconds ??
  Math.ceil(Math.max(...services.map(({ stopGraceMs }) => (stopGraceMs ?? DEFAULT_GRACE_S * 1000) / 1000)));
