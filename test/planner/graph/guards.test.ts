import { describe, expect, test } from 'vitest';
import { imageId, stepId } from '../../../src/model/ids.ts';
import type { Guard } from '../../../src/model/plan.ts';
import { anyOf, guardOf, sameGuard } from '../../../src/planner/graph/guards.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';

const gives = (step: number, differsFrom = 'old'): Guard => ({
  image: stepId(step),
  differsFrom: imageId(differsFrom),
});
const says = (step: number): Guard => ({ source: { step: stepId(step) }, has: new Map(), gave: ['URL'] });
const has = (url: string): Guard => ({ ...says(1), has: new Map([['URL', new Sensitive(url)]]) });

describe('anyOf()', () => {
  test('is never where nothing is, and always where one thing is', () => {
    expect(anyOf([])).toBe('never');
    expect(anyOf(['never', 'never'])).toBe('never');
    expect(anyOf(['never', gives(1), 'always'])).toBe('always');
  });

  test('is the one condition that there is, however often it is said', () => {
    expect(anyOf([gives(1)])).toEqual(gives(1));
    expect(anyOf(['never', gives(1), gives(1)])).toEqual(gives(1));
  });

  test('names every condition once', () => {
    expect(anyOf([gives(1), gives(2), gives(1)])).toEqual({ ...gives(1), or: [gives(2)] });
    expect(anyOf([gives(1, 'a'), gives(1, 'b')])).toEqual({ ...gives(1, 'a'), or: [gives(1, 'b')] });
    expect(anyOf([gives(1), says(1), says(2)])).toEqual({ ...gives(1), or: [says(1), says(2)] });
  });

  test('keeps the conditions of two containers that have other variables of the same source', () => {
    expect(anyOf([has('a'), has('b'), has('a')])).toEqual({ ...has('a'), or: [has('b')] });
    expect(sameGuard(has('a'), has('b'))).toBe(false);
    expect(sameGuard(has('a'), has('a'))).toBe(true);
  });

  test('takes conditions of several parts apart', () => {
    const either = { ...gives(1), or: [{ ...gives(2), or: [gives(3)] }] };

    expect(anyOf([either, { ...gives(3), or: [says(4)] }])).toEqual({
      ...gives(1),
      or: [gives(2), gives(3), says(4)],
    });
    expect(anyOf([either])).toEqual({ ...gives(1), or: [gives(2), gives(3)] });
  });
});

test('guardOf() has no guard for what always happens, or never', () => {
  expect(guardOf('always')).toBeUndefined();
  expect(guardOf('never')).toBeUndefined();
  expect(guardOf(gives(1))).toEqual(gives(1));
});

test('sameGuard() compares what guards say', () => {
  expect(sameGuard(undefined, undefined)).toBe(true);
  expect(sameGuard(gives(1), gives(1))).toBe(true);
  expect(sameGuard(gives(1), gives(2))).toBe(false);
  expect(sameGuard(gives(1), undefined)).toBe(false);
  expect(sameGuard(undefined, gives(1))).toBe(false);
});
