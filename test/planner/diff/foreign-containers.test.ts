import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { type ContainerId, containerId } from '../../../src/model/ids.ts';
import type { ForeignContainer, Observed, ObservedMount } from '../../../src/model/observed.ts';
import type { ServiceSpec } from '../../../src/model/service-spec.ts';
import { foreignContainersOf } from '../../../src/planner/diff/foreign-containers.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anInspection } from '../../support/an-inspection.ts';
import { inspectionsNeeded, planUp } from '../../support/planning.ts';
import { running, withContainer } from '../../support/running.ts';

const OLD = containerId('1'.repeat(64));
const NEW = containerId('2'.repeat(64));

const aForeignContainer = (id: ContainerId, mounts: readonly ObservedMount[] = []): ForeignContainer => ({
  id,
  state: 'running',
  startedAt: '2026-01-01T00:00:00Z',
  mounts,
});

test('foreignContainersOf() names the containers of others whose namespaces and volumes services share, each once', () => {
  const project = aProject({
    services: [
      aService('a', { networkMode: 'container:vpn', pid: 'container:top' }),
      aService('b', { ipc: 'container:vpn', networkMode: 'service:a', volumesFrom: ['container:data'] }),
    ],
  });

  expect(foreignContainersOf(project)).toEqual(['data', 'top', 'vpn']);
});

describe('planUp() of a service that shares the namespace of a container of somebody else', () => {
  /** Made while `vpn` was OLD; `now`: who bears that name by now, if anybody looked. */
  function plan(
    overrides: { readonly networkMode?: string; readonly pid?: string },
    now: ContainerId | undefined,
  ) {
    const project = aProject({ services: [aService('web', overrides)] });
    const id = `container:${OLD}`;
    const before = withContainer(
      running(project),
      'app-web-1',
      overrides.networkMode ? { networkMode: id } : {},
    );
    const observed: Observed = {
      ...before,
      ...(now && { foreignContainers: new Map([['vpn', aForeignContainer(now)]]) }),
    };
    const [container] = observed.containers;
    if (!container) throw new Error('nothing runs');
    const request = {
      Image: 'busybox',
      Labels: container.labels,
      HostConfig: {
        NetworkMode: overrides.networkMode ? id : 'none',
        ...(overrides.pid ? { PidMode: id } : {}),
      },
      NetworkingConfig: { EndpointsConfig: {} },
    };
    const details = new Map([[container.id, anInspection(container, { request })]]);
    const asked = inspectionsNeeded(project, observed, {});
    return {
      asked: asked.length,
      text: formatPlan(planUp(project, observed, {}, asked.length > 0 ? details : new Map())),
      verified: formatPlan(planUp(project, observed, {}, details)),
    };
  }

  test('keeps it while the name is that of the same container, whose id the engine keeps', () => {
    const same = { text: '', verified: '' };
    expect(plan({ networkMode: 'container:vpn' }, OLD)).toEqual({ asked: 1, ...same });
    expect(plan({ pid: 'container:vpn' }, OLD)).toEqual({ asked: 1, ...same });
  });

  test('takes for right what nobody can tell', () => {
    const same = { asked: 0, text: '', verified: '' };
    expect(plan({ networkMode: 'container:vpn' }, undefined)).toEqual(same);
    expect(plan({ pid: 'container:vpn' }, undefined)).toEqual(same);
  });

  test('replaces it when another container bears the name', () => {
    expect(plan({ networkMode: 'container:vpn' }, NEW).text).toContain(
      'because changed: network_mode container:111111111111 -> container:222222222222',
    );
    expect(plan({ pid: 'container:vpn' }, NEW).text).toContain(
      'because changed: pid container:111111111111 -> container:222222222222',
    );
  });
});

describe('planUp() of a service that mounts the volumes of a container of somebody else', () => {
  const LENT = ['container:store:ro'];
  const volume = (name: string, target = '/data'): ObservedMount => ({
    type: 'volume',
    name,
    source: '/v',
    target,
  });
  function plan(
    mounted: readonly ObservedMount[],
    lent: readonly ObservedMount[],
    volumesFrom = LENT,
    own: Partial<ServiceSpec> = {},
  ) {
    const project = aProject({
      services: [aService('db'), { ...aService('web', { volumesFrom }), ...own }],
    });
    const observed = withContainer(running(project), 'app-web-1', { mounts: mounted });
    const foreignContainers = new Map([['store', aForeignContainer(NEW, lent)]]);
    return formatPlan(planUp(project, { ...observed, foreignContainers }, {}, new Map()));
  }

  test('keeps it while they are the same', () => {
    expect(plan([volume('a'), volume('own', '/own')], [volume('a')])).toBe('');
  });

  test('replaces it when they are others', () => {
    expect(plan([volume('a')], [volume('b')])).toContain(
      'because changed: volumes_from./data volume a -> volume b',
    );
    expect(plan([], [volume('b')])).toContain('because changed: volumes_from./data (none) -> volume b');
  });

  test('looks at the mount of each place, and shortens the names that nobody gave', () => {
    const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];
    const other = volume('other', '/other');

    expect(plan([other, volume('a')], [other, volume('a')])).toBe('');
    expect(plan([other, volume(a)], [other, volume(b)])).toContain(
      'because changed: volumes_from./data volume aaaaaaaaaaaa -> volume bbbbbbbbbbbb',
    );
  });

  test('takes for its own what the service mounts itself, and asks for no memory of others', () => {
    const lent = [volume('b')];

    expect(
      plan([volume('a')], lent, LENT, { volumes: [{ type: 'bind', source: '/s', target: '/data' }] }),
    ).toBe('');
    expect(plan([volume('a')], lent, LENT, { tmpfs: ['/data:size=1m'] })).toBe('');
    expect(plan([], [{ type: 'tmpfs', source: '', target: '/run' }])).toBe('');
  });

  test('takes it for right where another one may lend something in the same place', () => {
    expect(plan([volume('a')], [volume('b')], [...LENT, 'db'])).toBe('');
  });
});

test('planUp() says whose namespace is meant when that container is not there yet', () => {
  const project = aProject({
    services: [aService('vpn'), aService('app', { networkMode: 'service:vpn' })],
  });
  const observed = running(project);
  const app = observed.containers.filter(({ name }) => name === 'app-app-1');
  const [container] = app;
  if (!container) throw new Error('nothing runs');
  const request = {
    Image: 'busybox',
    Labels: container.labels,
    HostConfig: { NetworkMode: `container:${OLD}` },
    NetworkingConfig: { EndpointsConfig: {} },
  };
  const details = new Map([[container.id, anInspection(container, { request })]]);

  expect(formatPlan(planUp(project, { ...observed, containers: app }, {}, details))).toContain(
    'network_mode container:111111111111 -> service:vpn',
  );
});
