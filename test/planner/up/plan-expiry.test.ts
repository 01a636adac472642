import { expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { expiryMarker, type Instance } from '../../../src/model/instance.ts';
import type { ObservedVolume } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import { planDown } from '../../../src/planner/commands/plan-down.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { aVolume } from '../../support/a-volume.ts';
import { anObserved } from '../../support/an-observed.ts';
import { lines } from '../../support/lines.ts';
import { planUp } from '../../support/planning.ts';

const anInstance = (expires?: string, ttlSeconds = 3600): Instance => ({
  name: 'a',
  of: 'app',
  ...(expires !== undefined && { expires, ttlSeconds }),
});

const asInstance = (instance: Instance, parts: Parameters<typeof aProject>[0] = {}): Project => ({
  ...aProject({ name: 'app-a', ...parts }),
  instance,
});

const aMarker = (expires: string): ObservedVolume => {
  const { Name: name, Labels: labels = {} } = expiryMarker('app-a', anInstance(expires));
  return { name, driver: 'local', labels };
};

const planned = (instance: Instance, volumes: readonly ObservedVolume[]): string =>
  formatPlan(planUp(asInstance(instance), anObserved({ volumes }), {}, new Map()));

test('planUp() writes down until when an instance lives', () => {
  expect(planned(anInstance('2026-01-01T01:00:00Z'), [])).toContain(
    '1 create-volume app-a_expires_1767229200 because requested by --ttl',
  );
});

test('planUp() gives an instance more time, and takes the old word back', () => {
  expect(planned(anInstance('2026-01-01T01:30:00Z'), [aMarker('2026-01-01T01:00:00Z')])).toBe(
    lines(
      '1 create-volume app-a_expires_1767231000 because requested by --ttl',
      '2 remove-volume app-a_expires_1767229200 after 1 optional because requested by --ttl',
    ),
  );
});

test('planUp() changes nothing right after an up that gave it the same time', () => {
  expect(planned(anInstance('2026-01-01T01:05:00Z'), [aMarker('2026-01-01T01:00:00Z')])).not.toContain(
    'volume',
  );
});

test('planUp() takes an instance over from its owner, for who starts it by hand', () => {
  const owner = { host: 'ci', bootId: 'b', pid: 1, startTime: '1' };
  const { Name: name, Labels: labels = {} } = expiryMarker('app-a', {
    ...anInstance('2026-01-01T01:00:00Z'),
    owner,
  });
  expect(planned(anInstance('2026-01-01T01:05:00Z'), [{ name, driver: 'local', labels }])).toContain(
    'create-volume app-a_expires_1767229500',
  );
});

test('planUp() gives an instance less time, too, for who asks for it', () => {
  const plan = planned(anInstance('2026-01-01T00:10:00Z', 600), [aMarker('2026-01-01T01:00:00Z')]);
  expect(plan).toContain('create-volume app-a_expires_1767226200');
});

test('planUp() says of which data the time is limited, when it is made', () => {
  const volume = aVolume('data', { name: 'app-a_data' });
  const web = aService('web', { volumes: [{ type: 'volume', source: 'data', target: '/data' }] });
  const project = asInstance(anInstance('2026-01-01T01:00:00Z'), { services: [web], volumes: [volume] });
  expect(planUp(project, anObserved(), {}, new Map()).warnings).toEqual([
    'from 2026-01-01T01:00:00Z on, gc removes app-a with the data in app-a_data; each up before that gives it as long again',
  ]);
});

test('planUp() of an instance without a limit has no such volume', () => {
  expect(planned(anInstance(), [])).not.toContain('volume');
});

test.each<[string, readonly ObservedVolume[], number]>([
  ['removes what says until when it lives', [aMarker('2026-01-01T01:00:00Z')], 1],
  [
    'leaves it where data stays that it is said of',
    [
      aMarker('2026-01-01T01:00:00Z'),
      { name: 'app-a_data', driver: 'local', labels: { 'com.docker.compose.project': 'app-a' } },
    ],
    0,
  ],
])('planDown() of an instance %s', (_, volumes, removed) => {
  const { steps } = planDown(asInstance(anInstance()), anObserved({ volumes }));
  expect(steps.filter(({ operation }) => operation.kind === 'remove-volume')).toHaveLength(removed);
});
