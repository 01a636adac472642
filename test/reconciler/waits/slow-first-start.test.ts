import { expect, test } from 'vitest';
import { containerId } from '../../../src/model/ids.ts';
import type { ContainerDetails } from '../../../src/model/observed.ts';
import { mayStartSlowly } from '../../../src/reconciler/waits/slow-first-start.ts';
import { RUNNING } from '../../support/an-inspection.ts';

const NOW = Date.parse('2026-01-01T00:00:30Z');

const found = (Image: string, StartPeriod = 0, more: Partial<ContainerDetails> = {}): boolean =>
  mayStartSlowly(
    {
      ...RUNNING,
      id: containerId('a'),
      name: 'app-db-1',
      health: 'unhealthy',
      startedAt: '2026-01-01T00:00:00Z',
      settings: { ...RUNNING.settings, Image, Healthcheck: { Test: ['CMD', 'true'], StartPeriod } },
      ...more,
    },
    NOW,
  );

test('mayStartSlowly() is true of a database that was started a moment ago, without a start period', () => {
  for (const image of [
    'postgres',
    'mysql:8',
    'host:5000/library/mariadb:11@sha256:abc',
    'elastic/elasticsearch:8',
  ])
    expect([image, found(image)]).toEqual([image, true]);
});

test.each<[string, boolean]>([
  ['of another image', found('host/mysql/client:8')],
  ['with a start period', found('postgres:16', 1e9)],
  ['that has run for longer', found('postgres:16', 0, { startedAt: '2025-12-31T23:50:00Z' })],
  ['that has ended', found('postgres:16', 0, { state: 'exited' })],
])('mayStartSlowly() is false of one %s', (_, answer) => {
  expect(answer).toBe(false);
});
