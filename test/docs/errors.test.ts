import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROBLEM_CODES } from '../../src/diagnostics/problem.ts';
import { USER_ERROR_CODES } from '../../src/diagnostics/user-error.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8');

test('docs/errors.md explains every code that a message can have, and no other', () => {
  const explained = [...page.matchAll(/^### (\S+)$/gm)].map(([, code]) => code).sort();

  expect(explained).toEqual([...PROBLEM_CODES, ...USER_ERROR_CODES].sort());
});
