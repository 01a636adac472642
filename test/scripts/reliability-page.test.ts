import { expect, test } from 'vitest';
import { tableOf } from '../../scripts/reliability-page.ts';
import { lines } from '../support/lines.ts';

const trial = (kind: string, program: string, ...complaints: readonly string[]): string =>
  JSON.stringify({ kind, program, name: 'a case', complaints });

test('tableOf() counts by kind what was tried, survived and lost, docker compose beside gantry where it ran', () => {
  const trials = [
    trial('two at once', 'gantry'),
    trial('killed', 'gantry'),
    trial('killed', 'docker compose', 'a container is left'),
    trial('killed', 'gantry', 'a lock is left', 'a volume is lost'),
    trial('killed', 'gantry'),
  ];

  expect(tableOf(trials)).toBe(
    lines(
      '| what is done | tried | survived | lost | docker compose: tried | survived | lost |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      '| killed | 3 | 2 | 1 | 1 | 0 | 1 |',
      '| two at once | 1 | 1 | 0 |  |  |  |',
    ),
  );
});
