import { describe, expect, test } from 'vitest';
import { containerId, imageId, stepId } from '../../../src/model/ids.ts';
import type { Made, Outcome } from '../../../src/model/outcome.ts';
import {
  containerOf,
  imageOf,
  MissingResult,
  type Recorded,
  variablesOf,
} from '../../../src/reconciler/steps/results.ts';

const step = stepId(1);
const done = (made: Made): Recorded =>
  new Map<typeof step, Outcome>([[step, { status: 'done', step, made }]]);
const skipped: Recorded = new Map([[step, { status: 'skipped', step }]]);
const failed: Recorded = new Map([[step, { status: 'failed', step, error: new Error('no') }]]);
const web = containerId('web');
const app = imageId('app');

describe('containerOf()', () => {
  test('is the one that is there, or the one that the step made', () => {
    expect(containerOf({ id: web }, new Map())).toBe(web);
    expect(containerOf({ createdBy: step }, done({ kind: 'container', id: web }))).toBe(web);
  });

  test('is the one of before where the step was skipped, and no other where it failed', () => {
    const ref = { createdBy: step, otherwise: web };

    expect(containerOf(ref, skipped)).toBe(web);
    expect(() => containerOf(ref, failed)).toThrow(MissingResult);
    expect(() => containerOf({ createdBy: step }, skipped)).toThrow('step 1 made nothing');
    expect(() => containerOf(ref, done({ kind: 'nothing' }))).toThrow(MissingResult);
  });

  test('needs the step to have ended', () => {
    expect(() => containerOf({ createdBy: step }, new Map())).toThrow(
      'a step needs what step 1 made, but does not come after it',
    );
  });
});

test('imageOf() is the one that is there, or the one that the step made, if it made one', () => {
  expect(imageOf({ id: app }, new Map())).toBe(app);
  expect(imageOf({ madeBy: step }, done({ kind: 'image', id: app }))).toBe(app);
  expect(imageOf({ madeBy: step }, done({ kind: 'container', id: web }))).toBeUndefined();
  expect(imageOf({ madeBy: step }, skipped)).toBeUndefined();
});

test('variablesOf() has those that the step gave, under the names that they are to have', () => {
  const variables = new Map([
    ['URL', 'a'],
    ['MODEL', 'b'],
  ]);
  const given = done({ kind: 'variables', variables });

  expect(variablesOf({ step }, given)).toEqual(variables);
  expect([...(variablesOf({ step, names: { URL: 'LLM_URL' } }, given) ?? [])]).toEqual([
    ['LLM_URL', 'a'],
    ['MODEL', 'b'],
  ]);
  expect(variablesOf({ step }, skipped)).toBeUndefined();
  expect(variablesOf({ step }, done({ kind: 'nothing' }))).toBeUndefined();
});
