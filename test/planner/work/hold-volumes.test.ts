import { expect, test } from 'vitest';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import { holdsVolumes } from '../../../src/planner/work/hold-volumes.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';

test('holdsVolumes() knows what an interrupted run left, and takes no other container for it', () => {
  const name = `${'0123456789ab'}_app-db-1`;
  const holder = (change: Partial<ObservedContainer> = {}): ObservedContainer =>
    anObservedContainer('db', { name, state: 'created', labels: { [LABEL.replace]: 'db-1' }, ...change });

  expect(holdsVolumes(holder())).toBe(true);
  expect(holdsVolumes(holder({ state: 'exited' }))).toBe(false);
  expect(holdsVolumes(holder({ name: 'app-db-1' }))).toBe(false);
  expect(holdsVolumes(holder({ labels: {} }))).toBe(false);
  expect(holdsVolumes(holder({ labels: { [LABEL.replace]: 'db-1', [LABEL.configHash]: 'a' } }))).toBe(false);
});
