import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ContainerId } from '../../src/model/ids.ts';
import type { Project } from '../../src/model/project.ts';
import type { ServiceSpec } from '../../src/model/service-spec.ts';
import type { UpIntent } from '../../src/planner/snapshot/intent.ts';
import * as engine from '../support/engine-model/engine-calls.ts';
import { holds } from '../support/engine-model/holds.ts';
import type { Container, World } from '../support/engine-model/objects.ts';
import { someChange, someEditOf } from '../support/engine-model/random-project.ts';
import { containersOf, numberOf, shortcomings } from '../support/engine-model/shortcomings.ts';
import { anEngine, begin, isBlocked, load, loadNamed, up } from '../support/engine-model/stage.ts';
import { happenings, lostVolumes, touched } from '../support/engine-model/what-happened.ts';

const all = (world: World, project: Project): readonly Container[] =>
  [...project.services.keys()].flatMap((name) => containersOf(world, project, name));

const idsOf = (containers: readonly Container[]): readonly ContainerId[] => containers.map(({ id }) => id);
const namesOf = (containers: readonly Container[]): readonly string[] => containers.map(({ name }) => name);

const anonymousOf = ({ mounts }: Container): string | undefined =>
  mounts.find(({ target }) => target === '/anonymous')?.name;

const usesData = ({ services }: Project): boolean =>
  [...services.values()].some(({ volumes }) => volumes.some(({ source }) => source === 'data'));

/** By container: the anonymous volumes that it has. */
const inheritances = (world: World, project: Project): readonly (readonly [string, string])[] =>
  all(world, project).flatMap((container) => {
    const volume = anonymousOf(container);
    return volume === undefined ? [] : [[container.name, volume] as const];
  });

/** Those that go with a service when it is replaced, and so on. */
function followersOf(project: Project, leader: string): ReadonlySet<string> {
  const follows = ({ dependsOn, volumesFrom }: ServiceSpec, name: string): boolean =>
    dependsOn.get(name)?.restart === true || volumesFrom.includes(name);
  const found = new Set([leader]);
  for (const name of found)
    for (const service of project.services.values()) if (follows(service, name)) found.add(service.name);
  return found;
}

const someFlag = fc.option(fc.boolean(), { nil: undefined });

/** Flags that say nothing of replacing what is unchanged. */
const someFlags: fc.Arbitrary<UpIntent> = fc.record({
  noRecreate: someFlag,
  verify: someFlag,
  removeOrphans: someFlag,
  ignoreOrphans: someFlag,
  noDeps: someFlag,
  noStart: someFlag,
  build: fc.constantFrom<UpIntent['build']>(undefined, true, 'never'),
  pull: fc.constantFrom(undefined, 'always', 'missing', 'never', 'build', 'policy'),
  timeoutSeconds: fc.constantFrom(undefined, 1),
  wait: someFlag,
});

/** Of one that ends by itself: it runs again when it is named. */
const isOneShot = ({ command }: ServiceSpec): boolean => command?.[0] === 'true';

