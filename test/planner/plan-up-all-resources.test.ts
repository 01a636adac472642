import { expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import { anEngine, loadText, planFor } from '../support/engine-model/stage.ts';

test('--all-resources creates what no service uses, even where no service is active', async () => {
  const text = JSON.stringify({
    services: { web: { image: 'busybox:latest', profiles: ['extra'], networks: ['front'] } },
    networks: { front: {} },
    volumes: { data: {} },
  });
  const all = await loadText(text, 1, { selection: { options: { pruneResources: false } } });

  expect(formatPlan(planFor(anEngine(), all))).toBe('');
  expect(formatPlan(planFor(anEngine(), all, { allResources: true }))).toBe(
    '1 create-network front because missing\n2 create-volume data because missing',
  );
});
