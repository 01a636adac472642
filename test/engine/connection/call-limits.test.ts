import { expect, test } from 'vitest';
import { limitsOf, readLookMs } from '../../../src/engine/connection/call-limits.ts';
import type { EngineRequest } from '../../../src/engine/connection/engine-request.ts';

const MINUTE_MS = 60_000;

test.each<[EngineRequest['method'], string, EngineRequest['query'], number | undefined]>([
  ['GET', '/containers/json', { all: true }, MINUTE_MS],
  ['GET', '/containers/c1/json', {}, MINUTE_MS],
  ['HEAD', '/containers/c1/archive', {}, MINUTE_MS],
  ['GET', '/events', { until: '1' }, MINUTE_MS],
  ['GET', '/containers/c1/stats', { stream: 'false' }, MINUTE_MS],
  ['POST', '/containers/create', {}, 5 * MINUTE_MS],
  ['DELETE', '/volumes/data', {}, 5 * MINUTE_MS],
  ['GET', '/containers/c1/logs', { follow: false }, 5 * MINUTE_MS],
  ['GET', '/tasks/t1/logs', { follow: false }, 5 * MINUTE_MS],
  ['POST', '/images/create', {}, 5 * MINUTE_MS],
  ['POST', '/images/registry:5000/team/app/push', {}, 5 * MINUTE_MS],
  ['GET', '/system/df', {}, 10 * MINUTE_MS],
  ['POST', '/build', {}, 120 * MINUTE_MS],
  ['POST', '/containers/c1/stop', { t: 30 }, 5 * MINUTE_MS + 30_000],
  ['POST', '/containers/c1/stop', {}, 15 * MINUTE_MS],
  ['POST', '/containers/c1/stop', { t: -1 }, 15 * MINUTE_MS],
  ['POST', '/containers/c1/wait', {}, undefined],
  ['GET', '/events', {}, MINUTE_MS],
  ['GET', '/containers/c1/logs', { follow: true }, undefined],
  ['GET', '/containers/c1/stats', { stream: true }, MINUTE_MS],
])('limitsOf() gives %s %s with %o its time', (method, path, query = {}, failsAfterMs) => {
  const limits = limitsOf({ method, path, query });

  expect(limits.failsAfterMs).toBe(failsAfterMs);
  expect(limits.saysAfterMs).toBeLessThanOrEqual((failsAfterMs ?? MINUTE_MS) / 2);
});

test('limitsOf() lets a task be silent for hours while its log is followed', () => {
  const { failsAfterMs, saysAfterMs, endless } = limitsOf({
    method: 'GET',
    path: '/tasks/t1/logs',
    query: { follow: true },
  });
  expect([failsAfterMs, endless]).toEqual([undefined, true]);
  expect(saysAfterMs).toBeGreaterThan(3600_000);
});

test.each<[EngineRequest['method'], string, number | undefined]>([
  ['GET', '/containers/json', 5 * MINUTE_MS],
  ['POST', '/containers/create', 5 * MINUTE_MS],
  ['GET', '/system/df', 10 * MINUTE_MS],
  ['POST', '/commit', 120 * MINUTE_MS],
  ['POST', '/containers/c1/wait', undefined],
  ['GET', '/events', undefined],
])('limitsOf() gives the whole answer to %s %s its time', (method, path, wholeMs) => {
  expect(limitsOf({ method, path }).wholeMs).toBe(wholeMs);
  expect(limitsOf({ method, path }, 0).wholeMs).toBeUndefined();
});

test('limitsOf() gives slow engines more time, and with 0 all of it', () => {
  const look = { method: 'GET', path: '/networks' } as const;

  expect(limitsOf(look, 120_000)).toMatchObject({ saysAfterMs: 20_000, failsAfterMs: 120_000 });
  expect(limitsOf(look, 0)).toMatchObject({ saysAfterMs: 10_000, failsAfterMs: undefined });
});

test('readLookMs() reads seconds, and refuses anything else', () => {
  expect(readLookMs('120')).toBe(120_000);
  expect(readLookMs('0.5')).toBe(500);
  expect(readLookMs('')).toBeUndefined();
  for (const text of ['two minutes', '-1', '2m', 'Infinity'])
    expect(() => readLookMs(text)).toThrow(
      `COMPOSE_HTTP_TIMEOUT is no number of seconds: ${JSON.stringify(text)}`,
    );
});
