import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import { imageId, networkId } from '../../src/model/ids.ts';
import { LABEL } from '../../src/model/labels.ts';
import type { Observed } from '../../src/model/observed.ts';
import type { Project } from '../../src/model/project.ts';
import type { ServiceSpec } from '../../src/model/service-spec.ts';
import type { UpIntent } from '../../src/planner/snapshot/intent.ts';
import { aBuild } from '../support/a-build.ts';
import { aNetwork } from '../support/a-network.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { anObserved } from '../support/an-observed.ts';
import { inspectionsOf } from '../support/apply-plan.ts';
import { lines } from '../support/lines.ts';
import { planUp } from '../support/planning.ts';
import { running, withContainer } from '../support/running.ts';

const services = (...list: readonly ServiceSpec[]): Project => aProject({ services: list });
const text = (project: Project, observed: Observed, intent: UpIntent = {}): string =>
  formatPlan(planUp(project, observed, intent, inspectionsOf(observed)))
    .replace(/\b[0-9a-f]{12}(?=_app-)/g, 'old')
    .replace(/or else [0-9a-f]{12}/g, 'or else old');
/** The line that creates a container of the service, if there is one. */
const creation = (printed: string, service: string): string | undefined =>
  printed.split('\n').find((line) => line.includes(`create-container ${service}/1`));

const built = (image: string) => ({ image, build: aBuild() });
const withImages = (...references: readonly string[]): Observed => {
  const old = { id: imageId(`sha256:${'1'.repeat(64)}`) };
  return anObserved({
    images: new Map([...anObserved().images, ...references.map((reference) => [reference, old] as const)]),
  });
};

