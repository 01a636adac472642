import { expect, test } from 'vitest';
import { endedInstances } from '../../src/instance/ended-instances.ts';
import { expiryMarker, identityLabels, ownerText } from '../../src/model/instance.ts';
import { LABEL } from '../../src/model/labels.ts';
import {
  containerLabels,
  hookLabels,
  networkLabels,
  volumeLabels,
} from '../../src/planner/request/labels.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const before = { [LABEL.instanceExpires]: '2026-01-01T11:59:59Z' };
const after = { [LABEL.instanceExpires]: '2026-01-01T12:00:01Z' };
const ownedBy = (pid: number) => ({
  [LABEL.instanceOwner]: ownerText({ host: 'ci', bootId: 'b', pid, startTime: '1' }),
});
const isDead = ({ pid }: { readonly pid: number }) => pid === 666;

type Labels = Readonly<Record<string, string>>;

const ofReview = (more: Labels = {}): Labels => ({
  [LABEL.project]: 'shop-review',
  [LABEL.instance]: 'review',
  [LABEL.instanceOf]: 'shop',
  ...more,
});

const ended = (...labels: readonly Labels[]) =>
  endedInstances(labels, NOW, isDead).map(({ project, why }) => `${project} ${why.kind}`);

test.each<[string, readonly Labels[], readonly string[]]>([
  ['whose time is over', [ofReview(before)], ['shop-review expired']],
  [
    'whose containers say a time that is over, and has no owner on its volumes',
    [ofReview(before), ofReview()],
    ['shop-review expired'],
  ],
  [
    'that was given less time',
    [ofReview(after), ofReview({ ...before, [LABEL.instanceMarker]: 'true' })],
    ['shop-review expired'],
  ],
  ['whose owner has ended', [ofReview(ownedBy(666)), ofReview(ownedBy(666))], ['shop-review owner-gone']],
  [
    'whose owner has ended before its time was over',
    [ofReview({ ...after, ...ownedBy(666) })],
    ['shop-review owner-gone'],
  ],
])('endedInstances() has one %s', (_, labels, expected) => {
  expect(ended(...labels)).toEqual(expected);
});

test('endedInstances() has what a test run left behind that was killed', () => {
  const owner = { host: 'ci', bootId: 'b', pid: 666, startTime: '1' };
  const instance = { name: 'review', of: 'shop', expires: '2026-01-02T12:00:00Z', ttlSeconds: 86_400, owner };
  const own = new Map(Object.entries(identityLabels(instance)));
  const service = aService('web', { labels: identityLabels(instance) });
  const project = { ...aProject({ name: 'shop-review' }), instance };

  expect(
    ended(
      containerLabels(project, service, 1),
      hookLabels(project, service, 'pre_start'),
      networkLabels(project, 'default', own),
      volumeLabels(project, 'data', own),
      expiryMarker('shop-review', instance).Labels ?? {},
    ),
  ).toEqual(['shop-review owner-gone']);
});

test.each<[string, readonly Labels[]]>([
  ['a project that is no instance', [{ [LABEL.project]: 'shop', ...before }]],
  ['a thing of nobody', [{ ...before, ...ownedBy(666) }]],
  ['an instance without a time', [ofReview()]],
  ['an instance that was given more time', [ofReview(before), ofReview(after)]],
  ['an instance with a time that nobody can read', [ofReview({ [LABEL.instanceExpires]: 'soon' })]],
  ['an instance whose owner runs', [ofReview(ownedBy(1))]],
  ['an instance that one of two owners still needs', [ofReview(ownedBy(666)), ofReview(ownedBy(1))]],
  ['an instance that was started by hand since its owner ended', [ofReview(ownedBy(666)), ofReview()]],
  [
    'a project of which one thing belongs to no instance',
    [
      ofReview(before),
      { [LABEL.project]: 'shop-review' },
      ofReview({ ...before, [LABEL.instanceMarker]: 'true' }),
    ],
  ],
  [
    'an instance that has something of another one in it',
    [ofReview(before), ofReview({ [LABEL.instanceOf]: 'store' })],
  ],
])('endedInstances() leaves %s alone', (_, labels) => {
  expect(ended(...labels)).toEqual([]);
  expect(ended(...labels.toReversed())).toEqual([]);
});
