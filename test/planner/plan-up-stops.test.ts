import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import { imageId } from '../../src/model/ids.ts';
import { LABEL } from '../../src/model/labels.ts';
import type { Observed } from '../../src/model/observed.ts';
import type { Project } from '../../src/model/project.ts';
import type { ServiceSpec } from '../../src/model/service-spec.ts';
import type { UpIntent } from '../../src/planner/snapshot/intent.ts';
import { aBuild } from '../support/a-build.ts';
import { aNetwork } from '../support/a-network.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { anInspection } from '../support/an-inspection.ts';
import { anObserved } from '../support/an-observed.ts';
import { anObservedContainer } from '../support/an-observed-container.ts';
import { inspectionsOf } from '../support/apply-plan.ts';
import { lines } from '../support/lines.ts';
import { inspectionsNeeded, planUp } from '../support/planning.ts';
import { running } from '../support/running.ts';

const services = (...list: readonly ServiceSpec[]): Project => aProject({ services: list });
const text = (project: Project, observed: Observed, intent: UpIntent = {}): string =>
  formatPlan(planUp(project, observed, intent, inspectionsOf(observed)))
    .replace(/\b[0-9a-f]{12}(?=_app-)/g, 'old')
    .replace(/or else [0-9a-f]{12}/g, 'or else old');
/** The lines about one container, or the stops of it alone. */
const about = (printed: string, name: string): string =>
  printed
    .split('\n')
    .filter((line) => line.includes(name))
    .join('\n');

/** Follows them when they are made anew. */
const following = (...names: readonly string[]) => ({
  dependsOn: Object.fromEntries(
    names.map((name) => [name, { condition: 'service_started' as const, restart: true }]),
  ),
});
const built = (image: string) => ({ image, build: aBuild() });
const withImages = (...references: readonly string[]): Observed => {
  const old = { id: imageId(`sha256:${'1'.repeat(64)}`) };
  return anObserved({
    images: new Map([...anObserved().images, ...references.map((reference) => [reference, old] as const)]),
  });
};

describe('planUp() of a container that has several reasons to be stopped', () => {
  test('stops it once for good, also where a build may be another reason', () => {
    const project = (hostname?: string): Project =>
      services(
        aService('db', hostname === undefined ? {} : { hostname }),
        aService('web', { ...built('app'), ...following('db') }),
      );
    const observed = running(project(), {}, withImages('app'));

    expect(about(text(project('store'), observed, { build: true }), 'app-web-1')).toBe(
      lines(
        '3 stop-container app-web-1 after 2 because it follows container app-db-1',
        '8 create-container web/1 as old_app-web-1 from what 1 makes inheriting after 1 if 1 gives another image than 111111111111 because image app may change',
        '9 remove-container app-web-1 after 7,8 if 1 gives another image than 111111111111 because image app may change',
        '10 rename-container made by 8 or else old to app-web-1 after 9 if 1 gives another image than 111111111111 because image app may change',
      ),
    );
  });

  test('stops it in any case where one reason is certain and another one depends on a build', () => {
    const project = (hostname?: string): Project =>
      services(
        aService('db', built('app')),
        aService('web', { ...following('db'), ...(hostname === undefined ? {} : { hostname }) }),
      );
    const observed = running(project(), {}, withImages('app'));

    expect(about(text(project('site'), observed, { build: true }), 'stop-container app-web-1')).toBe(
      lines(
        '3 stop-container app-web-1 after 2 if 1 gives another image than 111111111111 because it follows container app-db-1',
        '9 stop-container app-web-1 after 7,8 because changed: hostname (none) -> site',
      ),
    );
  });

  test('stops it once for what depends on the same build, and starts it after all', () => {
    const project = services(
      aService('a', built('app')),
      aService('b', built('app')),
      aService('web', following('a', 'b')),
    );
    const observed = running(project, {}, withImages('app'));

    expect(about(text(project, observed, { build: true }), 'app-web-1')).toBe(
      lines(
        '3 stop-container app-web-1 after 2 if 1 gives another image than 111111111111 because it follows container app-a-1',
        '13 start-container app-web-1 after 7,12 if 1 gives another image than 111111111111 because it follows container app-a-1',
      ),
    );
  });

  test('stops it for each of two builds, and starts it if either gave another image', () => {
    const project = services(
      aService('a', built('app')),
      aService('b', built('other')),
      aService('web', following('a', 'b')),
    );
    const observed = running(project, {}, withImages('app', 'other'));

    expect(about(text(project, observed, { build: true }), 'app-web-1')).toBe(
      lines(
        '4 stop-container app-web-1 after 3 if 1 gives another image than 111111111111 because it follows container app-a-1',
        '10 stop-container app-web-1 after 9 if 2 gives another image than 111111111111 because it follows container app-b-1',
        '15 start-container app-web-1 after 8,14 if 1 gives another image than 111111111111 or 2 gives another image than 111111111111 because it follows container app-a-1',
      ),
    );
  });

  test('tells the engine of which service it is, and how long to wait only when asked', () => {
    const project = (hostname: string): Project => services(aService('web', { hostname }));
    const stopOf = (intent: UpIntent) =>
      planUp(project('b'), running(project('a')), intent, new Map()).steps.flatMap(({ operation }) =>
        operation.kind === 'stop-container' ? [operation] : [],
      )[0];

    expect(stopOf({ timeoutSeconds: 3 })).toMatchObject({ service: 'web', graceSeconds: 3 });
    expect(Object.keys(stopOf({}) ?? {})).not.toContain('graceSeconds');
  });
});

