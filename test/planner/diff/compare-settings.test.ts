import { describe, expect, test } from 'vitest';
import type { ContainerRequest, HostConfig } from '../../../src/model/container-request.ts';
import { containerId } from '../../../src/model/ids.ts';
import { compareSettings } from '../../../src/planner/diff/compare-settings.ts';
import type { RequestedContainer } from '../../../src/planner/request/create-request.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anInspection } from '../../support/an-inspection.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { createRequest } from '../../support/planning.ts';

const web = aService('web', { networkMode: 'bridge' });
const plain = createRequest(aProject({ services: [web] }), web, 1, () => [1]);

/** A service that asks for exactly this of the engine. */
const asking = (HostConfig: HostConfig, more: Partial<RequestedContainer> = {}): RequestedContainer => ({
  ...plain,
  request: { ...plain.request, HostConfig } satisfies ContainerRequest,
  ...more,
});

const compare = (have: HostConfig, wanted: RequestedContainer, peer?: string) => {
  const inspection = anInspection(anObservedContainer('web'), plain);
  const { container } = inspection;
  const live = { ...container, settings: { ...container.settings, HostConfig: have } };
  const peerId = () => (peer === undefined ? undefined : containerId(peer));
  return compareSettings({ ...inspection, container: live }, wanted, peerId);
};

const mib = 1024 * 1024;

describe('compareSettings() of the limit of swap', () => {
  test.each<readonly [string, HostConfig, HostConfig]>([
    ['what the engine fills in', { Memory: mib, MemorySwap: 2 * mib }, { Memory: mib }],
    ['where the kernel cannot limit it', { Memory: mib, MemorySwap: -1 }, { Memory: mib }],
    ['what is asked for and is the default', { Memory: mib }, { Memory: mib, MemorySwap: 2 * mib }],
    ['nothing and nothing', { MemorySwap: 0 }, {}],
  ])('sees no difference in %s', (_what, have, want) => {
    expect(compare(have, asking(want))).toEqual([]);
  });

  test('says nothing of a default that follows the limit of memory', () => {
    expect(compare({ Memory: mib, MemorySwap: 2 * mib }, asking({ Memory: 2 * mib }))).toEqual([
      { field: 'mem_limit', from: '1m', to: '2m' },
    ]);
  });

  test.each<readonly [HostConfig, HostConfig, { from?: string; to?: string }]>([
    [{ Memory: mib, MemorySwap: 3 * mib }, { Memory: mib }, { from: '3m', to: '2m' }],
    [
      { Memory: mib, MemorySwap: 3 * mib },
      { Memory: mib, MemorySwap: -1 },
      { from: '3m', to: '-1' },
    ],
    [
      { Memory: mib, MemorySwap: -1 },
      { Memory: mib, MemorySwap: 3 * mib },
      { from: '-1', to: '3m' },
    ],
    [{ MemorySwap: 3 * mib }, {}, { from: '3m' }],
    [{}, { MemorySwap: 3 * mib }, { to: '3m' }],
  ])('says what it was and is to be: %j, %j', (have, want, expected) => {
    expect(compare(have, asking(want))).toEqual([{ field: 'memswap_limit', ...expected }]);
  });
});

describe('compareSettings() of logging', () => {
  const log = (Type: string, Config: Readonly<Record<string, string>> = {}): HostConfig => ({
    LogConfig: { Type, Config },
  });

  test('takes any driver for the one of the engine where the file names none', () => {
    expect(compare(log('local'), asking({}))).toEqual([]);
    expect(compare(log('local'), asking(log('')))).toEqual([]);
    expect(compare(log('local', { a: '1' }), asking(log('', { a: '1' })))).toEqual([]);
  });

  test('names driver and options', () => {
    expect(compare(log('local'), asking(log('syslog', { a: '1' })))).toEqual([
      { field: 'logging', from: 'local {}', to: 'syslog {"a":"1"}' },
    ]);
    expect(compare(log('local'), asking(log('', { a: '1' })))).toEqual([
      { field: 'logging', from: 'local {}', to: '{"a":"1"}' },
    ]);
    expect(compare({}, asking(log('local')))).toEqual([{ field: 'logging', to: 'local {}' }]);
    expect(compare({}, asking(log('')))).toEqual([]);
  });
});

