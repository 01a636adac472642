import { describe, expect, test } from 'vitest';
import type { HostConfig } from '../../../src/model/container-request.ts';
import { containerId, imageId, networkId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ContainerDetails, ImageDetails, ObservedContainer } from '../../../src/model/observed.ts';
import type { ServiceSpec } from '../../../src/model/service-spec.ts';
import { diffContainer } from '../../../src/planner/diff/diff-container.ts';
import { aNetwork } from '../../support/a-network.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { aVolume } from '../../support/a-volume.ts';
import { anInspection, IMAGE } from '../../support/an-inspection.ts';
import { BUSYBOX } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { createRequest, hashContext } from '../../support/planning.ts';

const FRONT = { id: networkId('n1'), name: 'app_front', driver: 'bridge', labels: {} };

const projectOf = (service: ServiceSpec) =>
  aProject({ services: [service], networks: [aNetwork('front')], volumes: [aVolume('data')] });

const want = (service: ServiceSpec) => createRequest(projectOf(service), service, 1, () => [1]);

/** Where every service has a container. */
const diffing = (service: ServiceSpec) => ({
  ...hashContext(projectOf(service)),
  idOf: () => containerId('p'.repeat(12)),
});

interface Live {
  readonly container?: Partial<ObservedContainer>;
  readonly inspections?: Partial<ContainerDetails>;
  readonly host?: Partial<HostConfig>;
  readonly image?: ImageDetails;
}

/** What differs between a container that was made for one service and what another one asks for. */
function diff(made: ServiceSpec, next: ServiceSpec, { container, inspections, host, image }: Live = {}) {
  const [old, wanted] = [want(made), want(next)];
  const have = anObservedContainer('web', {
    networks: new Map(made.networks.has('front') ? [['app_front', { networkId: FRONT.id }]] : []),
    ...container,
  });
  const inspection = anInspection(have, old, inspections, image);
  const settings = inspection.container.settings;
  const live = {
    ...inspection,
    container: {
      ...inspection.container,
      settings: { ...settings, HostConfig: { ...settings.HostConfig, ...host } },
    },
  };
  return diffContainer(diffing(next), have, wanted, {
    image: BUSYBOX,
    networks: new Map([['app_front', FRONT]]),
    leaves: new Set(),
    inspected: { inspection: live, requested: wanted },
  });
}

const web = (overrides: Parameters<typeof aService>[1] = {}) => aService('web', overrides);
const THEIRS = { labels: { [LABEL.configHash]: 'f'.repeat(64) } };