describe('planUp() of services that nobody named', () => {
  const restarted = (hostname?: string): Project =>
    services(aService('db', hostname === undefined ? {} : { hostname }), aService('web', following('db')));

  test('starts those again that it had to stop', () => {
    expect(text(restarted('store'), running(restarted()), { services: ['db'] })).toBe(
      lines(
        '1 create-container db/1 as old_app-db-1 inheriting because changed: hostname (none) -> store',
        '2 stop-container app-web-1 after 1 because it follows container app-db-1',
        '3 stop-container app-db-1 after 2 because changed: hostname (none) -> store',
        '4 remove-container app-db-1 after 3 because changed: hostname (none) -> store',
        '5 rename-container made by 1 to app-db-1 after 4 because changed: hostname (none) -> store',
        '6 start-container made by 1 after 5 because changed: hostname (none) -> store',
        '7 start-container app-web-1 after 6 because it follows container app-db-1',
      ),
    );
  });

  test('replaces those who share a namespace only if a build replaces who lends it', () => {
    const project = services(aService('vpn', built('app')), aService('app', { networkMode: 'service:vpn' }));
    const observed = running(project, {}, withImages('app'));

    expect(about(text(project, observed, { services: ['vpn'], build: true }), 'app/1')).toBe(
      '7 create-container app/1 as old_app-app-1 with container:made by 2 or else old inheriting after 5 if 1 gives another image than 111111111111 because it follows container app-vpn-1',
    );
  });

  test('keeps the image of those who share a namespace, also where theirs is another one by now', () => {
    const project = services(
      aService('vpn'),
      aService('app', { image: 'app', networkMode: 'service:vpn' }),
      aService('log', { image: 'app', networkMode: 'service:vpn', scale: 0 }),
    );
    const before = running(project, {}, withImages('app'));
    const newer = {
      ...before,
      images: new Map([...before.images, ['app', { id: imageId('sha256:newer') }]]),
    };
    const { steps } = planUp(
      project,
      newer,
      { services: ['vpn'], forceRecreate: true },
      inspectionsOf(newer),
    );

    expect(
      steps.flatMap(({ operation }) =>
        operation.kind === 'create-container' ? [[operation.service, operation.image]] : [],
      ),
    ).toEqual([
      ['vpn', { id: [...anObserved().images.values()][0]?.id }],
      ['app', { id: imageId(`sha256:${'1'.repeat(64)}`) }],
    ]);
  });

  const holder = anObservedContainer('db', {
    state: 'created',
    name: `${'a'.repeat(12)}_app-db-1`,
    labels: { [LABEL.replace]: 'db-1' },
    mounts: [{ type: 'volume', name: 'f'.repeat(64), source: 'f'.repeat(64), target: '/data' }],
  });
  const sharing = services(aService('db'), aService('app', { networkMode: 'service:db' }));
  const interrupted = (): Observed => {
    const { containers, ...others } = running(sharing);
    return { ...others, containers: [...containers.filter(({ name }) => name !== 'app-db-1'), holder] };
  };

  test('replaces with it who shared the namespace of one that an interrupted run removed', () => {
    expect(text(sharing, interrupted(), { services: ['db'] })).toBe(
      lines(
        '1 create-container db/1 as old_app-db-1 inheriting because leftover',
        '2 remove-container app-db-1 after 1 because leftover',
        '3 rename-container made by 1 to app-db-1 after 2 because leftover',
        '4 start-container made by 1 after 3 because leftover',
        '5 create-container app/1 as old_app-app-1 with container:made by 1 inheriting after 3 because it follows container app-db-1',
        '6 stop-container app-app-1 after 5 because it follows container app-db-1',
        '7 remove-container app-app-1 after 6 because it follows container app-db-1',
        '8 rename-container made by 5 to app-app-1 after 7 because it follows container app-db-1',
        '9 start-container made by 5 after 8 because it follows container app-db-1',
      ),
    );
  });

  test('replaces none of them with --no-recreate', () => {
    expect(text(sharing, interrupted(), { services: ['db'], noRecreate: true })).toBe(
      lines(
        '1 create-container db/1 as old_app-db-1 inheriting because leftover',
        '2 remove-container app-db-1 after 1 because leftover',
        '3 rename-container made by 1 to app-db-1 after 2 because leftover',
        '4 start-container made by 1 after 3 because leftover',
      ),
    );
  });

  test('puts orphans back on a network that is made anew, but for those that go', () => {
    const project = (internal: boolean): Project =>
      aProject({
        networks: [aNetwork('front', { internal })],
        services: [aService('web', { networks: ['front'] })],
      });
    const withOrphan = (internal: boolean): Project => ({
      ...project(internal),
      services: new Map([...project(internal).services, ['gone', aService('gone', { networks: ['front'] })]]),
    });
    const observed = running(withOrphan(false));

    expect(inspectionsNeeded(project(true), observed, {})).toEqual([
      observed.containers.find(({ name }) => name === 'app-gone-1')?.id,
    ]);
    expect(about(text(project(true), observed), 'app-gone-1')).toBe(
      lines(
        '1 disconnect-network app-gone-1 from app_front because it follows network app_front',
        '6 connect-network app-gone-1 to app_front after 4 because it follows network app_front',
      ),
    );
    expect(about(text(project(true), observed, { removeOrphans: true }), 'app-gone-1')).toBe(
      lines(
        '1 disconnect-network app-gone-1 from app_front because it follows network app_front',
        '5 stop-container app-gone-1 because orphan',
        '6 remove-container app-gone-1 after 1,5 because orphan',
      ),
    );
  });

  test('asks how guests were on a network that changes, and of no other', () => {
    const nets = (internal: boolean): Project =>
      aProject({
        networks: [aNetwork('front', { internal }), aNetwork('back', { internal }), aNetwork('same')],
        services: [aService('web', { networks: ['front', 'back', 'same'] })],
      });
    const observed = running(nets(false));
    const on = (name: string, key: string, oneOff = 'False') => {
      const network = observed.networks.find((one) => one.name === `app_${key}`);
      return anObservedContainer(name, {
        networks: new Map(network ? [[network.name, { networkId: network.id }]] : []),
        labels: { [LABEL.oneOff]: oneOff },
      });
    };
    const [gone, run, elsewhere] = [on('gone', 'front'), on('web', 'back', 'True'), on('other', 'same')];
    const all = [...observed.containers, gone, run, elsewhere];
    const asked = (project: Project, networks = observed.networks) =>
      inspectionsNeeded(project, { ...observed, containers: all, networks }, {});
    const theirs = observed.networks.map((network) => ({
      ...network,
      labels: { ...network.labels, [LABEL.project]: 'another' },
    }));

    expect(asked(nets(true))).toEqual([gone.id, run.id]);
    expect(asked(nets(false))).toEqual([]);
    expect(asked(nets(true), theirs)).toEqual([]);
  });

  test('puts a guest back as it asked to be, without the names that the engine gave it', () => {
    const project = (internal: boolean): Project =>
      aProject({
        networks: [aNetwork('front', { internal })],
        services: [aService('web', { networks: ['front'] })],
      });
    const observed = running(project(false));
    const [network] = observed.networks;
    const guest = anObservedContainer('gone', {
      networks: new Map(network ? [[network.name, { networkId: network.id }]] : []),
    });
    const own = { Aliases: ['mine'], IPAMConfig: { IPv4Address: '10.0.0.9' } };
    const given = { Aliases: ['mine', guest.id.slice(0, 12)], MacAddress: '02:42:00:00:00:09' };
    const request = { Image: 'x', Labels: {}, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } };
    const inspection = anInspection(guest, { request }, { endpoints: { app_front: { ...own, ...given } } });
    const made = planUp(
      project(true),
      { ...observed, containers: [...observed.containers, guest] },
      { ignoreOrphans: true },
      new Map([[guest.id, inspection]]),
    );

    expect(
      made.steps.find(
        ({ operation }) => operation.kind === 'connect-network' && operation.name === guest.name,
      ),
    ).toMatchObject({ operation: { endpoint: own } });
  });

  test('warns where nobody knows how an orphan was on the network', () => {
    const project = (internal: boolean): Project =>
      aProject({
        networks: [aNetwork('front', { internal })],
        services: [aService('web', { networks: ['front'] })],
      });
    const observed = running(project(false));
    const [network] = observed.networks;
    const orphan = anObservedContainer('gone', {
      networks: new Map(network ? [[network.name, { networkId: network.id }]] : []),
    });
    const made = planUp(
      project(true),
      { ...observed, containers: [...observed.containers, orphan] },
      { ignoreOrphans: true },
      new Map(),
    );

    expect(made.warnings).toEqual([
      'container "app-gone-1" is taken off network "app_front", and how it was connected is not known',
    ]);
    expect(about(formatPlan(made), 'app-gone-1')).toBe(
      '1 disconnect-network app-gone-1 from app_front because it follows network app_front',
    );
  });
});
