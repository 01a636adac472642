import { describe, expect, test } from 'vitest';
import type { HostConfig } from '../../../src/model/container-request.ts';
import { networkId } from '../../../src/model/ids.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import type { ServiceSpec } from '../../../src/model/service-spec.ts';
import { remarkOnRemovals, remedyInPlace } from '../../../src/planner/diff/remedies.ts';
import { aNetwork } from '../../support/a-network.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { createRequest } from '../../support/planning.ts';

interface Around {
  readonly live?: HostConfig;
  readonly state?: ObservedContainer['state'];
  readonly pluggable?: boolean | ((network: string) => boolean);
  readonly moves?: readonly string[];
  /** The network that it was made on. */
  readonly home?: string;
  readonly project?: Project;
}

function remedy(fields: readonly string[], service: Partial<ServiceSpec>, around: Around = {}) {
  const usual = aProject({
    networks: [aNetwork('front'), aNetwork('back')],
    services: [{ ...aService('web', { networks: ['front', 'back'] }), ...service }],
  });
  const { project = usual } = around;
  const web = project.services.get('web');
  if (!web) throw new Error('there is one service');
  const { live = {}, state = 'running', pluggable = true, moves = [], home = 'app_back' } = around;
  const endpoint = { networkId: networkId('n') };
  return remedyInPlace(
    fields.map((field) => ({ field })),
    anObservedContainer('web', {
      state,
      networkMode: home,
      networks: new Map([
        ['app_front', endpoint],
        ['app_old', endpoint],
      ]),
    }),
    createRequest(project, web, 1, () => [1]),
    {
      live,
      moves: new Set(moves),
      isPluggable: typeof pluggable === 'function' ? pluggable : () => pluggable,
    },
  );
}

const update = (...parameters: Parameters<typeof remedy>) => remedy(...parameters)?.update;

