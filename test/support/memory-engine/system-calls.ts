import { type Call, json } from './answer.ts';
import { filtersOf } from './filters.ts';
import type { Calls } from './routes.ts';
import { volumeWire } from './volume-calls.ts';

export const API_VERSION = '1.45';

/** The engine itself. */
export const SYSTEM_CALLS: Calls = {
  'GET /_ping': () => ({ kind: 'text', status: 200, text: 'OK' }),
  'HEAD /_ping': () => ({ kind: 'empty', status: 200 }),
  'GET /version': () =>
    json({
      Platform: { Name: '' },
      Components: [{ Name: 'Engine', Version: '26.1.5', Details: { ApiVersion: API_VERSION } }],
      Version: '26.1.5',
      ApiVersion: API_VERSION,
      MinAPIVersion: '1.24',
      Os: 'linux',
      Arch: 'amd64',
      KernelVersion: '6.1.0',
    }),
  'GET /info': ({ containers, images }) =>
    json({
      ID: 'memory-engine',
      Containers: containers.size,
      ContainersRunning: [...containers.values()].filter(({ state }) => state === 'running').length,
      Images: images.size,
      Driver: 'overlay2',
      Name: 'memory',
      OperatingSystem: 'An engine in memory',
      OSType: 'linux',
      Architecture: 'x86_64',
      DockerRootDir: '/var/lib/docker',
      CgroupVersion: '2',
      SecurityOptions: ['name=seccomp,profile=builtin'],
      NCPU: 2,
      MemTotal: 2 ** 33,
      SystemTime: new Date().toISOString(),
      ServerVersion: '26.1.5',
      Runtimes: { runc: { path: 'runc' } },
      Swarm: { LocalNodeState: 'inactive' },
      Warnings: null,
    }),
  'GET /events': ({ events }, { query }) => ({
    kind: 'stream',
    type: 'application/json',
    stream: events.stream(filtersOf(query), secondsOf(query, 'since'), secondsOf(query, 'until')),
  }),
  'GET /system/df': ({ volumes, images }) =>
    json({
      LayersSize: images.size * 2_000_000,
      Images: [],
      Containers: [],
      Volumes: [...volumes.values()].map((volume) => ({
        ...volumeWire(volume),
        UsageData: { RefCount: volume.users.size, Size: 0 },
      })),
      BuildCache: [],
    }),
};

function secondsOf(query: Call['query'], name: string): number | undefined {
  const text = query.get(name);
  return text === null || text === '' ? undefined : Number(text);
}
