import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import type { DependencyCondition, Project, ServiceSpec } from '../../src/model/project.ts';
import { planDown } from '../../src/planner/plan-down.ts';
import { planUp } from '../../src/planner/plan-up.ts';
import { aBuild } from '../support/a-build.ts';
import { aNetwork } from '../support/a-network.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { aVolume } from '../support/a-volume.ts';
import { anObserved } from '../support/an-observed.ts';
import { applyPlan, inspectionsOf } from '../support/apply-plan.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;
const NETWORKS = ['front', 'back'] as const;

const aCondition = fc.constantFrom<DependencyCondition>('service_started', 'service_healthy');

/** Services depend only on those before them in the alphabet, so that there is no cycle. */
const someService = (index: number): fc.Arbitrary<ServiceSpec> =>
  fc
    .record({
      networks: fc.subarray([...NETWORKS]),
      dependencies: fc.subarray(NAMES.slice(0, index)),
      condition: aCondition,
      restart: fc.boolean(),
      required: fc.boolean(),
      scale: fc.integer({ min: 0, max: 3 }),
      hostname: fc.constantFrom('one', 'two'),
      image: fc.constantFrom('busybox', 'app'),
      built: fc.boolean(),
      lender: fc.option(fc.constantFrom(...NAMES.slice(0, Math.max(1, index))), { nil: undefined }),
      volume: fc.boolean(),
      memory: fc.option(fc.constantFrom(64, 128), { nil: undefined }),
      restarts: fc.option(fc.constantFrom('always', 'no'), { nil: undefined }),
    })
    .map(
      ({
        networks,
        dependencies,
        condition,
        restart,
        required,
        scale,
        hostname,
        image,
        built,
        lender,
        volume,
        memory,
        restarts,
      }) =>
        aService(NAMES[index] ?? 'z', {
          networks: index > 0 && lender !== undefined ? [] : networks,
          dependsOn: Object.fromEntries(dependencies.map((name) => [name, { condition, restart, required }])),
          scale,
          hostname,
          ...(memory === undefined ? {} : { memLimitBytes: memory * 2 ** 20 }),
          ...(restarts === undefined ? {} : { restart: restarts }),
          image,
          ...(built ? { build: aBuild() } : {}),
          ...(index > 0 && lender !== undefined ? { pid: `service:${lender}` } : {}),
          volumes: volume ? [{ type: 'volume', source: 'data', target: '/data' }] : [],
        }),
    );

const someProject: fc.Arbitrary<Project> = fc
  .tuple(fc.tuple(...NAMES.map((_, index) => someService(index))), fc.boolean())
  .map(([services, internal]) =>
    aProject({
      // Nobody can lend a namespace without a container.
      services: services.map((service) =>
        services.some(({ pid }) => pid === `service:${service.name}`) ? { ...service, scale: 1 } : service,
      ),
      networks: NETWORKS.map((key) => aNetwork(key, { internal })),
      volumes: [aVolume('data')],
    }),
  );

const up = (project: Project, observed = anObserved(), intent = {}) =>
  planUp(project, observed, intent, inspectionsOf(observed));

const shuffled = (project: Project): Project => ({
  ...project,
  services: new Map([...project.services].reverse()),
  networks: new Map([...project.networks].reverse()),
});

describe('planUp() of any project', () => {
  test('lets a step come only after smaller ones', () => {
    fc.assert(
      fc.property(someProject, someProject, (before, after) => {
        const observed = applyPlan(anObserved(), up(before));
        for (const { id, after: ids } of up(after, observed, { build: true }).steps)
          for (const earlier of ids) expect(earlier).toBeLessThan(id);
      }),
    );
  });

  test('does not depend on the order in which things are written', () => {
    fc.assert(
      fc.property(someProject, (project) => {
        expect(formatPlan(up(shuffled(project)))).toBe(formatPlan(up(project)));
      }),
    );
  });

  test('has nothing left to do when it is done, from whatever was there before', () => {
    fc.assert(
      fc.property(someProject, someProject, (before, after) => {
        const observed = applyPlan(anObserved(), up(before));
        const done = applyPlan(observed, up(after, observed));

        expect(formatPlan(up(after, done))).toBe('');
      }),
    );
  });

  test('repairs what is left when it is interrupted anywhere', () => {
    fc.assert(
      fc.property(someProject, someProject, fc.nat(60), (before, after, steps) => {
        const observed = applyPlan(anObserved(), up(before));
        const torn = applyPlan(observed, up(after, observed), { steps });
        const repaired = applyPlan(torn, up(after, torn));

        expect(formatPlan(up(after, repaired))).toBe('');
      }),
    );
  });

  test('has nothing left to do after a build that gave other images, or the same', () => {
    fc.assert(
      fc.property(someProject, (project) => {
        const observed = applyPlan(anObserved(), up(project));
        const done = applyPlan(observed, up(project, observed, { build: true, pull: 'always' }));

        expect(formatPlan(up(project, done))).toBe('');
      }),
    );
  });

  test('touches networks, volumes and containers only after every image is there', () => {
    fc.assert(
      fc.property(someProject, (project) => {
        const { steps } = up(project);
        const isImage = (kind: string): boolean => kind === 'pull-image' || kind === 'build-image';
        const images = steps.filter(({ operation }) => isImage(operation.kind)).map(({ id }) => id);
        const before = new Map<number, Set<number>>();
        for (const { id, after, operation } of steps) {
          const all = new Set(after.flatMap((earlier) => [earlier, ...(before.get(earlier) ?? [])]));
          before.set(id, all);
          if (!isImage(operation.kind)) for (const image of images) expect(all).toContain(image);
        }
      }),
    );
  });
});

describe('planDown() of any project', () => {
  test('leaves nothing, and stops nobody before those who depend on it', () => {
    fc.assert(
      fc.property(someProject, (project) => {
        const observed = applyPlan(anObserved(), up(project));
        const left = applyPlan(observed, planDown(project, observed, { volumes: true }));

        expect([left.containers, left.networks, left.volumes]).toEqual([[], [], []]);
      }),
    );
  });
});
