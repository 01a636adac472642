import { expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { imageId } from '../../../src/model/ids.ts';
import type { ServiceSpec } from '../../../src/model/service-spec.ts';
import { planPull } from '../../../src/planner/commands/plan-pull.ts';
import type { PullIntent } from '../../../src/planner/snapshot/intent.ts';
import { aBuild } from '../../support/a-build.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObserved } from '../../support/an-observed.ts';
import { lines } from '../../support/lines.ts';

const HAVE = anObserved({
  images: new Map(['db:1', 'db', 'db:latest'].map((name) => [name, { id: imageId(`sha256:${name}`) }])),
});

const plan = (services: readonly ServiceSpec[], intent: PullIntent = {}) =>
  planPull(aProject({ services }), HAVE, intent);

test('planPull() pulls each image once, also one that is there', () => {
  const { image: _, ...built } = aService('built', { build: aBuild() });
  const services = [
    aService('a', { image: 'db:1' }),
    aService('b', { image: 'db:1' }),
    aService('c', { image: 'new' }),
    built,
  ];

  expect(formatPlan(plan(services))).toBe(
    lines('1 pull-image db:1 because requested by pull', '2 pull-image new because missing'),
  );
});

test('planPull() does as pull_policy says, and what --policy says counts more', () => {
  const services = [
    aService('missing', { image: 'db:1', pullPolicy: 'missing' }),
    aService('latest', { image: 'db', pullPolicy: 'missing' }),
    aService('never', { image: 'n', pullPolicy: 'never' }),
    aService('build', { image: 'b', pullPolicy: 'build', build: aBuild() }),
  ];

  expect(formatPlan(plan(services))).toBe('1 pull-image db because requested by pull');
  expect(formatPlan(plan(services, { policy: 'always' }))).toMatch(
    /pull-image b .*\n.* db .*\n.* db:1 .*\n.* n /,
  );
  expect(plan(services, { policy: 'missing' }).unchanged).toEqual([{ kind: 'image', name: 'db:1' }]);
});

test('planPull() knows what can be built instead, or leaves it out', () => {
  const services = [aService('web', { image: 'w', build: aBuild() })];

  expect(plan(services).steps).toMatchObject([{ operation: { image: 'w', builtBy: 'web' } }]);
  expect(plan(services, { ignoreBuildable: true }).steps).toEqual([]);
});

test('planPull() makes failures warnings when they are to be ignored', () => {
  expect(plan([aService('a')], { ignoreFailures: true }).steps).toMatchObject([{ optional: true }]);
});

test('planPull() pulls an image for each platform that services want, or that all are for', () => {
  const services = [
    aService('a', { image: 'x', platform: 'linux/arm64' }),
    aService('b', { image: 'x' }),
    aService('c', { image: 'x' }),
  ];
  const platforms = (of: Parameters<typeof planPull>[0]) =>
    planPull(of, HAVE, {}).steps.map(({ operation }) =>
      operation.kind === 'pull-image' ? [operation.platform, operation.services] : [],
    );

  expect(platforms(aProject({ services }))).toEqual([
    ['linux/arm64', ['a']],
    [undefined, ['b', 'c']],
  ]);
  expect(platforms({ ...aProject({ services }), defaultPlatform: 'linux/arm64' })).toEqual([
    ['linux/arm64', ['a', 'b', 'c']],
  ]);
});

test('planPull() is content with an image that is there, but not with one that is called latest', () => {
  const missing = (image: string) =>
    plan([aService('a', { image, pullPolicy: 'if_not_present' })]).steps.length;

  expect(missing('db:1')).toBe(0);
  expect(missing('db')).toBe(1);
  expect(missing('db:latest')).toBe(1);
  expect(missing('new:1')).toBe(1);
  const pinned = 'db@sha256:1';
  const have = anObserved({
    images: new Map([
      [pinned, { id: imageId('x') }],
      ['reg:5000/db', { id: imageId('y') }],
      ['db:16', { id: imageId('z') }],
    ]),
  });
  const pulls = (image: string) =>
    planPull(aProject({ services: [aService('a', { image, pullPolicy: 'missing' })] }), have, {}).steps
      .length;
  expect(pulls(pinned)).toBe(0);
  expect(pulls('reg:5000/db')).toBe(1);
  expect(pulls('db:16')).toBe(0);
});

test('planPull() pulls nothing that a provider makes, and fails unless told otherwise', () => {
  const [step] = plan([aService('a')]).steps;

  expect(plan([aService('a', { provider: { type: 'cloud' } })], { policy: 'always' }).steps).toEqual([]);
  expect(step).not.toHaveProperty('optional');
  expect(step?.operation).not.toHaveProperty('builtBy');
  expect(step?.operation).not.toHaveProperty('platform');
});

test('planPull() makes a plan of its own name', () => {
  expect(plan([aService('a')])).toMatchObject({ verb: 'pull', project: 'app' });
});
