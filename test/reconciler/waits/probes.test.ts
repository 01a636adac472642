import { describe, expect, test } from 'vitest';
import type { HealthcheckRequest } from '../../../src/model/container-request.ts';
import { containerId } from '../../../src/model/ids.ts';
import type { ContainerDetails } from '../../../src/model/observed.ts';
import { healthAfterPauseMs } from '../../../src/reconciler/waits/health-after-pause.ts';
import { nextProbeMs } from '../../../src/reconciler/waits/next-probe.ts';
import { RUNNING } from '../../support/an-inspection.ts';

const seconds = (count: number): number => count * 1e9;

const probed = (Healthcheck: HealthcheckRequest, more: Partial<ContainerDetails> = {}): ContainerDetails => ({
  ...RUNNING,
  id: containerId('a'),
  name: 'app-web-1',
  hasHealthcheck: true,
  settings: { ...RUNNING.settings, Healthcheck },
  ...more,
});

const failing = (failingStreak: number) => ({
  lastProbe: { exitCode: 1, output: '', failingStreak, runs: failingStreak },
});

describe('healthAfterPauseMs()', () => {
  const check = { Retries: 4, Interval: seconds(2), Timeout: seconds(1) };
  const unhealthy = { health: 'unhealthy' } as const;

  test('is the time of the probes that are missing to an unhealthy verdict', () => {
    expect(healthAfterPauseMs(probed(check, { ...unhealthy, ...failing(1) }))).toBe(9000);
    expect(healthAfterPauseMs(probed(check, { ...unhealthy, ...failing(3) }))).toBe(3000);
    expect(healthAfterPauseMs(probed(check, unhealthy))).toBe(12_000);
  });

  test('is nothing where probes have found it so, or found anything else', () => {
    expect(healthAfterPauseMs(probed(check, { ...unhealthy, ...failing(4) }))).toBeUndefined();
    expect(healthAfterPauseMs(probed(check, { ...unhealthy, ...failing(5) }))).toBeUndefined();
    expect(healthAfterPauseMs(probed(check, { health: 'healthy' }))).toBeUndefined();
    expect(healthAfterPauseMs(probed(check, { health: 'starting' }))).toBeUndefined();
  });

  test('takes three probes of thirty seconds where the healthcheck says nothing', () => {
    expect(healthAfterPauseMs(probed({}, { ...unhealthy, ...failing(2) }))).toBe(60_000);
    expect(healthAfterPauseMs({ ...probed({}, unhealthy), settings: RUNNING.settings })).toBe(180_000);
  });
});

describe('nextProbeMs()', () => {
  const starting = { health: 'starting' } as const;

  test('is the shorter interval while it starts, but not so short that nobody can read it', () => {
    expect(nextProbeMs(probed({ Interval: seconds(9) }, starting))).toBe(9000);
    expect(nextProbeMs(probed({ Interval: seconds(1) }, starting))).toBe(2000);
    expect(nextProbeMs(probed({}, starting))).toBe(2000);
    expect(nextProbeMs({ ...probed({}, starting), settings: RUNNING.settings })).toBe(2000);
  });

  test('is the interval of the start only where there is a time for the start', () => {
    const both = { Interval: seconds(30), StartInterval: seconds(5) };

    expect(nextProbeMs(probed({ ...both, StartPeriod: seconds(60) }, starting))).toBe(5000);
    expect(nextProbeMs(probed(both, starting))).toBe(30_000);
    expect(nextProbeMs(probed({ StartPeriod: seconds(60), StartInterval: seconds(7) }, starting))).toBe(7000);
  });

  test('is nothing where none is to come, or where an event tells', () => {
    expect(nextProbeMs(probed({}, { health: 'healthy' }))).toBeUndefined();
    expect(nextProbeMs(probed({}, { ...starting, hasHealthcheck: false }))).toBeUndefined();
    expect(nextProbeMs(probed({}, { ...starting, state: 'paused' }))).toBeUndefined();
  });
});
