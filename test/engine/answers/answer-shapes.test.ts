import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { misfitIn } from '../../../src/engine/answers/answer-shapes.ts';
import { readContainer } from '../../../src/engine/answers/read-container.ts';
import { readContainerDetails } from '../../../src/engine/answers/read-container-details.ts';
import { readDiskUsage } from '../../../src/engine/answers/read-disk-usage.ts';
import { findImages, readImageDetails } from '../../../src/engine/answers/read-image.ts';
import { readInfo } from '../../../src/engine/answers/read-info.ts';
import { readNetwork, readVolume } from '../../../src/engine/answers/read-network.ts';
import { readStats } from '../../../src/engine/answers/read-stats.ts';
import { misfitText } from '../../../src/engine/answers/shape.ts';

const recorded = (name: string): string =>
  readFileSync(join(import.meta.dirname, '..', 'recorded', name), 'utf8');

interface Sample {
  readonly path: string;
  /** An answer of an engine. */
  readonly answer: string;
  /** `any`: what it gets is of an unknown form, which is what this is about. */
  // biome-ignore lint/suspicious/noExplicitAny: the answer may be anything
  readonly read: (answer: any) => unknown;
}

const SAMPLES: readonly Sample[] = [
  {
    path: '/containers/json',
    answer: recorded('container-list.json'),
    read: (items) => items.map(readContainer),
  },
  {
    path: '/containers/c1/json',
    answer: JSON.stringify({
      Id: 'c1',
      Image: 'sha256:1',
      Name: '/web',
      RestartCount: 0,
      State: {
        Status: 'running',
        Restarting: false,
        OOMKilled: false,
        ExitCode: 0,
        Error: '',
        Pid: 7,
        StartedAt: '2026-01-01T00:00:00Z',
        FinishedAt: '0001-01-01T00:00:00Z',
        Health: {
          Status: 'healthy',
          FailingStreak: 0,
          Log: [{ Start: '2026-01-01T00:00:01Z', ExitCode: 0, Output: 'ok' }],
        },
      },
      Config: {
        Image: 'app',
        Labels: { a: 'b' },
        Tty: false,
        Env: ['A=1'],
        Healthcheck: { Test: ['CMD', 'x'] },
      },
      HostConfig: { NetworkMode: 'default', Binds: null },
      NetworkSettings: { Networks: { front: { MacAddress: '', IPAMConfig: null, Aliases: ['web'] } } },
      Mounts: [{ Type: 'volume', Name: 'data', Source: '/x', Destination: '/data' }],
    }),
    read: readContainerDetails,
  },
  {
    path: '/networks',
    answer: JSON.stringify([
      {
        Id: 'n1',
        Name: 'front',
        Driver: 'bridge',
        Labels: { a: 'b' },
        Options: { 'com.docker.network.bridge.name': 'x' },
        Internal: false,
        Attachable: false,
        EnableIPv6: false,
        IPAM: {
          Driver: 'default',
          Options: { driver: 'default' },
          Config: [{ Subnet: '10.0.0.0/24', Gateway: '10.0.0.1', AuxiliaryAddresses: { a: '10.0.0.9' } }],
        },
      },
    ]),
    read: (items) => items.map(readNetwork),
  },
  {
    path: '/volumes',
    answer: JSON.stringify({
      Volumes: [
        {
          Name: 'data',
          Driver: 'local',
          Labels: { a: 'b' },
          Options: { type: 'nfs' },
          Mountpoint: '/x',
          Scope: 'local',
        },
      ],
      Warnings: null,
    }),
    read: ({ Volumes }) => (Volumes ?? []).map(readVolume),
  },
  {
    path: '/images/json',
    answer: JSON.stringify([
      { Id: 'sha256:1', RepoTags: ['app:1'], RepoDigests: ['app@sha256:2'], Size: 1, Created: 1 },
    ]),
    read: (items) => findImages(items, ['app:1']),
  },
  {
    path: '/images/app/json',
    answer: JSON.stringify({
      Id: 'sha256:1',
      Os: 'linux',
      Architecture: 'amd64',
      Variant: '',
      Metadata: { LastTagTime: '2026-01-01T00:00:00Z' },
      Config: {
        Env: ['A=1'],
        Cmd: ['sh'],
        Entrypoint: ['/init'],
        Labels: { a: 'b' },
        Volumes: { '/data': {} },
        ExposedPorts: { '80/tcp': {} },
        WorkingDir: '/',
        User: '',
        StopSignal: 'SIGTERM',
        Healthcheck: { Test: ['NONE'] },
      },
    }),
    read: readImageDetails,
  },
  {
    path: '/info',
    answer: JSON.stringify({
      Name: 'box',
      OperatingSystem: 'Debian',
      DockerRootDir: '/var/lib/docker',
      Driver: 'overlay2',
      SecurityOptions: ['name=seccomp'],
      NCPU: 2,
      MemTotal: 1,
      Warnings: null,
      Runtimes: { runc: {} },
      Swarm: { LocalNodeState: 'inactive' },
    }),
    read: readInfo,
  },
  {
    path: '/containers/c1/stats',
    answer: JSON.stringify({
      cpu_stats: { cpu_usage: { total_usage: 1, percpu_usage: [1] }, system_cpu_usage: 2, online_cpus: 1 },
      precpu_stats: { cpu_usage: { total_usage: 0 }, system_cpu_usage: 1 },
      memory_stats: { usage: 2, limit: 3, stats: { inactive_file: 1 } },
      networks: { eth0: { rx_bytes: 1, tx_bytes: 1 } },
      blkio_stats: { io_service_bytes_recursive: [{ op: 'read', value: 1 }] },
      pids_stats: { current: 1 },
    }),
    read: readStats,
  },
  {
    path: '/system/df',
    answer: JSON.stringify({
      LayersSize: 1,
      Containers: [{ SizeRw: 1 }],
      Volumes: [{ Name: 'data', UsageData: { Size: 1 } }],
      BuildCache: [{ Size: 1, Shared: false }],
    }),
    read: readDiskUsage,
  },
];

