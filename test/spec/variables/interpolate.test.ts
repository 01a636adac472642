import { describe, expect, test } from 'vitest';
import { readYaml } from '../../../src/spec/read/read-yaml.ts';
import { Origins } from '../../../src/spec/tree/origins.ts';
import { interpolate } from '../../../src/spec/variables/interpolate.ts';
import { findProblems } from '../../support/find-problems.ts';
import { noFindings } from '../../support/no-findings.ts';
import { showProblems } from '../../support/show-problems.ts';

const known: Readonly<Record<string, string>> = { TAG: '1.2', EMPTY: '', PRICE: '$$5' };
const lookup = (name: string) => known[name];

function fill(text: string) {
  const [tree = null] = readYaml({ name: 'c.yaml', text }, noFindings);
  return { tree, filled: interpolate(tree, lookup, new Origins(), noFindings) };
}

const complaints = async (text: string) =>
  showProblems(
    await findProblems((report) => {
      const source = { name: 'c.yaml', text };
      const origins = new Origins();
      for (const [document, tree] of readYaml(source, report).entries()) {
        origins.addRoot(tree, source, document);
        interpolate(tree, lookup, origins, report, () => Object.keys(known));
      }
    }),
  );

describe('interpolate()', () => {
  test('fills in texts, and neither keys nor other values', () => {
    expect(fill('a: x:${TAG}\n$TAG: 1\nb: [$TAG, 2, true, null, {c: $EMPTY}]').filled).toEqual({
      a: 'x:1.2',
      $TAG: 1,
      b: ['1.2', 2, true, null, { c: '' }],
    });
  });

  test('returns the very same tree when there is nothing to fill in', () => {
    const { tree, filled } = fill('a: {b: [x, {c: 1}]}');
    expect(filled).toBe(tree);
  });

  test('copies only the way to what changes', () => {
    const { tree, filled } = fill('a: {b: $TAG}\nc: {d: x}');
    expect(filled).not.toBe(tree);
    expect(Object.values(filled ?? {})[1]).toBe(Object.values(tree ?? {})[1]);
  });

  test('takes one dollar of two away once, however many aliases share the text', () => {
    expect(fill('a: &a {p: $$$$5}\nb: *a\nc: {<<: *a}\nd: {<<: *a, q: $$5}').filled).toEqual({
      a: { p: '$$5' },
      b: { p: '$$5' },
      c: { p: '$$5' },
      d: { p: '$$5', q: '$5' },
    });
  });

  test('does not look for variables in the value of a variable', () => {
    expect(fill('a: $PRICE').filled).toEqual({ a: '$$5' });
  });

  test('warns of each place where a variable is not set, and suggests one that is', async () => {
    expect(await complaints('a: $PRISE and $PRISE\nb: "x\\n${OTHER}"\n')).toEqual([
      'c.yaml:1:4 unset-variable warning «$PRISE» the variable PRISE is not set, so an empty text is used (did you mean "PRICE"?)',
      'c.yaml:1:15 unset-variable warning «$PRISE» the variable PRISE is not set, so an empty text is used (did you mean "PRICE"?)',
      'c.yaml:2:8 unset-variable warning «${OTHER}» the variable OTHER is not set, so an empty text is used (set it, or write "${OTHER:-}" if it may be empty)',
    ]);
  });

  test('gives the message of the user for a required variable', async () => {
    expect(await complaints('a: ${NEEDED:?write it into ${EMPTY:-.env}}\nb: ${EMPTY:?}\n')).toEqual([
      'c.yaml:1:4 missing-variable «${NEEDED:?write it into ${EMPTY:-.env}}» the variable NEEDED is required, but it is not set: write it into .env (set it in the shell or in .env)',
      'c.yaml:2:4 missing-variable «${EMPTY:?}» the variable EMPTY is required, but it is empty (set it in the shell or in .env)',
    ]);
  });

  test('marks the characters of every bad variable', async () => {
    expect(await complaints('a: cost ${5} or ${A.b}\nb:\n  - |\n    if ${TAG:-x\n')).toEqual([
      'c.yaml:1:9 bad-interpolation «${5}» bad variable "${5}": a variable name must follow "${" (write "$$" for a dollar sign)',
      'c.yaml:1:17 bad-interpolation «${A.b}» bad variable "${A.b}": "." cannot follow the name A (write "$$" for a dollar sign)',
      'c.yaml:4:8 bad-interpolation «${TAG:-x» bad variable "${TAG:-x…": the closing brace is missing (write "$$" for a dollar sign)',
    ]);
  });
});
