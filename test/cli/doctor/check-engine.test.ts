import { describe, expect, test } from 'vitest';
import { askInfo } from '../../../src/cli/doctor/ask-info.ts';
import { checkEngine } from '../../../src/cli/doctor/check-engine.ts';
import { checkStorage } from '../../../src/cli/doctor/check-storage.ts';
import { findClashes } from '../../../src/cli/doctor/check-subnets.ts';
import type { Use } from '../../../src/cli/doctor/machine-rules.ts';
import { within } from '../../../src/cli/doctor/within.ts';
import type { EngineInfo } from '../../../src/engine/port/engine-answers.ts';
import { networkId } from '../../../src/model/ids.ts';

const WELL: EngineInfo = {
  name: 'box',
  os: 'Debian',
  rootDir: '/var/lib/docker',
  storageDriver: 'overlay2',
  cgroupVersion: '2',
  securityOptions: [],
  cpus: 2,
  memoryBytes: 1,
  containers: 0,
  systemTime: '2026-01-02T12:00:00Z',
  warnings: [],
  runtimes: [],
  isSwarm: false,
  storesInContainerd: false,
};

const NOW = Date.parse('2026-01-02T12:00:00Z');

describe('checkEngine()', () => {
  test('finds nothing wrong with an engine that is all right', () => {
    expect(statuses({})).toEqual([]);
  });

  test.each([
    [{ systemTime: '2026-01-02T12:00:30Z' }, 'warn clock the engine is 30 s ahead'],
    [{ systemTime: '2026-01-02T12:00:06.250Z' }, 'warn clock the engine is 6.3 s ahead'],
    [{ systemTime: '2026-01-02T11:00:00Z' }, 'fail clock the engine is 3600 s behind'],
    [{ securityOptions: ['name=seccomp,profile=builtin', 'name=rootless'] }, /^warn rights rootless/],
    [{ securityOptions: ['name=userns'] }, /^warn rights .*userns-remap/],
    [{ cgroupVersion: 'none' }, /^warn cgroups none/],
    [{ warnings: ['WARNING: No swap limit support'] }, 'warn engine No swap limit support'],
  ])('tells of %j', (info, expected) => {
    expect(statuses(info)).toEqual([expect.stringMatching(expected)]);
  });
});

describe('the clock of an engine', () => {
  test('is not known where its answer takes longer than what would be too much', () => {
    expect(statuses({}, 999, 'prod')).toEqual([]);
    expect(statuses({}, 3482, 'dev')).toEqual([]);
    expect(statuses({}, 3482, 'prod')).toEqual([
      expect.stringMatching(/^unknown clock the engine took 3\.5 s/),
    ]);
    expect(statuses({ systemTime: 'never' })).toEqual(['unknown clock the engine does not tell its time']);
  });

  test('is wrong for certain where it is outside of a long answer too', () => {
    expect(statuses({ systemTime: '2026-01-02T12:00:30Z' }, 3000, 'prod')).toEqual([
      'warn clock the engine is 27 s ahead',
    ]);
  });

  test.each([
    [[300], 300],
    [[3000, 900], 900],
    [[3000, 2000, 4000], 2000],
  ])('is asked for until an answer is quick enough, three times at most: %j ms', async (answers, best) => {
    let clock = 0;
    const left = [...answers];
    const engine = {
      async info() {
        clock += left.shift() ?? Number.NaN;
        return WELL;
      },
    };

    const { askedMs, answeredMs } = await askInfo(engine, 1000, () => clock);

    expect([answeredMs - askedMs, left]).toEqual([best, []]);
  });
});

test('within() goes on without an answer that does not come', async () => {
  expect(await within(1, new Promise(() => {}))).toBeUndefined();
  expect(await within(60_000, Promise.resolve('here'))).toBe('here');
  await expect(within(60_000, Promise.reject(new Error('gone')))).rejects.toThrow('gone');
});

const NOTHING = { images: 0, volumes: 0, buildCache: 0, containers: 0 };

test.each([
  ['dev', 80e9, 'fine', undefined],
  ['dev', 4e9, 'concern', undefined],
  ['dev', 8e9, 'fine', undefined],
  ['prod', 8e9, 'concern', undefined],
  ['prod', 0.5e9, 'concern', 'fail'],
] as const)('checkStorage() for %s: %d bytes out of 100 GB are %s', (use, freeBytes, kind, level) => {
  const answer = checkStorage(NOTHING, { freeBytes, totalBytes: 100e9 }, use);

  expect(answer).toMatchObject({ kind, ...(level && { level }) });
  if (!level) expect(answer).not.toHaveProperty('level');
});

test('checkStorage() tells what is free when the engine takes long to count what it uses', () => {
  expect(checkStorage(undefined, { freeBytes: 80e9, totalBytes: 100e9 }, 'prod')).toMatchObject({
    kind: 'fine',
    text: '80 GB free (80 %); the engine takes long to count what it uses',
  });
});

test('checkStorage() does not alarm when the disk is that of another machine', () => {
  expect(checkStorage(NOTHING, undefined, 'prod')).toMatchObject({ kind: 'unknown' });
});

test('findClashes() tells of a network on the addresses of a tunnel, and not of its own bridge', () => {
  const id = networkId('0123456789abcdef');
  const settings = { IPAM: { Config: [{ Subnet: '10.8.0.0/16' }] } };
  const network = { id, name: 'shop_default', driver: 'bridge', labels: {}, settings };
  const range = { address: '10.8.0.0', bits: 16 };

  expect(findClashes([network], [{ device: 'br-0123456789ab', range }])).toMatchObject([{ status: 'ok' }]);
  expect(findClashes([network], [{ device: 'tun0', range }])).toMatchObject([
    { status: 'warn', text: expect.stringMatching(/shop_default has 10\.8\.0\.0\/16.*tun0/) },
  ]);
});

/** What is not all right, in one line each. */
function statuses(info: Partial<EngineInfo>, tookMs = 0, use: Use = 'dev'): readonly string[] {
  const version = { version: '26.1.5', apiVersion: '1.45', os: 'linux', arch: 'amd64' };
  return checkEngine(version, { info: { ...WELL, ...info }, askedMs: NOW, answeredMs: NOW + tookMs }, use)
    .filter(({ status }) => status !== 'ok')
    .map(({ status, check, text }) => `${status} ${check} ${text}`);
}
