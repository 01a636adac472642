import { expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { leftOut, planPublish } from '../../../src/planner/commands/plan-publish.ts';
import { planPush } from '../../../src/planner/commands/plan-push.ts';
import { aBuild } from '../../support/a-build.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { lines } from '../../support/lines.ts';

const web = aService('web', { image: 'reg/web:1', build: aBuild({ tags: ['reg/web:2', 'reg/web:1'] }) });
const { image: _, ...nameless } = aService('x', { build: aBuild() });

test('planPush() pushes each name of what is built once, and nothing that only is pulled', () => {
  const plan = planPush(aProject({ services: [web, aService('db'), nameless] }));

  expect(formatPlan(plan)).toBe(
    lines(
      '1 push-image reg/web:1 because requested by push',
      '2 push-image reg/web:2 because requested by push',
    ),
  );
  expect(plan.warnings).toHaveLength(1);
});

test('planPublish() publishes after what it needs was pushed', () => {
  const project = aProject({ services: [web, aService('db')] });

  expect(formatPlan(planPublish(project, { reference: 'reg/app:1', layers: [] }))).toBe(
    lines(
      '1 push-image reg/web:1 because requested by publish',
      '2 push-image reg/web:2 because requested by publish',
      '3 publish-artifact reg/app:1 after 1,2 because requested by publish',
    ),
  );
});

test('planPublish() pushes nothing of services that are off, nor under a name without a registry', () => {
  const project = aProject({
    services: [aService('api', { image: 'shop-api', build: aBuild({ tags: ['reg/api:1'] }) })],
    disabledServices: [{ ...web, name: 'later' }],
  });
  const plan = planPublish(project, { reference: 'reg/app:1', layers: [] });

  expect(plan.steps.map(({ operation }) => operation)).toMatchObject([
    { kind: 'push-image', image: 'reg/api:1' },
    { kind: 'publish-artifact' },
  ]);
  expect(plan.warnings).toEqual([
    'the image names no registry, so nothing is pushed that others could pull: shop-api (api)',
  ]);
});

test('planPublish() leaves out tests and what is off without an image, and what needs them', () => {
  const project = aProject({
    services: [web, { ...nameless, name: 'e2e', extensions: new Map([['x-gantry', { test: true }]]) }],
    disabledServices: [nameless, aService('y', { dependsOn: { x: 'service_started' } })],
  });

  expect([...leftOut(project)].sort()).toEqual(['e2e', 'x', 'y']);
  expect(planPublish(project, { reference: 'reg/app:1', layers: [] }).warnings).toEqual([
    'not published, as they have no `image` and are not on, or are tests: e2e, x, y',
  ]);
});

test('planPublish() refuses a service that others could not get', () => {
  const project = aProject({ services: [nameless] });

  expect(() => planPublish(project, { reference: 'reg/app:1', layers: [] })).toThrow(/no image.*: x/);
});

test('planPublish() holds the project to the images of now only when asked for', () => {
  const project = aProject({
    services: [aService('db', { image: 'db:1' }), { ...nameless, provider: { type: 'cloud' } }],
  });
  const artifact = (intent: Partial<Parameters<typeof planPublish>[1]> = {}) =>
    planPublish(project, { reference: 'reg/app:1', layers: [], ...intent }).steps.at(-1)?.operation;

  expect(artifact({ pinImages: true, ociVersion: '1.0', insecure: true })).toEqual({
    kind: 'publish-artifact',
    reference: 'reg/app:1',
    layers: [],
    insecure: true,
    pinned: new Map([['db', 'db:1']]),
    ociVersion: '1.0',
  });
  expect(artifact()).toStrictEqual({
    kind: 'publish-artifact',
    reference: 'reg/app:1',
    layers: [],
    insecure: false,
    pinned: new Map(),
  });
});

test('planPublish() names all services that others could not get, and what to do', () => {
  const project = aProject({ services: [{ ...nameless, name: 'z' }, nameless] });

  expect(() => planPublish(project, { reference: 'reg/app:1', layers: [] })).toThrow(
    expect.objectContaining({
      code: 'bad-usage',
      message: 'what has no image cannot be published: x, z',
      hint: 'give these services an `image`, the name under which they are pushed',
    }),
  );
});

test('planPush() names all who use an image, and leaves out what a provider makes', () => {
  const other = aService('other', { image: 'reg/web:1', build: aBuild() });
  const plan = planPush(
    aProject({ services: [web, other, { ...web, name: 'p', provider: { type: 'c' } }] }),
    {
      ignoreFailures: true,
    },
  );

  expect(plan.steps).toMatchObject([
    { operation: { image: 'reg/web:1', services: ['other', 'web'] }, optional: true },
    { operation: { image: 'reg/web:2', services: ['web'] }, optional: true },
  ]);
  expect(plan).toMatchObject({ verb: 'push', warnings: [] });
});
