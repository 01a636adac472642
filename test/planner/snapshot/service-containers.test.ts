import { expect, test } from 'vitest';
import { LABEL } from '../../../src/model/labels.ts';
import { partitionContainers } from '../../../src/planner/snapshot/service-containers.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';

const nameOf = (number: number): string => `app-web-${number}`;
const made = (name: string, more = {}) =>
  anObservedContainer('web', { name, createdAt: 1, labels: { [LABEL.configHash]: 'x' }, ...more });

test('partitionContainers() takes the renamed container of a service for it, and not a newer one made by hand with its labels', () => {
  const renamed = made('mine', { state: 'exited' });
  const byHand = anObservedContainer('web', { name: 'other', createdAt: 2 });
  expect(partitionContainers([byHand, renamed], nameOf)).toEqual({ current: [renamed], leftovers: [byHand] });
});

test('partitionContainers() takes the one with the right name first, then the one that runs, then the newer one', () => {
  const right = made('app-web-1', { state: 'exited' });
  const running = made('b');
  const newer = made('c', { createdAt: 2 });
  expect(partitionContainers([newer, right, running], nameOf).current).toEqual([right]);
  expect(
    partitionContainers([made('d', { state: 'exited', createdAt: 3 }), running], nameOf).current,
  ).toEqual([running]);
  expect(partitionContainers([newer, running], nameOf).current).toEqual([newer]);
});

test('partitionContainers() takes the container with the right name for the truth, before and after an update swaps the names', () => {
  const before = made('app-web-1', { state: 'running' });
  const halfMade = made(`${before.id.slice(0, 12)}_app-web-1`, { state: 'running', createdAt: 2 });
  expect(partitionContainers([before, halfMade], nameOf)).toEqual({
    current: [before],
    leftovers: [halfMade],
  });

  const old = { ...before, name: `${before.id.slice(-12)}_app-web-1` };
  const ready = { ...halfMade, name: 'app-web-1' };
  expect(partitionContainers([old, ready], nameOf)).toEqual({ current: [ready], leftovers: [old] });
  // Between the two names.
  expect(partitionContainers([old, halfMade], nameOf)).toEqual({ current: [old], leftovers: [halfMade] });
});
