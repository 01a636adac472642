import { expect, test } from 'vitest';
import type { Problem } from '../../src/diagnostics/problem.ts';
import type { FixedFile } from '../../src/practice/fixed-files.ts';
import { triedFixes } from '../../src/practice/tried-fixes.ts';

const source = { name: 'Dockerfile', text: 'bad a\nbad b\n' };

/** Puts a word in the place of a `bad`. */
const problem = (code: Problem['code'], start: number, text: string): Problem => ({
  code,
  severity: 'warning',
  message: code,
  fixes: [{ source, edits: [{ start, end: start + 3, text }] }],
});

const entry = (rule: string) => ({ rule, file: 'Dockerfile' });

/** Rules that know what is bad by its word. */
const rulesOn = (text: string) => [
  ...[...text.matchAll(/bad a|worse a/g)].map(() => entry('add-local')),
  ...[...text.matchAll(/bad b|worse b/g)].map(() => entry('legacy-syntax')),
  ...[...text.matchAll(/odd/g)].map(() => entry('shell-form-main')),
];

const textsOf = async (...problems: readonly Problem[]) => {
  const after = ([file]: readonly FixedFile[]) => Promise.resolve(rulesOn(file?.text ?? source.text));
  const files = await triedFixes(problems, { before: rulesOn(source.text), after });
  return files.map(({ text }) => text);
};

test('triedFixes() takes all that mend their findings', async () => {
  expect(await textsOf(problem('add-local', 0, 'good'), problem('legacy-syntax', 6, 'good'))).toEqual([
    'good a\ngood b\n',
  ]);
});

test('triedFixes() leaves out what does not mend its finding, and keeps the others', async () => {
  expect(await textsOf(problem('add-local', 0, 'worse'), problem('legacy-syntax', 6, 'good'))).toEqual([
    'bad a\ngood b\n',
  ]);
});

test('triedFixes() leaves out what brings another finding', async () => {
  expect(await textsOf(problem('add-local', 0, 'good'), problem('legacy-syntax', 6, 'odd'))).toEqual([
    'good a\nbad b\n',
  ]);
});

test('triedFixes() makes one edit of those that are the same', async () => {
  expect(await textsOf(problem('add-local', 0, 'good'), problem('add-local', 0, 'good'))).toEqual([
    'good a\nbad b\n',
  ]);
});

test('triedFixes() changes nothing where the files cannot be loaded afterwards', async () => {
  const after = () => Promise.resolve(undefined);

  expect(
    await triedFixes([problem('add-local', 0, 'good')], { before: rulesOn(source.text), after }),
  ).toEqual([]);
});
