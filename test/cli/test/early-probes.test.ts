import { expect, test } from 'vitest';
import { withEarlyProbes } from '../../../src/cli/test/early-probes.ts';
import type { HealthcheckSpec } from '../../../src/model/service-spec.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

function earlyOf(healthcheck: HealthcheckSpec): HealthcheckSpec | undefined {
  const service = aService('db', { healthcheck });
  return withEarlyProbes(aProject({ services: [service] })).services.get('db')?.healthcheck;
}

const asked = { test: ['CMD', 'true'] };

test.each<[string, HealthcheckSpec, HealthcheckSpec]>([
  ['whose interval is that of the engine', {}, { startPeriodMs: 29_500, startIntervalMs: 500 }],
  ['with an interval', { intervalMs: 5000 }, { intervalMs: 5000, startPeriodMs: 4500, startIntervalMs: 500 }],
  [
    'with a start period',
    { intervalMs: 5000, startPeriodMs: 60_000 },
    { intervalMs: 5000, startPeriodMs: 60_000, startIntervalMs: 500 },
  ],
])('withEarlyProbes() has a healthcheck asked soon %s', (_, written, early) => {
  expect(earlyOf({ ...asked, ...written })).toEqual({ ...asked, ...early });
});

test.each<[string, HealthcheckSpec]>([
  ['that says when it is asked first', { ...asked, startIntervalMs: 2000, startPeriodMs: 9000 }],
  ['that is asked often anyway', { ...asked, intervalMs: 1000 }],
  ['of an image', { retries: 7 }],
  ['that is switched off', { ...asked, disable: true }],
])('withEarlyProbes() leaves a healthcheck alone %s', (_, written) => {
  expect(earlyOf(written)).toEqual(written);
});
