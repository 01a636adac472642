import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { imageId } from '../../../src/model/ids.ts';
import type { ObservedImage } from '../../../src/model/observed.ts';
import { imagesToInspect } from '../../../src/planner/images/pull-policy.ts';
import type { UpIntent } from '../../../src/planner/snapshot/intent.ts';
import { aBuild } from '../../support/a-build.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObserved } from '../../support/an-observed.ts';
import { planUp } from '../../support/planning.ts';

const HOUR = 3_600_000;
const web = (overrides: Parameters<typeof aService>[1] = {}) =>
  aService('web', { image: 'app', ...overrides });

/** The first step for a service, when the engine has its image as it is described. */
function first(service: ReturnType<typeof web>, image: Partial<ObservedImage>, intent: UpIntent = {}) {
  const images = new Map([['app', { id: imageId('sha256:app'), ...image }]]);
  const plan = planUp(aProject({ services: [service] }), anObserved({ images }), intent, new Map());
  return formatPlan(plan).split('\n')[0];
}

const KEPT = '1 create-container web/1 because missing';
const pulled = (by: string, more = ' optional') => `1 pull-image app${more} because requested by ${by}`;

describe('planUp() with a policy that knows time', () => {
  test.each([
    ['daily', 23, false],
    ['daily', 24, true],
    ['weekly', 24 * 6, false],
    ['weekly', 24 * 7, true],
    ['every_2h30m', 2, false],
    ['every_2h30m', 3, true],
    ['every_1w2d', 24 * 8, false],
    ['every_1w2d', 24 * 9, true],
  ])('%s: pulls an image of %i hours: %s', (pullPolicy, hours, pulls) => {
    expect(first(web({ pullPolicy }), { namedAgoMs: hours * HOUR })).toBe(
      pulls ? pulled(`pull_policy ${pullPolicy}`) : KEPT,
    );
  });

  test('pulls an image whose age the engine does not know, and goes on with it when that fails', () => {
    expect(first(web({ pullPolicy: 'daily' }), {})).toBe(pulled('pull_policy daily'));
  });

  test('is overruled by --pull, which may name such a policy too', () => {
    expect(first(web({ pullPolicy: 'daily' }), {}, { pull: 'never' })).toBe(KEPT);
    expect(first(web({ pullPolicy: 'daily' }), {}, { pull: 'missing' })).toBe(KEPT);
    expect(first(web(), { namedAgoMs: HOUR }, { pull: 'every_1h' })).toBe(pulled('--pull every_1h'));
    expect(first(web({ pullPolicy: 'daily' }), {}, { pull: 'always' })).toBe(pulled('--pull always', ''));
  });

  test('builds what can be built only when it is missing', () => {
    const built = web({ pullPolicy: 'daily', build: aBuild() });

    expect(first(built, { namedAgoMs: HOUR })).toBe(KEPT);
  });
});

describe('planUp() with a platform', () => {
  test('takes an image for another platform for missing', () => {
    const wrong = { platform: 'linux/amd64' };

    expect(first(web({ platform: 'linux/arm64' }), wrong)).toBe(
      '1 pull-image app because changed: platform linux/amd64 -> linux/arm64',
    );
    expect(first(web({ platform: 'linux/x86_64' }), wrong)).toBe(KEPT);
    expect(first(web({ platform: 'arm/v7' }), { platform: 'linux/arm/v6' })).toContain('pull-image');
    expect(first(web({ platform: 'linux/arm64' }), { platform: 'linux/arm64/v8' })).toBe(KEPT);
  });
});

test('imagesToLookAt() names the images of which lists do not tell enough, and no other', () => {
  const project = aProject({
    services: [
      aService('a', { image: 'plain' }),
      aService('b', { image: 'old', pullPolicy: 'weekly' }),
      aService('c', { image: 'arm', platform: 'linux/arm64' }),
      aService('d', { image: 'old', pullPolicy: 'every_1h' }),
    ],
  });

  expect(imagesToInspect(project, undefined)).toEqual(['arm', 'old']);
  expect(imagesToInspect(project, 'missing')).toEqual(['arm']);
  expect(imagesToInspect(project, 'daily')).toEqual(['arm', 'old', 'plain']);
});
