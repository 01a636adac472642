import { expect, test } from 'vitest';
import type { PageStep } from '../../src/model/page-state.ts';
import { servicesWaiting, waitChain, waitsFor } from '../../src/model/page-waits.ts';

const steps: Readonly<Record<string, PageStep>> = {
  1: aStep(1, 'cache', 'done', []),
  2: aStep(2, 'db', 'running', []),
  3: aStep(3, 'db', 'waiting', [2]),
  4: aStep(4, 'api', 'waiting', [1, 3]),
  5: aStep(5, 'web', 'waiting', [4]),
};

test('waitsFor() gives the steps before it that have not ended', () => {
  expect(waitsFor(steps, stepOf(4)).map(({ id }) => id)).toEqual([3]);
  expect(waitsFor(steps, stepOf(2))).toEqual([]);
});

test('waitChain() leads to the step that runs', () => {
  expect(waitChain(steps, stepOf(5)).map(({ id }) => id)).toEqual([4, 3, 2]);
});

test('servicesWaiting() names the next service of the chain, and none for a service that does something', () => {
  const run = { id: '', startedAt: 0, steps, notes: [], failures: [] };
  expect(servicesWaiting({ ...run, status: 'done' })).toEqual(new Map());
  expect(servicesWaiting({ ...run, status: 'running' })).toEqual(
    new Map([
      ['api', ['db']],
      ['web', ['api']],
    ]),
  );
});

function stepOf(id: number): PageStep {
  const step = steps[id];
  if (!step) throw new Error(`there is no step ${id}`);
  return step;
}

function aStep(id: number, service: string, status: PageStep['status'], after: readonly number[]): PageStep {
  return { id, service, label: `Container shop-${service}-1`, doing: 'Starting', status, after };
}
