import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Sensitive } from '../../src/util/sensitive.ts';

test('a Sensitive value appears in no text, JSON or inspection, only when revealed', () => {
  const value = new Sensitive('hunter2');
  const shown = [
    `${value}`,
    String(value),
    JSON.stringify({ value }),
    inspect({ value }, { depth: 9, showHidden: true }),
  ];

  for (const text of shown) expect(text).not.toContain('hunter2');
  expect(value.reveal()).toBe('hunter2');
});
