import { LABEL } from '../../../src/model/labels.ts';
import type { Step } from '../../../src/model/plan.ts';
import type { Project } from '../../../src/model/project.ts';
import { hooksOf } from '../../../src/planner/request/hooks.ts';
import { type Container, type Happening, isUp, type World } from './objects.ts';
import { endsByItself } from './operate.ts';
import { containersOf } from './shortcomings.ts';

/** What happened on the way from one world to a later one. */
export const happenings = (before: World, after: World): readonly Happening[] =>
  after.log.slice(before.log.length);

/** The containers of these services to which something happened, or which are gone. */
export function touched(
  before: World,
  after: World,
  project: Project,
  services: Iterable<string>,
): readonly string[] {
  const found = happenings(before, after);
  return [...services].flatMap((service) =>
    containersOf(before, project, service).flatMap(({ id, name }) => {
      const what = found.filter(({ container }) => container === id).map((happening) => happening.what);
      return what.length > 0 || !after.containers.has(id) ? [`${name}: ${what.join(', ') || 'gone'}`] : [];
    }),
  );
}

/** The volumes whose data is gone. */
export const lostVolumes = (before: World, after: World): readonly string[] =>
  [...before.volumes.values()]
    .filter(({ name, madeAt }) => after.volumes.get(name)?.madeAt !== madeAt)
    .map(({ name }) => name);

/**
 * Whether hooks ran as often as they should, and where: after every start, before every stop of what runs.
 *
 * @returns what is wrong
 */
export function misplacedHooks(before: World, after: World, project: Project): readonly string[] {
  const wrong: string[] = [];
  const log = happenings(before, after);
  const containers = new Map([...before.containers, ...after.containers]);
  const isRunning = new Map(
    [...before.containers.values()].map((container) => [container.id, isUp(container)]),
  );
  for (const happening of log) {
    const { what, container: id, name } = happening;
    const container = [...containers.values()].find((one) => one.id === id);
    const service = project.services.get(container?.request.Labels[LABEL.service] ?? '');
    if (what === 'changed' || !container || !service || container.request.Labels[LABEL.oneOff] === 'True')
      continue;
    const own = log.filter((other) => other.container === id && other.what !== 'changed');
    const position = own.indexOf(happening);
    const [previous, next] = [own[position - 1]?.what, own[position + 1]?.what];
    const has = (hook: 'post_start' | 'pre_stop'): boolean => hooksOf(service, hook).length > 0;
    if (what === 'started' && (next === 'post_start') !== has('post_start'))
      wrong.push(`${name}: start, then ${next}`);
    if (what === 'stopped' && !endsByItself(container) && isRunning.get(container.id) !== false)
      if ((previous === 'pre_stop') !== has('pre_stop')) wrong.push(`${name}: stop after ${previous}`);
    if (what === 'post_start' && previous !== 'started') wrong.push(`${name}: post_start after ${previous}`);
    if (what === 'pre_stop' && next !== 'stopped') wrong.push(`${name}: pre_stop before ${next}`);
  }
  return [...wrong, ...misplacedPreStart(before, after, project)];
}

/** Once before the first container of a service starts, unless another one runs on. */
function misplacedPreStart(before: World, after: World, project: Project): readonly string[] {
  const log = happenings(before, after);
  return [...project.services.values()].flatMap((service) => {
    const own = [...before.containers.values(), ...after.containers.values()]
      .filter(({ request }) => request.Labels[LABEL.service] === service.name)
      .map(({ id }) => id.toString());
    const starts = log.filter(({ what, container }) => what === 'started' && own.includes(container));
    const runsOn = containersOf(before, project, service.name).some(
      (container) =>
        isUp(container) && !log.some((one) => one.container === container.id && one.what !== 'changed'),
    );
    const runs = log.filter(
      ({ what, container }) => what === 'pre_start' && container === service.name,
    ).length;
    const wanted = starts.length > 0 && !runsOn ? hooksOf(service, 'pre_start').length : 0;
    return runs === wanted ? [] : [`${service.name}: ${runs} pre_start, not ${wanted}`];
  });
}

/** Before a container starts, what it depends on is as far as it wants it to be. @returns what is not */
export function unmetNeeds(step: Step, world: World, project: Project): readonly string[] {
  if (step.operation.kind !== 'start-container') return [];
  const service = project.services.get(step.operation.service);
  return [...(service?.dependsOn ?? [])].flatMap(([name, { condition }]) =>
    containersOf(world, project, name)
      .filter((container) => !/^[0-9a-f]{12}_/.test(container.name) && !isReady(container, condition))
      .map((container) => `${step.id} starts ${service?.name} while ${container.name} is ${container.state}`),
  );
}

function isReady(container: Container, condition: string): boolean {
  const isDone = endsByItself(container) && container.exitCode === 0;
  if (condition === 'service_completed_successfully') return isDone;
  if (condition === 'service_healthy') return container.state === 'running' && container.health === 'healthy';
  return container.state === 'running' || isDone;
}