describe('compareSettings() of the network mode', () => {
  test.each([
    ['default', undefined],
    ['bridge', undefined],
    ['default', 'bridge'],
    ['bridge', 'default'],
    ['app_front', 'app_back'],
  ])('sees no difference between %s and %s', (have, want) => {
    const asked = want === undefined ? {} : { NetworkMode: want };
    expect(compare({ NetworkMode: have }, asking(asked))).toEqual([]);
  });

  test.each([
    ['bridge', 'host', { to: 'host' }],
    ['host', 'bridge', { from: 'host' }],
    ['none', 'host', { from: 'none', to: 'host' }],
    ['app_front', 'host', { from: 'app_front', to: 'host' }],
    ['host', 'app_front', { from: 'host', to: 'app_front' }],
  ])('tells %s from %s', (have, want, expected) => {
    expect(compare({ NetworkMode: have }, asking({ NetworkMode: want }))).toEqual([
      { field: 'network_mode', ...expected },
    ]);
  });
});

describe('compareSettings() of restarts', () => {
  const policy = (Name: string, MaximumRetryCount = 0): HostConfig => ({
    RestartPolicy: { Name, MaximumRetryCount },
  });

  test('takes no policy, an empty one and "no" for one', () => {
    for (const have of [{}, policy(''), policy('no')])
      for (const want of [{}, policy(''), policy('no')]) expect(compare(have, asking(want))).toEqual([]);
  });

  test('tells policies and the number of attempts apart', () => {
    expect(compare(policy('always'), asking({}))).toEqual([{ field: 'restart', from: 'always', to: 'no' }]);
    expect(compare(policy('on-failure', 3), asking(policy('on-failure', 5)))).toEqual([
      { field: 'restart', from: 'on-failure:3', to: 'on-failure:5' },
    ]);
    expect(compare(policy('on-failure', 3), asking(policy('on-failure')))).toEqual([
      { field: 'restart', from: 'on-failure:3', to: 'on-failure' },
    ]);
  });
});

describe('compareSettings() of what is not in every container', () => {
  test('takes nothing, zero, false and empty for one', () => {
    const nothing: HostConfig = { CpuShares: 0, CgroupParent: '', Init: false, Dns: [], Sysctls: {} };

    expect(compare(nothing, asking({}))).toEqual([]);
    expect(compare({}, asking(nothing))).toEqual([]);
  });

  test('takes what the engine fills in for what the file asks for, where it asks for nothing', () => {
    expect(compare({ CgroupnsMode: 'host' }, asking({}))).toEqual([]);
    expect(compare({ CgroupnsMode: 'host' }, asking({ CgroupnsMode: 'private' }))).toEqual([
      { field: 'cgroup', from: 'host', to: 'private' },
    ]);
    expect(compare({}, asking({ CgroupnsMode: 'private' }))).toEqual([{ field: 'cgroup', to: 'private' }]);
    expect(compare({ IpcMode: 'shareable' }, asking({ IpcMode: 'private' }))).toEqual([]);
    expect(compare({ IpcMode: 'shareable' }, asking({ IpcMode: 'host' }))).toEqual([
      { field: 'ipc', from: 'shareable', to: 'host' },
    ]);
  });

  test('shows amounts in the units of the file', () => {
    const half = { NanoCpus: 5e8, CpuPercent: 5000, ShmSize: 1000, PidsLimit: 1024 };

    expect(compare({}, asking(half))).toEqual([
      { field: 'cpu_percent', to: '50' },
      { field: 'cpus', to: '0.5' },
      { field: 'pids_limit', to: '1024' },
      { field: 'shm_size', to: '1000' },
    ]);
    expect(compare({ Memory: -1 }, asking({ Memory: 1024 }))).toContainEqual({
      field: 'mem_limit',
      from: '-1',
      to: '1k',
    });
  });

  test('cares for the order of a list only where it means something', () => {
    expect(compare({ CapAdd: ['B', 'A'] }, asking({ CapAdd: ['A', 'B'] }))).toEqual([]);
    expect(compare({ Dns: ['2', '1'] }, asking({ Dns: ['1', '2'] }))).toEqual([
      { field: 'dns', from: '2, 1', to: '1, 2' },
    ]);
  });

  test('shows other containers by the start of their ids', () => {
    expect(compare({ PidMode: `container:${'a'.repeat(64)}` }, asking({}))).toEqual([
      { field: 'pid', from: `container:${'a'.repeat(12)}` },
    ]);
  });

  test('says that something changed that it has no word for, and only where it has none at all', () => {
    const size = { ConsoleSize: [24, 80] } as const;

    expect(compare({}, asking(size))).toEqual([{ field: 'configuration' }]);
    expect(compare(size, asking(size))).toEqual([]);
    expect(compare(size, asking({}))).toEqual([]);
    expect(compare({}, asking({ ...size, Init: true }))).toEqual([{ field: 'init', to: 'true' }]);
  });
});