describe('planUp() replaces a container', () => {
  test('whose MAC address is pinned on a network that is made anew, as it cannot join with that again', () => {
    const endpoint = (more: object) => ({ aliases: [], driverOpts: new Map(), linkLocalIps: [], ...more });
    const project = (internal: boolean, more: object): Project =>
      aProject({
        networks: [aNetwork('front', { internal })],
        services: [aService('web', { networks: new Map([['front', endpoint(more)]]) })],
      });
    const pinned = { macAddress: '02:42:ac:11:00:02' };

    expect(text(project(true, pinned), running(project(false, pinned)))).toBe(
      lines(
        '1 disconnect-network app-web-1 from app_front because it follows network app_front',
        '2 remove-network app_front after 1 because changed: internal false -> true',
        '3 create-network front after 2 because changed: internal false -> true',
        '4 create-container web/1 as old_app-web-1 inheriting after 3 because it follows network app_front',
        '5 stop-container app-web-1 after 4 because it follows network app_front',
        '6 remove-container app-web-1 after 5 because it follows network app_front',
        '7 rename-container made by 4 to app-web-1 after 6 because it follows network app_front',
        '8 start-container made by 4 after 7 because it follows network app_front',
      ),
    );
    expect(creation(text(project(true, {}), running(project(false, {}))), 'web')).toBeUndefined();
  });

  test('that joins a network whose driver lets nobody join while it runs, whether that is there or not', () => {
    const project = (driver: string, ...networks: readonly string[]): Project =>
      aProject({
        networks: [
          aNetwork('front', { driver: driver === 'nat' ? 'bridge' : 'nat' }),
          aNetwork('back', { driver }),
        ],
        services: [aService('web', { networks })],
      });
    const joins = (driver: string, there: boolean): string => {
      const both = running(project(driver, 'front', 'back'));
      const front = both.networks.filter(({ name }) => name === 'app_front');
      const before = running(project(driver, 'front'), {}, anObserved({ networks: front }));
      return text(project(driver, 'front', 'back'), there ? { ...before, networks: both.networks } : before);
    };

    for (const there of [true, false]) {
      expect(creation(joins('nat', there), 'web')).toContain(
        'because changed: networks.app_back (none) -> connected',
      );
      expect(creation(joins('bridge', there), 'web')).toBeUndefined();
      expect(joins('bridge', there)).toContain('connect-network app-web-1 to app_back');
    }
  });

  test('of a dependency that nobody named only when the flag names dependencies', () => {
    const project = services(aService('db'), aService('web', { dependsOn: { db: 'service_started' } }));
    const observed = running(project);
    const created = (intent: UpIntent) =>
      text(project, observed, { services: ['web'], ...intent })
        .split('\n')
        .filter((line) => line.includes('create-container'));

    expect(created({ alwaysRecreateDeps: true })).toEqual([
      '1 create-container db/1 as old_app-db-1 inheriting because requested by --always-recreate-deps',
    ]);
    expect(created({ forceRecreate: true })).toEqual([
      '1 create-container web/1 as old_app-web-1 inheriting because requested by --force-recreate',
    ]);
  });

  test('only if the build gives another image than it has, also where the newest is another one already', () => {
    const project = services(aService('web', built('app')));
    const up = running(project, {}, withImages('app'));
    const older = imageId(`sha256:${'2'.repeat(64)}`);
    const labels = { ...up.containers[0]?.labels, [LABEL.image]: older };
    const observed = withContainer(up, 'app-web-1', { imageId: older, labels });

    expect(creation(text(project, observed, { build: true }), 'web')).toBe(
      '2 create-container web/1 as old_app-web-1 from what 1 makes inheriting after 1 if 1 gives another image than 222222222222 because image app may change',
    );
    expect(creation(text(project, observed), 'web')).toBe(
      '1 create-container web/1 as old_app-web-1 inheriting because changed: image app (222222222222) -> app (111111111111)',
    );
  });

  const sharing = (vpn: Partial<ServiceSpec>, app: Partial<ServiceSpec> = {}): Project =>
    services({ ...aService('vpn'), ...vpn }, { ...aService('app', { networkMode: 'service:vpn' }), ...app });

  test('only if a build replaces the one whose namespace it shares', () => {
    const project = sharing(built('app'));
    const observed = running(project, {}, withImages('app'));

    expect(creation(text(project, observed, { build: true }), 'app')).toBe(
      '7 create-container app/1 as old_app-app-1 with container:made by 2 or else old inheriting after 5 if 1 gives another image than 111111111111 because it follows container app-vpn-1',
    );
  });

  test('if either its own build or that of the one whose namespace it shares gives another image', () => {
    const project = sharing(built('app'), built('other'));
    const observed = running(project, {}, withImages('app', 'other'));

    expect(creation(text(project, observed, { build: true }), 'app')).toBe(
      '8 create-container app/1 as old_app-app-1 from what 2 makes with container:made by 3 or else old inheriting after 6 if 1 gives another image than 111111111111 or 2 gives another image than 111111111111 because image other may change',
    );
  });

  test('in any case when one of two that it shares namespaces with is, and names that one', () => {
    const project = (hostname?: string): Project =>
      services(
        aService('a', built('app')),
        aService('b', hostname === undefined ? {} : { hostname }),
        aService('c', { networkMode: 'service:a', pid: 'service:b', ipc: 'service:a' }),
      );
    const observed = running(project(), {}, withImages('app'));

    expect(creation(text(project('x'), observed, { build: true }), 'c')).toBe(
      '12 create-container c/1 as old_app-c-1 with container:made by 2 or else old with container:made by 2 or else old with container:made by 7 inheriting after 5,10 because it follows container app-b-1',
    );
    expect(creation(text(project(), observed, { build: true }), 'c')).toBe(
      '7 create-container c/1 as old_app-c-1 with container:made by 2 or else old with container:made by 2 or else old with container:4caff540c7ea inheriting after 5 if 1 gives another image than 111111111111 because it follows container app-a-1',
    );
  });
});

describe('planUp() of an external network that the file names by its id', () => {
  const id = 'e'.repeat(64);
  const named = (name: string, hostname?: string): Project =>
    aProject({
      networks: [aNetwork('front'), aNetwork('outside', { external: true, name })],
      services: [aService('web', { networks: ['front', 'outside'], ...(hostname ? { hostname } : {}) })],
    });
  const outside = { id: networkId(id), name: 'proxy', driver: 'bridge', labels: {} };
  const settings = { Internal: false, Attachable: false };
  const observed = running(named('proxy'), {}, anObserved({ networks: [{ ...outside, settings }] }));

  test('keeps a container that is on it', () => {
    expect(text(named(id), observed)).toBe('');
  });

  test('puts a container back on it under its name', () => {
    const left = withContainer(observed, 'app-web-1', { networks: new Map() });

    expect(text(named(id), left)).toBe(
      lines(
        '1 connect-network app-web-1 to app_front because changed: networks.app_front (none) -> connected, networks.proxy (none) -> connected',
        '2 connect-network app-web-1 to proxy because changed: networks.app_front (none) -> connected, networks.proxy (none) -> connected',
      ),
    );
  });
});