describe('planUp() with flags', () => {
  test('changes nothing where nothing changed, whatever the flags and whoever is named', () => {
    const someScale = fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined });
    return holds(
      someChange(),
      [fc.nat(), someFlags, fc.array(fc.nat(), { maxLength: 3 }), someScale],
      async ({ before }, order, flags, choices, count) => {
        const project = await load(before);
        const world = up(anEngine(), project);
        const able = [...project.services.values()].filter((service) => !isOneShot(service));
        fc.pre(able.length > 0 || choices.length === 0);
        const named = choices.flatMap((choice) => able[choice % able.length] ?? []);
        const services = named.map(({ name }) => name);
        const scaled = named.find(({ scale = 1 }) => scale > 1);
        const scale = new Map(count === undefined || !scaled ? [] : [[scaled.name, count]]);
        const intent: UpIntent = { ...flags, services, scale };
        const chosen = await loadNamed(before, intent);
        const once = up(world, chosen, intent, { order });

        if (scale.size === 0) expect(happenings(world, once)).toEqual([]);
        expect(happenings(once, up(once, chosen, intent, { order }))).toEqual([]);
      },
    );
  });

  test('--force-recreate replaces every container, with its name, its number and its anonymous volumes', () =>
    holds(someChange(), [fc.nat(), fc.boolean()], async ({ before }, order, renewAnonVolumes) => {
      const project = await load(before);
      const world = up(anEngine(), project);
      const done = up(world, project, { forceRecreate: true, renewAnonVolumes }, { order });
      const [old, next] = [all(world, project), all(done, project)];

      expect(idsOf(next).filter((id) => idsOf(old).includes(id))).toEqual([]);
      expect(namesOf(next)).toEqual(namesOf(old));
      for (const [index, container] of old.entries()) {
        const [kept, now] = [anonymousOf(container), next[index] && anonymousOf(next[index])];
        if (kept !== undefined) expect(now === kept).toBe(!renewAnonVolumes);
      }
      expect(lostVolumes(world, done)).toEqual([]);
      expect(shortcomings(done, project)).toEqual([]);
    }));

  test('--no-recreate replaces and changes nobody', () =>
    holds(someChange(), [fc.nat()], async (change, order) => {
      const { before, after } = change;
      // Who stays on a network keeps its addresses from the one that has its place in the file now.
      const { next, world } = await begin({ before, after: { ...after, front: before.front } });
      fc.pre(!isBlocked(world, next, true));
      // Who is kept may never become what others wait for now.
      const needs = [...next.services.values()].flatMap(({ dependsOn }) => [...dependsOn.values()]);
      fc.pre(needs.every(({ condition }) => condition === 'service_started'));
      const done = up(world, next, { noRecreate: true }, { order });
      const kept = [...next.services.values()].flatMap(({ name, scale = 1 }) =>
        containersOf(world, next, name).slice(0, scale),
      );

      expect(idsOf(kept).filter((id) => !done.containers.has(id))).toEqual([]);
    }));

  test('touches nobody but the services that are named and those that follow them', () =>
    holds(someChange(), [fc.nat(), fc.nat()], async ({ before }, order, which) => {
      const project = await load(before);
      const world = up(anEngine(), project);
      const names = [...project.services.keys()];
      const named = names[which % Math.max(1, names.length)];
      fc.pre(named !== undefined);
      const done = up(world, project, { services: [named], forceRecreate: true, noDeps: true }, { order });
      const followers = followersOf(project, named);
      const others = names.filter((name) => !followers.has(name));

      expect(touched(world, done, project, others)).toEqual([]);
      expect(idsOf(containersOf(world, project, named)).filter((id) => done.containers.has(id))).toEqual([]);
      expect(shortcomings(done, project)).toEqual([]);
    }));

  test('--always-recreate-deps replaces what the named service depends on, and nothing else', () =>
    holds(someChange(), [fc.nat(), fc.nat()], async ({ before }, order, which) => {
      const project = await load(before);
      const world = up(anEngine(), project);
      const services = [...project.services.values()];
      const named = services[which % Math.max(1, services.length)];
      fc.pre(named !== undefined);
      const done = up(world, project, { services: [named.name], alwaysRecreateDeps: true }, { order });
      const replaced = [...named.dependsOn.keys()].flatMap((name) => containersOf(world, project, name));

      expect(idsOf(replaced).filter((id) => done.containers.has(id))).toEqual([]);
      expect(shortcomings(done, project)).toEqual([]);
    }));

  test('--remove-orphans removes what no service accounts for; without it they are left alone', () =>
    holds(
      someChange(someEditOf('isThere')),
      [fc.nat(), fc.boolean()],
      async (change, order, removeOrphans) => {
        const { old, next, world } = await begin(change);
        fc.pre(!isBlocked(world, next));
        const orphans = [...old.services.keys()].filter(
          (name) => !next.services.has(name) && !next.disabledServices.has(name),
        );
        const done = up(world, next, { removeOrphans }, { order });

        if (removeOrphans) expect(orphans.flatMap((name) => containersOf(done, old, name))).toEqual([]);
        else expect(touched(world, done, old, orphans)).toEqual([]);
        expect(lostVolumes(world, done)).toEqual([]);
      },
    ));

  test('--destroy-data destroys the volume that is named, where it changed, and no other', () =>
    holds(someChange(), [fc.nat(), fc.boolean()], async ({ before }, order, isChanged) => {
      const label = before.data.label === 'one' ? 'two' : 'one';
      const after = isChanged ? { ...before, data: { ...before.data, label } } : before;
      const { next, world } = await begin({ before, after });
      const name = next.volumes.get('data')?.name ?? '';
      fc.pre(usesData(next));
      const done = up(world, next, { destroyData: ['data'] }, { order });

      expect(lostVolumes(world, done)).toEqual(isChanged ? [name] : []);
      expect(done.volumes.get(name)?.labels.version).toBe(after.data.label);
      expect(shortcomings(done, next)).toEqual([]);
      expect(inheritances(done, next)).toEqual(inheritances(world, next));
    }));

  test('--destroy-data, interrupted anywhere, leaves anonymous volumes to those who had them', () =>
    holds(
      someChange(),
      [fc.nat(), fc.nat(40), fc.boolean(), fc.boolean()],
      async ({ before }, order, at, fails, isAgain) => {
        const label = before.data.label === 'one' ? 'two' : 'one';
        const { next, world } = await begin({
          before,
          after: { ...before, data: { ...before.data, label } },
        });
        fc.pre(usesData(next));
        const intent = { destroyData: ['data'] };
        const torn = up(world, next, intent, { order, ...(fails ? { fails: at } : { steps: at }) });
        const repaired = up(torn, next, isAgain ? intent : {}, { order });

        expect(shortcomings(repaired, next)).toEqual([]);
        expect(inheritances(repaired, next)).toEqual(inheritances(world, next));
      },
    ));

  test('removes replicas that are not up to date first, then those with the highest numbers', () =>
    holds(someChange(), [fc.nat(), fc.nat(), fc.nat(3)], async ({ before }, order, which, scale) => {
      const project = await load(before);
      const world = up(anEngine(), project);
      const replicated = [...project.services.values()].filter(
        ({ scale: count = 1, command }) => count > 1 && command?.[0] !== 'true',
      );
      const service = replicated[which % Math.max(1, replicated.length)];
      fc.pre(service !== undefined);
      const replicas = containersOf(world, project, service.name);
      const obsolete = replicas[which % replicas.length];
      if (obsolete) engine.update(world, obsolete.id, { PidsLimit: 99 });
      const done = up(world, project, { scale: new Map([[service.name, scale]]) }, { order });

      const ranked = [...replicas.filter((one) => one !== obsolete), ...(obsolete ? [obsolete] : [])];
      const stay = idsOf(ranked.slice(0, scale));
      expect(stay.filter((id) => !done.containers.has(id))).toEqual([]);
      expect(idsOf(containersOf(done, project, service.name)).filter((id) => stay.includes(id))).toHaveLength(
        Math.min(scale, replicas.length),
      );
      const numbers = containersOf(done, project, service.name).map(numberOf);
      expect(new Set(numbers).size).toBe(scale);
    }));

  test('--no-start creates and starts nobody, and the next run starts them', () =>
    holds(someChange(), [fc.nat()], async ({ before }, order) => {
      const project = await load(before);
      const created = up(anEngine(), project, { noStart: true }, { order });

      expect(happenings(anEngine(), created).filter(({ what }) => what === 'started')).toEqual([]);
      expect(shortcomings(up(created, project, {}, { order }), project)).toEqual([]);
    }));
});