describe('remedyInPlace()', () => {
  test.each<readonly [string, Partial<ServiceSpec>, object]>([
    ['cpus', { cpus: 1.5 }, { NanoCpus: 1_500_000_000 }],
    ['cpu_shares', { cpuShares: 512 }, { CpuShares: 512 }],
    ['cpu_quota', { cpuQuota: 50_000 }, { CpuQuota: 50_000 }],
    ['cpuset', { cpuset: '0,1' }, { CpusetCpus: '0,1' }],
    ['mem_reservation', { memReservationBytes: 9 }, { MemoryReservation: 9 }],
    ['pids_limit', { pidsLimit: 50 }, { PidsLimit: 50 }],
    ['restart', { restart: 'on-failure:3' }, { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 } }],
  ])('updates %s without a new container', (field, service, expected) => {
    expect(update([field], service)).toEqual(expected);
  });

  test('sends the limit of memory and that with swap together, which an engine refuses one by one', () => {
    expect(update(['mem_limit'], { memLimitBytes: 100 })).toEqual({ Memory: 100, MemorySwap: 200 });
    expect(update(['mem_limit'], { memLimitBytes: 100, memSwapLimitBytes: -1 })).toEqual({
      Memory: 100,
      MemorySwap: -1,
    });
    expect(update(['memswap_limit'], { memLimitBytes: 100, memSwapLimitBytes: 300 })).toEqual({
      Memory: 100,
      MemorySwap: 300,
    });
  });

  test('replaces where swap had a limit and is to have none: an engine only notes that down', () => {
    const unlimited = { memLimitBytes: 100, memSwapLimitBytes: -1 };
    expect(remedy(['memswap_limit'], unlimited, { live: { Memory: 100, MemorySwap: 200 } })).toBeUndefined();
    expect(update(['mem_limit'], unlimited, { live: { Memory: 50, MemorySwap: -1 } })).toBeDefined();
  });

  test('takes away in place only what an engine can take away', () => {
    expect(update(['pids_limit', 'restart'], {})).toEqual({
      PidsLimit: 0,
      RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    });
    for (const field of ['mem_limit', 'memswap_limit', 'mem_reservation', 'cpus', 'cpu_shares', 'cpuset'])
      expect(remedy([field], {})).toBeUndefined();
  });

  test('replaces where the engine refuses to go from a share of time to a number of processors, or back', () => {
    expect(remedy(['cpus'], { cpus: 1 }, { live: { CpuQuota: 50_000 } })).toBeUndefined();
    expect(remedy(['cpu_quota'], { cpuQuota: 50_000 }, { live: { NanoCpus: 1e9 } })).toBeUndefined();
    expect(update(['cpu_shares'], { cpuShares: 512 }, { live: { NanoCpus: 1e9 } })).toEqual({
      CpuShares: 512,
    });
  });

  test('replaces for everything else, and for one field of that kind among others', () => {
    for (const field of ['image', 'environment.A', 'ports', 'blkio_config.weight', 'configuration'])
      expect(remedy([field], {})).toBeUndefined();
    expect(remedy(['restart', 'environment.A'], { restart: 'always' })).toBeUndefined();
  });

  test('joins what it is not on, leaves what it should not be on, and does both for another setting', () => {
    const moved = remedy(['networks.app_back', 'networks.app_front.aliases', 'networks.app_old'], {});

    expect([...(moved?.joins ?? [])]).toEqual([
      ['app_back', { Aliases: ['app-web-1', 'web'] }],
      ['app_front', { Aliases: ['app-web-1', 'web'] }],
    ]);
    expect(moved?.leaves).toEqual(['app_front', 'app_old']);
    expect(remedy(['networks.app_old', 'networks.app_front'], {})?.leaves).toEqual(['app_front', 'app_old']);
  });

  test('knows a network by its whole name, which may begin as that of another one', () => {
    const dotted = aProject({
      networks: [aNetwork('front'), aNetwork('deep', { name: 'app_front.deep' })],
      services: [aService('web', { networks: ['front', 'deep'] })],
    });

    expect(remedy(['networks.app_front.deep.aliases'], {}, { project: dotted })?.joins).toEqual(
      new Map([['app_front.deep', { Aliases: ['app-web-1', 'web'] }]]),
    );
  });

  test('leaves alone what the plan takes it off and puts it on again', () => {
    const moved = remedy(['networks.app_front.aliases'], {}, { moves: ['app_front'] });

    expect([moved?.joins.size, moved?.leaves]).toEqual([0, []]);
  });

  test('replaces where networks cannot be changed: between two attempts, and by some drivers', () => {
    expect(remedy(['networks.app_back'], {}, { state: 'restarting' })).toBeUndefined();
    expect(remedy(['networks.app_back'], {}, { pluggable: false })).toBeUndefined();
    expect(
      remedy(['networks.app_back', 'networks.app_front'], {}, { pluggable: (name) => name === 'app_front' }),
    ).toBeUndefined();
    expect(remedy(['networks.app_old'], { networks: new Map(), networkMode: 'host' })).toBeUndefined();
  });

  test('replaces where it would join with a MAC address, which an engine gives out only once', () => {
    const endpoint = {
      aliases: [],
      driverOpts: new Map(),
      linkLocalIps: [],
      macAddress: '02:00:00:00:00:01',
    };
    const networks = new Map([['front', endpoint]]);

    expect(remedy(['networks.app_front.aliases'], { networks })).toBeUndefined();
    expect(remedy(['networks.app_front.aliases', 'networks.app_old'], { networks })).toBeUndefined();
    expect(remedy(['networks.app_old'], { networks })?.leaves).toEqual(['app_old']);
    expect(remedy(['networks.app_front.mac_address'], {}, { home: 'app_front' })).toBeUndefined();
    expect(remedy(['networks.app_front.mac_address'], {})?.leaves).toEqual(['app_front']);
  });
});

describe('remarkOnRemovals()', () => {
  const remarks = (fields: readonly string[], service: Partial<ServiceSpec>) => {
    const project = aProject({ services: [{ ...aService('web'), ...service }] });
    const web = project.services.get('web');
    if (!web) throw new Error('there is one service');
    return remarkOnRemovals(
      fields.map((field) => ({ field })),
      createRequest(project, web, 1, () => [1]),
    ).map(({ field, remark }) => [field, remark]);
  };

  test('says of a limit that is taken away why that takes a new container', () => {
    const remark = 'an engine takes it off only with a new container';
    expect(remarks(['mem_limit', 'memswap_limit', 'cpus'], {})).toEqual([
      ['mem_limit', remark],
      ['memswap_limit', remark],
      ['cpus', remark],
    ]);
  });

  test('says nothing of what changes in place, and of what never does', () => {
    expect(remarks(['mem_limit', 'memswap_limit', 'pids_limit', 'image'], { memLimitBytes: 9 })).toEqual([
      ['mem_limit', undefined],
      ['memswap_limit', undefined],
      ['pids_limit', undefined],
      ['image', undefined],
    ]);
  });
});
