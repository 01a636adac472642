import { expect, test } from 'vitest';
import { tableOf } from '../../scripts/updates-page.ts';
import { lines } from '../support/lines.ts';

const result = (
  scenario: string,
  program: string,
  figures: Readonly<Record<string, number | boolean>>,
): string => JSON.stringify({ scenario, program, ...figures });

test('tableOf() has a row for each scenario, docker compose beside gantry where it ran', () => {
  const results = [
    result('stop-first', 'gantry', { sent: 12_345, lost: 67, slowestMs: 1234, longestSilenceMs: 2500 }),
    result('streams', 'gantry', { sent: 90, lost: 0, slowestMs: 3100 }),
    result('stop-first', 'docker compose', {
      sent: 800,
      lost: 90,
      slowestMs: 10,
      longestSilenceMs: 3000,
      isStuck: true,
    }),
  ];

  expect(tableOf(results)).toBe(
    lines(
      '| what is done | gantry: failed of sent | slowest s | longest pause s | docker compose: failed of sent | slowest s | longest pause s |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      '| stop-first | 67 of 12,345 | 1.23 | 2.50 | 90 of 800, then stuck | 0.01 | 3.00 |',
      '| streams | 0 of 90 | 3.10 |  |  |  |  |',
    ),
  );
});
