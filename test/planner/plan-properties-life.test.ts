import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LABEL } from '../../src/model/labels.ts';
import type { Plan, Step } from '../../src/model/plan.ts';
import type { Project } from '../../src/model/project.ts';
import { planDown } from '../../src/planner/commands/plan-down.ts';
import { planRestart } from '../../src/planner/commands/plan-restart.ts';
import { planRm } from '../../src/planner/commands/plan-rm.ts';
import { planStart } from '../../src/planner/commands/plan-start.ts';
import { planStop } from '../../src/planner/commands/plan-stop.ts';
import * as engine from '../support/engine-model/engine-calls.ts';
import { holds } from '../support/engine-model/holds.ts';
import { type Container, imageOf, isUp, type World } from '../support/engine-model/objects.ts';
import { observe } from '../support/engine-model/observe.ts';
import { endsByItself, settle } from '../support/engine-model/operate.ts';
import { someChange } from '../support/engine-model/random-project.ts';
import { runPlan } from '../support/engine-model/run-plan.ts';
import { containersOf, shortcomings } from '../support/engine-model/shortcomings.ts';
import { anEngine, begin, isBlocked, load, up } from '../support/engine-model/stage.ts';
import {
  happenings,
  lostVolumes,
  misplacedHooks,
  unmetNeeds,
} from '../support/engine-model/what-happened.ts';

/** What another project has on the same engine, a network of ours included. */
function withNeighbour(world: World): World {
  const labels = { [LABEL.project]: 'other', [LABEL.service]: 'web', [LABEL.oneOff]: 'False' };
  engine.createNetwork(world, { Name: 'other_default', Labels: { [LABEL.project]: 'other' } });
  engine.createVolume(world, { Name: 'other_data', Labels: { [LABEL.project]: 'other' } });
  const request = {
    Image: 'busybox:latest',
    Labels: labels,
    HostConfig: { NetworkMode: 'other_default' },
    NetworkingConfig: { EndpointsConfig: { other_default: {}, outside: {} } },
  };
  engine.start(world, engine.create(world, 'other-web-1', request, imageOf('busybox:latest')));
  return world;
}

const own = (world: World, project: Project): readonly Container[] =>
  [...world.containers.values()].filter(({ request }) => request.Labels[LABEL.project] === project.name);

/** Nobody is stopped while somebody runs who depends on it. */
const stillNeeded = ({ operation }: Step, world: World, project: Project): readonly string[] =>
  operation.kind !== 'stop-container'
    ? []
    : [...project.services.values()]
        .filter(({ dependsOn }) => dependsOn.has(operation.service))
        .flatMap(({ name }) => containersOf(world, project, name).filter(isUp))
        .map(({ name }) => `${operation.name} is stopped while ${name} runs`);

const look = (world: World, project: Project) => observe(world, project.name);

describe('planDown() of any project', () => {
  test('leaves nothing of the project, in whatever order, and all that is of others', () =>
    holds(someChange(), [fc.nat(), fc.boolean()], async (change, order, volumes) => {
      const { next, world } = await begin(change);
      fc.pre(!isBlocked(world, next));
      const now = withNeighbour(up(world, next));
      const needed: string[] = [];
      const left = runPlan(now, planDown(next, look(now, next), { volumes, removeOrphans: true }), {
        order,
        watch: (step, then) => needed.push(...stillNeeded(step, then, next)),
      });

      expect([...left.containers.values()].map(({ name }) => name)).toEqual(['other-web-1']);
      expect([...left.networks.values()].map(({ name }) => name)).toEqual(['outside', 'other_default']);
      expect(needed).toEqual([]);
      expect(happenings(now, left).filter(({ what }) => what === 'torn')).toEqual([]);
      const mounted = new Set(own(now, next).flatMap(({ mounts }) => mounts.map(({ name }) => name)));
      const ours = [...now.volumes.values()].filter(
        ({ name, labels }) => mounted.has(name) || labels[LABEL.project] === next.name,
      );
      const lost = volumes ? ours.map(({ name }) => name).filter((name) => name !== 'kept') : [];
      expect([...lostVolumes(now, left)].sort()).toEqual(lost.sort());
    }));

  test('keeps a network that a container of somebody else is on', () =>
    holds(someChange(), [fc.nat()], async ({ before }, order) => {
      const project = await load(before);
      const now = withNeighbour(up(anEngine(), project));
      const guest = [...now.containers.values()].find(({ name }) => name === 'other-web-1');
      const network = [...now.networks.values()].find(({ labels }) => labels[LABEL.project] === project.name);
      fc.pre(guest !== undefined && network !== undefined);
      engine.connect(now, guest.id, network.name, {});
      const left = runPlan(now, planDown(project, look(now, project)), { order });

      expect(left.networks.has(network.id)).toBe(true);
      expect(own(left, project)).toEqual([]);
    }));
});

describe('the life of any project', () => {
  const running = async (change: Parameters<Parameters<typeof holds>[2]>[0]) => {
    const project = await load(change.before);
    return { project, world: up(anEngine(), project) };
  };
  const run = (world: World, plan: Plan, project: Project, order: number) => {
    const unmet: string[] = [];
    const done = runPlan(world, plan, {
      order,
      watch: (step, now) => unmet.push(...unmetNeeds(step, now, project), ...stillNeeded(step, now, project)),
    });
    expect(unmet).toEqual([]);
    return settle(done);
  };

  test('stop and start leave everything where it is', () =>
    holds(someChange(), [fc.nat()], async (change, order) => {
      const { project, world } = await running(change);
      fc.pre(own(world, project).length > 0);
      const stopped = run(world, planStop(project, look(world, project)), project, order);
      expect(own(stopped, project).filter(isUp)).toEqual([]);
      const started = run(stopped, planStart(project, look(stopped, project)), project, order);

      expect(shortcomings(started, project)).toEqual([]);
      expect([...started.containers.keys()]).toEqual([...world.containers.keys()]);
      expect(misplacedHooks(world, stopped, project)).toEqual([]);
      expect(misplacedHooks(stopped, started, project)).toEqual([]);
    }));

  test('restart starts every container once', () =>
    holds(someChange(), [fc.nat()], async (change, order) => {
      const { project, world } = await running(change);
      const done = settle(runPlan(world, planRestart(project, look(world, project)), { order }));
      const starts = happenings(world, done).flatMap(({ what, container }) =>
        what === 'started' ? [container] : [],
      );

      expect([...starts].sort()).toEqual(
        own(world, project)
          .map(({ id }) => id.toString())
          .sort(),
      );
      expect(shortcomings(done, project)).toEqual([]);
    }));

  test('rm takes what has stopped, with --stop all of it, and up brings it back with its data', () =>
    holds(someChange(), [fc.nat(), fc.boolean()], async (change, order, stop) => {
      const { project, world } = await running(change);
      const done = run(world, planRm(project, look(world, project), { stop }), project, order);
      const ran = own(world, project).filter(isUp);

      expect(own(done, project)).toEqual(stop ? [] : ran);
      expect(ran.every((container) => !endsByItself(container))).toBe(true);
      expect(lostVolumes(world, done)).toEqual([]);
      expect(shortcomings(up(done, project, {}, { order }), project)).toEqual([]);
    }));
});
