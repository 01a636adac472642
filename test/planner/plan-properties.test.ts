import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import type { ContainerId } from '../../src/model/ids.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Project } from '../../src/model/project.ts';
import { byHand, meant, someHand } from '../support/engine-model/by-hand.ts';
import { the } from '../support/engine-model/engine-calls.ts';
import { holds } from '../support/engine-model/holds.ts';
import { imageOf, type World } from '../support/engine-model/objects.ts';
import { quietServices } from '../support/engine-model/quiet-services.ts';
import { someChange, someEditOf, withoutMacs } from '../support/engine-model/random-project.ts';
import { runPlan } from '../support/engine-model/run-plan.ts';
import { containersOf, shortcomings } from '../support/engine-model/shortcomings.ts';
import { anEngine, begin, isBlocked, load, planFor, up } from '../support/engine-model/stage.ts';
import {
  happenings,
  lostVolumes,
  misplacedHooks,
  touched,
  unmetNeeds,
} from '../support/engine-model/what-happened.ts';
import { writeProject } from '../support/engine-model/write-project.ts';

/** As the project wants it, with nothing left to do, however closely one looks. */
function expectSettled(world: World, project: Project): void {
  expect(shortcomings(world, project)).toEqual([]);
  expect(formatPlan(planFor(world, project))).toBe('');
  expect(formatPlan(planFor(world, project, { verify: true }))).toBe('');
}

describe('planUp() of any project', () => {
  test('lets a step come only after smaller ones, and after every image', () =>
    holds(someChange(), [], async ({ before }) => {
      const { steps } = planFor(anEngine(), await load(before));
      const isImage = ({ operation }: Plan['steps'][number]): boolean => operation.kind.endsWith('-image');
      const images = steps.filter(isImage).map(({ id }) => id);
      const earlier = new Map<number, ReadonlySet<number>>();
      for (const step of steps) {
        const all = new Set(step.after.flatMap((id) => [id, ...(earlier.get(id) ?? [])]));
        earlier.set(step.id, all);
        for (const id of step.after) expect(id).toBeLessThan(step.id);
        if (!isImage(step)) for (const image of images) expect(all).toContain(image);
      }
    }));

  test('does not depend on the order in which things are written', () =>
    holds(someChange(), [], async (change) => {
      const { next, world } = await begin(change);
      const shuffled: Project = {
        ...next,
        services: new Map([...next.services].reverse()),
        networks: new Map([...next.networks].reverse()),
        volumes: new Map([...next.volumes].reverse()),
      };

      expect(formatPlan(planFor(world, shuffled))).toBe(formatPlan(planFor(world, next)));
    }));

  test('reaches what the files say, in whatever order its steps are run, and has nothing left to do', () =>
    holds(someChange(), [fc.nat()], async (change, order) => {
      const { old, next, world } = await begin(change, order);
      fc.pre(!isBlocked(world, next));

      expectSettled(world, old);
      expectSettled(up(world, next, {}, { order }), next);
    }));

  test('touches no service that nothing changed for, and loses no data', () =>
    holds(someChange(), [fc.nat()], async (change, order) => {
      const { next, world } = await begin(change);
      fc.pre(!isBlocked(world, next));
      const done = up(world, next, {}, { order });
      const quiet = quietServices(writeProject(change.before), writeProject(change.after));

      expect(touched(world, done, next, quiet)).toEqual([]);
      expect(lostVolumes(world, done)).toEqual([]);
      expect(happenings(world, done).filter(({ what }) => what === 'torn')).toEqual([]);
    }));

  test('starts nobody before what it depends on, and runs hooks where containers start and stop', () =>
    holds(someChange(), [fc.nat()], async (change, order) => {
      const { next, world } = await begin(change);
      fc.pre(!isBlocked(world, next));
      const unmet: string[] = [];
      const done = runPlan(world, planFor(world, next), {
        order,
        watch: (step, now) => unmet.push(...unmetNeeds(step, now, next)),
      });

      expect(unmet).toEqual([]);
      expect(misplacedHooks(world, done, next)).toEqual([]);
    }));

  test('repairs what is left when it is interrupted anywhere, or when any step fails', () =>
    holds(someChange(), [fc.nat(), fc.nat(60), fc.boolean()], async (change, order, at, fails) => {
      const { next, world } = await begin(change);
      fc.pre(!isBlocked(world, next));
      const torn = up(world, next, {}, { order, ...(fails ? { fails: at } : { steps: at }) });
      const repaired = up(torn, next, {}, { order });

      expectSettled(repaired, next);
      expect(lostVolumes(world, repaired)).toEqual([]);
    }));

  test('takes back what was done by hand', () => {
    const someHands = fc.array(someHand, { maxLength: 6 });
    return holds(
      someChange(),
      [fc.nat(), someHands, fc.boolean()],
      async (change, order, hands, isEdited) => {
        // One that is taken out of the file of a stopped container shows only when that one runs again.
        const { old, next, world } = await begin(isEdited ? withoutMacs(change) : change);
        const wanted = isEdited ? next : old;
        let now = world;
        const done = hands.flatMap((numbers) => {
          const hand = meant(now, wanted.name, numbers);
          if (hand) now = byHand(now, hand);
          return hand ? [hand] : [];
        });
        fc.pre(!isBlocked(now, wanted));
        // What somebody asked for who left a network and joined it again is not in lists.
        const verify = done.some(({ does }) => does === 'connect' || does === 'disconnect');
        const repaired = up(now, wanted, { verify }, { order });

        expectSettled(repaired, wanted);
        expect(lostVolumes(now, repaired)).toEqual([]);
      },
    );
  });

  test('changes limits, restart policies and aliases of containers that run on', () =>
    holds(someChange(someEditOf('pids', 'restart', 'alias')), [fc.nat()], async (change, order) => {
      // Who has a MAC address of its own has to be replaced where its network changes.
      const { next, world } = await begin(withoutMacs(change));
      const done = up(world, next, {}, { order });
      const other = happenings(world, done).filter(({ what }) => what !== 'changed');

      expect(other).toEqual([]);
      expectSettled(done, next);
    }));

  test('has a container join its new networks before it leaves the old ones', () =>
    holds(someChange(someEditOf('networks')), [fc.nat()], async (change, order) => {
      const { next, world } = await begin(change);
      const cutOff: ContainerId[] = [];
      const done = runPlan(world, planFor(world, next), {
        order,
        watch: ({ operation }, now) => {
          if (operation.kind !== 'disconnect-network') return;
          const { id, networks } = the(now, operation.container);
          if (networks.size === 1) cutOff.push(id);
        },
      });

      for (const id of cutOff) {
        const joined = [...(done.containers.get(id)?.networks.keys() ?? [])];
        expect(joined.filter((name) => !the(world, id).networks.has(name))).toEqual([]);
      }
    }));

  test('replaces whom a pull gave another image, and touches nobody when it gave the same', () =>
    holds(someChange(), [fc.nat(), fc.boolean()], async ({ before }, order, isNew) => {
      const project = await load(before);
      const world = up(anEngine(), project);
      if (isNew) world.sources.set('app', imageOf('app', 2));
      const done = up(world, project, { pull: 'always', build: true }, { order });
      const users = [...project.services.values()].filter(({ image }) => image === 'app');

      for (const { name } of users)
        for (const { image } of containersOf(done, project, name))
          expect(image).toBe(imageOf('app', isNew ? 2 : 1));
      if (!isNew) expect(happenings(world, done)).toEqual([]);
      expectSettled(done, project);
    }));
});
