import { describe, expect, test } from 'vitest';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import type { ServiceSpec } from '../../../src/model/service-spec.ts';
import { causeToRerun, hasCompleted, isMet } from '../../../src/planner/snapshot/conditions.ts';
import type { UpIntent } from '../../../src/planner/snapshot/intent.ts';
import {
  anonymousVolumes,
  containersByService,
  numberOf,
} from '../../../src/planner/snapshot/own-containers.ts';
import { listNames, sortByName } from '../../../src/planner/snapshot/sort-by-name.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { contextOf } from '../../support/planning.ts';

const CONDITIONS = [
  'service_started',
  'service_healthy',
  'service_completed_successfully',
  'running_or_healthy',
] as const;

test.each<readonly [string, Partial<ObservedContainer>, readonly boolean[]]>([
  //                                                       started healthy completed running or healthy
  ['runs', {}, [true, false, false, true]],
  ['is healthy', { health: 'healthy' }, [true, true, false, true]],
  ['starts', { health: 'starting' }, [true, false, false, false]],
  ['is unhealthy', { health: 'unhealthy' }, [true, false, false, false]],
  ['is paused', { state: 'paused', health: 'healthy' }, [true, false, false, false]],
  ['ended well', { state: 'exited', exitCode: 0, health: 'healthy' }, [true, false, true, false]],
  ['failed', { state: 'exited', exitCode: 1 }, [true, false, false, false]],
  ['was never started', { state: 'created', exitCode: 0 }, [true, false, false, false]],
])('isMet() of a container that %s', (_what, container, expected) => {
  const have = anObservedContainer('web', container);

  expect(CONDITIONS.map((condition) => isMet(condition, have))).toEqual(expected);
});

describe('a one-shot that has ended well', () => {
  const done = anObservedContainer('job', { state: 'exited', exitCode: 0 });
  const waiting = (name: string, more: Partial<ServiceSpec> = {}): ServiceSpec => ({
    ...aService(name, { dependsOn: { job: 'service_completed_successfully' } }),
    ...more,
  });
  const ask = (
    services: readonly ServiceSpec[],
    containers: readonly ObservedContainer[] = [],
    { intent = {}, job = aService('job') }: { intent?: UpIntent; job?: ServiceSpec } = {},
    have = done,
  ) => {
    const project = aProject({ services: [job, ...services] });
    const context = contextOf(project, anObserved({ containers: [have, ...containers] }), intent);
    return { completed: hasCompleted(context, job, have), cause: causeToRerun(context, job, have) };
  };
  const again = { completed: false, cause: { kind: 'needed-by', service: 'web' } };

  test('has done its work while one of those who wait for it runs', () => {
    const running = anObservedContainer('web');

    expect(ask([waiting('web')], [running]).completed).toBe(true);
    expect(ask([waiting('web'), waiting('other')], [running]).completed).toBe(true);
    expect(ask([waiting('web')], [])).toEqual(again);
    expect(ask([waiting('web')], [anObservedContainer('web', { state: 'exited', exitCode: 1 })])).toEqual(
      again,
    );
  });

  test('has done its work while one of several containers of a service runs', () => {
    const second = anObservedContainer('web', {
      name: 'app-web-2',
      labels: { [LABEL.containerNumber]: '2' },
    });
    const stopped = anObservedContainer('web', { state: 'exited', exitCode: 1 });

    expect(ask([waiting('web', { scale: 2 })], [stopped, second]).completed).toBe(true);
  });

  test('has done its work while a one-shot has that waits for it itself', () => {
    const next = waiting('next');
    const web = aService('web', { dependsOn: { next: 'service_completed_successfully' } });
    const containers = [
      anObservedContainer('next', { state: 'exited', exitCode: 0 }),
      anObservedContainer('web'),
    ];

    expect(ask([next, web], containers).completed).toBe(true);
  });

  test('has done its work where all who wait for it are to have no container', () => {
    expect(ask([waiting('web', { scale: 0 })])).toEqual({ completed: true, cause: undefined });
  });

  test('is none where nobody waits for it', () => {
    expect(ask([aService('web', { dependsOn: { job: 'service_started' } })])).toEqual({
      completed: false,
      cause: undefined,
    });
  });

  test('is run again when it is named, and is none when it starts again by itself, or failed', () => {
    const running = [anObservedContainer('web')];

    expect(ask([waiting('web')], running, { intent: { services: ['job'] } })).toEqual({
      completed: false,
      cause: { kind: 'requested', by: 'up' },
    });
    expect(ask([waiting('web')], running, { job: aService('job', { restart: 'always' }) })).toEqual({
      completed: false,
      cause: undefined,
    });
    expect(ask([waiting('web')], running, {}, { ...done, exitCode: 1 })).toEqual({
      completed: false,
      cause: undefined,
    });
  });
});

describe('the containers of services', () => {
  const named = (name: string, labels: Readonly<Record<string, string>>) =>
    anObservedContainer('web', { name, labels });
  const number = (text: string) => ({ [LABEL.containerNumber]: text });

  test('containersByService() puts the lowest number first, and equal ones in the order of their names', () => {
    const containers = [
      named('b', number('2')),
      named('z', number('1')),
      named('a', number('2')),
      named('c', number('10')),
    ];
    const found = containersByService(anObserved({ containers }));

    expect(found.get('web')?.map(({ name }) => name)).toEqual(['z', 'a', 'b', 'c']);
    expect(found.size).toBe(1);
  });

  test('containersByService() leaves out one-offs, those of hooks, and those of nobody', () => {
    const containers = [
      named('one-off', { [LABEL.oneOff]: 'True' }),
      named('hook', { [LABEL.hook]: 'pre_start' }),
      { ...named('nobody', {}), labels: {} },
    ];

    expect(containersByService(anObserved({ containers })).size).toBe(0);
  });

  test('numberOf() takes one without a number for the first', () => {
    expect(numberOf(named('a', number('7')))).toBe(7);
    expect(numberOf(named('a', number('x')))).toBe(1);
    expect(numberOf({ ...named('a', {}), labels: {} })).toBe(1);
  });

  test('anonymousVolumes() has the volumes that nobody named, by where they are', () => {
    const volume = 'a'.repeat(64);
    const mounts = [
      { type: 'volume', name: volume, source: '', target: '/kept' },
      { type: 'volume', name: 'data', source: '', target: '/data' },
      { type: 'volume', source: '', target: '/odd' },
      { type: 'bind', name: volume, source: '/in', target: '/in' },
    ];

    expect(anonymousVolumes(anObservedContainer('web', { mounts }))).toEqual({ '/kept': volume });
  });
});

test('sortByName() and listNames() change nothing of what they are given', () => {
  const items = [{ name: 'c' }, { name: 'a' }, { name: 'b' }];

  expect(sortByName(items)).toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
  expect(listNames(items)).toBe('a, b, c');
  expect(items[0]).toEqual({ name: 'c' });
});