describe('compareSettings() of a file that is copied', () => {
  const mount = { Type: 'bind', Source: '/etc/app.conf', Target: '/conf' };
  const copies = new Map([['/conf', '/etc/app.conf']]);

  test('takes it for no difference that the file is mounted', () => {
    expect(compare({ Mounts: [mount] }, asking({}, { copies }))).toEqual([]);
  });

  test('sees other mounts in its place, and all where nothing is copied', () => {
    const other = { ...mount, Source: '/etc/other.conf' };
    const volume = { ...mount, Type: 'volume', Source: 'conf' };

    expect(compare({ Mounts: [other] }, asking({}, { copies }))).toEqual([
      { field: 'volumes./conf', from: 'bind /etc/other.conf' },
    ]);
    expect(compare({ Mounts: [volume] }, asking({}, { copies }))).toEqual([
      { field: 'volumes./conf', from: 'volume conf' },
    ]);
    expect(compare({ Mounts: [mount] }, asking({}))).toEqual([
      { field: 'volumes./conf', from: 'bind /etc/app.conf' },
    ]);
    expect(compare({ Binds: ['/a:/b'] }, asking({}, { copies }))).toEqual([
      { field: 'volumes./b', from: 'bind /a' },
    ]);
  });
});

describe('compareSettings() of what is shared with other services', () => {
  const id = 'c'.repeat(64);
  const sharing = (
    field: 'NetworkMode' | 'PidMode' | 'VolumesFrom',
    template: string,
    HostConfig: HostConfig = {},
  ) => asking(HostConfig, { references: [{ field, template, placeholder: 'p', service: 'vpn' }] });

  test('compares it with the container that there is now', () => {
    expect(compare({ PidMode: `container:${id}` }, sharing('PidMode', 'container:{}'), id)).toEqual([]);
    expect(compare({ VolumesFrom: [`${id}:ro`] }, sharing('VolumesFrom', '{}:ro'), id)).toEqual([]);
    expect(
      compare({ VolumesFrom: ['own', id] }, sharing('VolumesFrom', '{}', { VolumesFrom: ['own'] }), id),
    ).toEqual([]);
    expect(compare({ PidMode: 'container:old' }, sharing('PidMode', 'container:{}'), id)).toEqual([
      { field: 'pid', from: 'container:old', to: `container:${'c'.repeat(12)}` },
    ]);
  });

  test('shows the container whose network is joined by the start of its id', () => {
    const joined = sharing('NetworkMode', 'container:{}');

    expect(compare({ NetworkMode: `container:${'a'.repeat(64)}` }, joined, id)).toEqual([
      { field: 'network_mode', from: `container:${'a'.repeat(12)}`, to: `container:${'c'.repeat(12)}` },
    ]);
  });

  test('shows it as the file says it where there is none yet', () => {
    expect(compare({}, sharing('PidMode', 'container:{}'))).toEqual([{ field: 'pid', to: 'service:vpn' }]);
  });
});
