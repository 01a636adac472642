import { expect, test } from 'vitest';
import { pauseMsAfter } from '../../../src/reconciler/swarm/shared-look.ts';

test('looks come less often where they take long, and soon again after one that hung while a leader was chosen', () => {
  expect(pauseMsAfter(3)).toBe(150);
  expect(pauseMsAfter(200)).toBe(800);
  expect(pauseMsAfter(11_000)).toBe(2000);
});