const WRONG: readonly unknown[] = [undefined, null, {}, [], 'text', 1, true, [null], { x: null }];

test.each(SAMPLES)(
  'an answer to GET $path is read as it is, and refused where reading it would break',
  (sample) => {
    const call = { method: 'GET', path: sample.path };
    expect(misfitIn(call, JSON.parse(sample.answer))).toBeUndefined();

    for (const way of waysIn(JSON.parse(sample.answer)))
      for (const wrong of WRONG) {
        const answer = withWrong(JSON.parse(sample.answer), way, wrong);
        if (misfitIn(call, answer) === undefined)
          expect(() => sample.read(answer), `${way.join('.')} = ${JSON.stringify(wrong)}`).not.toThrow();
      }
  },
);

test.each(SAMPLES)('an answer to GET $path that is null is refused', ({ path }) => {
  const misfit = misfitIn({ method: 'GET', path }, null);

  expect(misfit && misfitText(misfit)).toBe('null');
});

test.each([
  ['GET', '/containers/json', {}],
  ['GET', '/networks', {}],
  ['GET', '/volumes', {}],
  ['GET', '/containers/c1/json', {}],
  ['GET', '/images/app/json', {}],
  ['GET', '/exec/e1/json', {}],
  ['GET', '/distribution/docker.io/library/app/json', {}],
  ['GET', '/version', {}],
  ['GET', '/info', {}],
  ['GET', '/containers/c1/top', {}],
  ['POST', '/containers/create', {}],
  ['POST', '/containers/c1/exec', {}],
  ['POST', '/containers/c1/wait', {}],
  ['POST', '/volumes/create', {}],
  ['POST', '/commit', {}],
])(
  'an answer to %s %s of nothing (%j) is refused: it would look as if there were none',
  (method, path, answer) => {
    expect(misfitIn({ method, path }, answer)).toBeDefined();
  },
);

test('misfitText() names the place of what is wrong', () => {
  const volumes = {
    Volumes: [
      { Name: 'data', Driver: 'local' },
      { Name: 1, Driver: 'local' },
    ],
  };
  const misfit = misfitIn({ method: 'GET', path: '/volumes' }, volumes);

  expect(misfit && misfitText(misfit)).toBe('Volumes[1].Name is 1');
});

type Way = readonly (string | number)[];

/** The ways to every value in an answer. */
function waysIn(value: unknown, way: Way = []): readonly Way[] {
  if (typeof value !== 'object' || value === null) return [way];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [way, ...inner.flatMap(([name, member]) => waysIn(member, [...way, name]))];
}

function withWrong(value: unknown, [name, ...rest]: Way, wrong: unknown): unknown {
  if (name === undefined || typeof value !== 'object' || value === null) return wrong;
  if (Array.isArray(value))
    return value.map((item, index) => (index === name ? withWrong(item, rest, wrong) : item));
  const members = Object.entries(value).map(([key, member]) => [
    key,
    key === name ? withWrong(member, rest, wrong) : member,
  ]);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}