describe('diffContainer()', () => {
  test('keeps a container of docker compose that is as wanted, the defaults of image and engine filled in', () => {
    const service = web({
      networks: ['front'],
      environment: { A: '1' },
      volumes: [
        { type: 'bind', source: '/in', target: '/in', bind: { createHostPath: true } },
        { type: 'volume', target: '/anonymous' },
      ],
      memLimitBytes: 1000,
    });

    expect(diff(service, service, { host: { MemorySwap: 2000 } })).toEqual([]);
  });

  test('sees no difference in how often nothing is looked at', () => {
    const off = web({ healthcheck: { disable: true } });

    expect(diff(off, web({ healthcheck: { disable: true, retries: 3 } }))).toEqual([]);
    expect(diff(web({ healthcheck: { test: ['CMD', 'true'], retries: 3 } }), off)).not.toEqual([]);
  });

  test('sees no difference between the two ways of asking for the same mount', () => {
    const service = web({ volumes: [{ type: 'volume', source: 'data', target: '/data', readOnly: true }] });
    const mounts = [{ type: 'volume', name: 'app_data', source: '/x', target: '/data' }];

    expect(
      diff(service, service, { container: { mounts }, host: { Binds: ['app_data:/data:ro'], Mounts: [] } }),
    ).toEqual([]);
  });

  test('sees no difference in volumes that a replacement took over', () => {
    const image = { ...IMAGE, volumes: ['/var/lib'] };
    const inherited = [{ Type: 'volume', Source: 'a'.repeat(64), Target: '/var/lib' }];

    expect(diff(web(), web(), { image, host: { Mounts: inherited } })).toEqual([]);
  });

  test('sees no difference in the names that come with the namespace of another container', () => {
    const service = web({ networkMode: 'service:vpn' });
    const joins = { NetworkMode: `container:${'p'.repeat(12)}` };
    const named = web({ networkMode: 'service:vpn', hostname: 'gate', domainname: 'lan' });

    expect(diff(named, service, { host: joins })).toEqual([]);
    expect(diff(web({ hostname: 'gate', domainname: 'lan' }), web())).toEqual([
      { field: 'hostname', from: 'gate' },
      { field: 'domainname', from: 'lan' },
    ]);
  });

  test('names fields in the words of the file, with old and new', () => {
    expect(
      diff(
        web({ environment: { A: '1', GONE: 'x' }, restart: 'no', command: ['a'] }),
        web({ environment: { A: '2', NEW: 'y' }, restart: 'always', command: ['b'], hostname: 'h' }),
      ),
    ).toEqual([
      { field: 'environment.A', from: '1', to: '2' },
      { field: 'environment.GONE', from: 'x' },
      { field: 'environment.NEW', to: 'y' },
      { field: 'command', from: '["a"]', to: '["b"]' },
      { field: 'hostname', to: 'h' },
      { field: 'restart', from: 'no', to: 'always' },
    ]);
  });

  test('hides values of variables that sound like secrets, and passwords in URLs', () => {
    expect(
      diff(
        web({ environment: { DB_PASSWORD: 'old', URL: 'postgres://me:old@db/x' } }),
        web({ environment: { DB_PASSWORD: 'new', URL: 'postgres://me:new@db/x' } }),
      ),
    ).toEqual([
      { field: 'environment.DB_PASSWORD', from: '••••••', to: '••••••' },
      { field: 'environment.URL', from: 'postgres://me:••••••@db/x', to: 'postgres://me:••••••@db/x' },
    ]);
  });

  test.each<readonly [string, Parameters<typeof aService>[1], Parameters<typeof aService>[1]]>([
    ['capabilities', {}, { capAdd: ['NET_ADMIN'] }],
    ['a healthcheck', { healthcheck: { test: ['CMD', 'a'] } }, { healthcheck: { test: ['CMD', 'b'] } }],
    ['a label', { labels: { a: '1' } }, { labels: { a: '2' } }],
    ['a label taken away', { labels: { a: '1' } }, {}],
    ['a limit', { memLimitBytes: 1 }, { memLimitBytes: 2 }],
    ['a mount', {}, { volumes: [{ type: 'tmpfs', target: '/t' }] }],
    ['ports', {}, { ports: [{ mode: 'ingress', target: 80, published: '80', protocol: 'tcp' }] }],
    [
      'an alias',
      { networks: ['front'] },
      { networks: new Map([['front', { aliases: ['x'], driverOpts: new Map(), linkLocalIps: [] }]]) },
    ],
    ['the user', {}, { user: 'app' }],
    ['the signal to stop', {}, { stopSignal: 'SIGINT' }],
    ['the time to stop', {}, { stopGraceMs: 1000 }],
    [
      'logging',
      { logging: { driver: 'local', options: new Map() } },
      { logging: { driver: 'syslog', options: new Map() } },
    ],
    ['a namespace', {}, { pid: 'host' }],
    ['hidden paths', {}, { securityOpt: ['systempaths=unconfined'] }],
  ])('notices a change of %s', (_what, made, next) => {
    expect(diff(web(made), web(next))).toHaveLength(1);
  });

  test('takes back what the hash says was asked for once, where only the engine knows its default', () => {
    const logged = web({ logging: { driver: 'local', options: new Map() } });
    const hash = want(logged).request.Labels[LABEL.configHash] ?? '';

    expect(diff(logged, web(), { container: { labels: { [LABEL.configHash]: hash } } })).toEqual([
      { field: 'logging', from: '{"Config":{},"Type":"local"}' },
    ]);
    expect(diff(logged, web(), { container: THEIRS })).toEqual([]);
    const changedByHand = { ...logged, restart: 'always' };
    expect(
      diff(changedByHand, web(), { container: { labels: { [LABEL.configHash]: hash } } }).map(
        ({ field }) => field,
      ),
    ).toEqual(['restart', 'logging']);
  });

  test('takes back a driver of logging that has only options, a cgroup, and the MAC address of all networks', () => {
    const cases: readonly (readonly [NonNullable<Parameters<typeof aService>[1]>, string, string])[] = [
      [{ logging: { options: new Map([['a', 'b']]) } }, 'logging', '{"Config":{"a":"b"},"Type":"json-file"}'],
      [{ cgroup: 'private' }, 'cgroup', 'private'],
      [{ networks: ['front'], macAddress: '02:01:00:00:00:01' }, 'mac_address', '02:01:00:00:00:01'],
    ];
    for (const [made, field, from] of cases) {
      const before = web(made);
      const now = web(made.networks ? { networks: ['front'] } : {});
      const labels = { [LABEL.configHash]: want(before).request.Labels[LABEL.configHash] ?? '' };
      const host = made.logging ? { LogConfig: { Type: 'json-file', Config: { a: 'b' } } } : {};
      expect(diff(before, now, { container: { labels }, host })).toEqual([{ field, from }]);
      // What the file says itself is compared, and is no trace of another service.
      expect(diff(before, before, { container: { labels: THEIRS.labels }, host })).toEqual([]);
    }
  });

  test('takes back the MAC address on one network too', () => {
    const macAddress = '02:01:00:00:00:01';
    const endpoint = { aliases: [], driverOpts: new Map(), linkLocalIps: [], macAddress };
    const addressed = web({ networks: new Map([['front', endpoint]]) });
    const hash = want(addressed).request.Labels[LABEL.configHash] ?? '';

    expect(
      diff(addressed, web({ networks: ['front'] }), { container: { labels: { [LABEL.configHash]: hash } } }),
    ).toEqual([{ field: 'networks.app_front.mac_address', from: macAddress }]);
  });

  test('compares a MAC address where the file sets one and the container runs, in every spelling', () => {
    const set = (macAddress?: string) => web({ networks: ['front'], ...(macAddress && { macAddress }) });
    const using = (MacAddress: string) => ({
      inspections: { endpoints: { app_front: { Aliases: ['app-web-1', 'web'], MacAddress } } },
    });

    expect(diff(set('02-01-00-00-00-0A'), set('02-01-00-00-00-0A'), using('02:01:00:00:00:0a'))).toEqual([]);
    expect(diff(set(), set(), using('02:42:00:00:00:01'))).toEqual([]);
    expect(diff(set('02:01:00:00:00:01'), set('02:01:00:00:00:02'), using('02:01:00:00:00:01'))).toEqual([
      { field: 'networks.app_front.mac_address', from: '02:01:00:00:00:01', to: '02:01:00:00:00:02' },
    ]);
  });

  test('looks no further when the hash is equal, unless somebody asked for an inspection all the same', () => {
    const hash = want(web()).request.Labels[LABEL.configHash] ?? '';
    const container = { labels: { [LABEL.configHash]: hash } };
    const surroundings = {
      image: BUSYBOX,
      networks: new Map(),
      leaves: new Set<string>(),
      inspected: undefined,
    };

    expect(
      diffContainer(diffing(web()), anObservedContainer('web', container), want(web()), surroundings),
    ).toEqual([]);
    expect(diff(web(), web(), { container, host: { Memory: 64 } })).toEqual([
      { field: 'mem_limit', from: '64' },
    ]);
  });

  test('takes a limit that is not there for one that the kernel does not have, where the hash says it was asked for', () => {
    const limited = web({ memSwappiness: 60, oomKillDisable: true, cpuPercent: 50, pidsLimit: 9 });
    const hash = want(limited).request.Labels[LABEL.configHash] ?? '';
    const discarded = { MemorySwappiness: -1, OomKillDisable: false, CpuPercent: 0 };
    const asked = { container: { labels: { [LABEL.configHash]: hash } }, host: discarded };

    expect(diff(limited, limited, asked)).toEqual([]);
    expect(diff(limited, limited, { ...asked, host: { PidsLimit: 0 } })).toEqual([
      { field: 'pids_limit', to: '9' },
    ]);
    expect(diff(limited, limited, { container: THEIRS, host: { CpuPercent: 0 } })).toEqual([
      { field: 'cpu_percent', to: '50' },
    ]);
  });

  test('notices in lists alone a network that it is not on, and a volume that it does not mount', () => {
    const service = web({
      networks: ['front'],
      volumes: [{ type: 'volume', source: 'data', target: '/data' }],
    });
    const hash = want(service).request.Labels[LABEL.configHash] ?? '';

    expect(
      diff(service, service, { container: { labels: { [LABEL.configHash]: hash }, networks: new Map() } }),
    ).toEqual([
      { field: 'networks.app_front', to: 'connected' },
      { field: 'volumes./data', to: 'volume app_data' },
    ]);
    const mounts = [
      [
        { type: 'volume', name: 'app_old', source: '/var/lib/volumes/app_old', target: '/data' },
        'volume app_old',
      ],
      [{ type: 'volume', name: 'a'.repeat(64), source: '/var/lib/volumes/a', target: '/data' }, 'volume'],
      [{ type: 'bind', source: '/srv', target: '/data' }, 'bind /srv'],
    ] as const;
    for (const [mount, from] of mounts)
      expect(
        diff(service, service, { container: { labels: { [LABEL.configHash]: hash }, mounts: [mount] } }),
      ).toContainEqual({ field: 'volumes./data', from, to: 'volume app_data' });
  });

  test('compares the image by what it is, and names it by what was asked for', () => {
    const from = (container: Partial<ObservedContainer>) => diff(web(), web(), { container });
    const old = imageId(`sha256:${'0'.repeat(64)}`);

    expect(from({ image: 'busybox', imageId: old })).toEqual([
      { field: 'image', from: 'busybox (000000000000)', to: 'busybox (bbbbbbbbbbbb)' },
    ]);
    expect(from({ image: 'alpine:3', imageId: old })).toEqual([
      { field: 'image', from: 'alpine:3', to: 'busybox' },
    ]);
    expect(from({ image: old, imageId: old })).toEqual([
      { field: 'image', from: 'busybox (000000000000)', to: 'busybox' },
    ]);
    const pinned = web({ image: `busybox:1@sha256:${'e'.repeat(64)}` });
    expect(diff(pinned, pinned, { container: { image: old, imageId: old } })).toEqual([
      { field: 'image', from: 'busybox:1 (000000000000)', to: pinned.image },
    ]);
    // The digest that docker compose looked at.
    expect(from({ imageId: old, labels: { [LABEL.image]: BUSYBOX } })).toEqual([]);
  });

  test('compares networks by what they are, once the engine says which one it will be', () => {
    const on = (id: string) =>
      diff(web({ networks: ['front'] }), web({ networks: ['front'] }), {
        container: { networks: new Map([['app_front', { networkId: networkId(id) }]]) },
      });

    expect(on('n1')).toEqual([]);
    expect(on('')).toEqual([]);
    expect(on('n0')).toEqual([
      { field: 'networks.app_front', from: 'a former network of that name', to: 'connected' },
    ]);
  });

  test('leaves networks to the engine and to others where the file names none', () => {
    const bridge = { networks: new Map([['bridge', { networkId: networkId('b') }]]) };
    const front = web({ networks: ['front'] });

    expect(diff(web(), web(), { container: bridge })).toEqual([]);
    expect(
      diff(front, front, {
        container: { networks: new Map([...bridge.networks, ['app_front', { networkId: FRONT.id }]]) },
      }),
    ).toEqual([{ field: 'networks.bridge', from: 'connected' }]);
  });

  test('finds the volume of a place among others', () => {
    const service = web({ volumes: [{ type: 'volume', source: 'data', target: '/data' }] });
    const mounts = [
      { type: 'volume', name: 'other', source: '/x', target: '/other' },
      { type: 'volume', name: 'app_data', source: '/y', target: '/data' },
    ];
    const label = want(service).request.Labels[LABEL.configHash] ?? '';

    expect(
      diffContainer(
        diffing(service),
        anObservedContainer('web', { labels: { [LABEL.configHash]: label }, mounts }),
        want(service),
        { image: BUSYBOX, networks: new Map(), leaves: new Set(), inspected: undefined },
      ),
    ).toEqual([]);
  });

  test('compares the namespace of another service by the container that it has now', () => {
    const service = web({ networkMode: 'service:vpn' });

    expect(diff(service, service, { host: { NetworkMode: `container:${'p'.repeat(12)}` } })).toEqual([]);
    expect(diff(service, service, { host: { NetworkMode: 'container:former' } })).toEqual([
      { field: 'network_mode', from: 'container:former', to: `container:${'p'.repeat(12)}` },
    ]);
  });

  test('says that something changed when it cannot say what', () => {
    const have = anObservedContainer('web');
    const surroundings = {
      image: BUSYBOX,
      networks: new Map(),
      leaves: new Set<string>(),
      inspected: undefined,
    };

    expect(diffContainer(diffing(web()), have, want(web()), surroundings)).toEqual([
      { field: 'configuration' },
    ]);
  });
});
