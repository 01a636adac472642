import { describe, expect, test } from 'vitest';
import { readYaml } from '../../../src/spec/read/read-yaml.ts';
import { Origins } from '../../../src/spec/tree/origins.ts';
import { interpolate } from '../../../src/spec/variables/interpolate.ts';
import { findProblems } from '../../support/find-problems.ts';
import { noFindings } from '../../support/no-findings.ts';
import { showProblems } from '../../support/show-problems.ts';

const known = new Map(Object.entries({ TAG: '1.2', EMPTY: '', PRICE: '$$5' }));

function fill(text: string) {
  const [tree = null] = readYaml({ name: 'c.yaml', text }, noFindings);
  return { tree, filled: interpolate(tree, known, new Origins(), noFindings) };
}

const complaints = async (text: string) =>
  showProblems(
    await findProblems((report) => {
      const source = { name: 'c.yaml', text };
      const origins = new Origins();
      for (const [document, tree] of readYaml(source, report).entries()) {
        origins.addRoot(tree, source, document);
        interpolate(tree, known, origins, report);
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

  test('suggests a default where a colon or an equals sign looks like one', async () => {
    const hints = async (text: string) =>
      (await complaints(`a: "${text}"`)).map((line) => line.replace(/.*\((.*)\)$/, '$1'));
    const generic = 'write "$$" for a dollar sign';

    expect(await hints('${HOST:8080}')).toEqual(['did you mean "${HOST:-8080}"?']);
    expect(await hints('${HOST:=8080}')).toEqual(['did you mean "${HOST:-8080}"?']);
    expect(await hints('${HOST=8080}')).toEqual(['did you mean "${HOST:-8080}"?']);
    expect(await hints('${HOST:}')).toEqual(['did you mean "${HOST}"?']);
    expect(await hints('${HOST.a=b}')).toEqual([generic]);
    expect(await hints('${HOST:{b}')).toEqual([generic]);
    expect(await hints('${HOST:8080')).toEqual([generic]);
  });

  test('tells of several braces that are missing the outermost alone, and what is wrong inside of it instead', async () => {
    expect(await complaints('a: x ${A:-${B:-y\n')).toEqual([
      'c.yaml:1:6 bad-interpolation «${A:-${B:-y» bad variable "${A:-${B:-y": the closing brace is missing (write "$$" for a dollar sign)',
    ]);
    expect(await complaints('a: x ${A:-${B.}\n')).toEqual([
      'c.yaml:1:11 bad-interpolation «${B.}» bad variable "${B.}": "." cannot follow the name B (write "$$" for a dollar sign)',
    ]);
  });

  test('refuses variables inside of more than a hundred others, and takes a hundred', async () => {
    const nested = (depth: number) => `a: "${'${U:-'.repeat(depth)}x${'}'.repeat(depth)}"`;

    expect(fill(nested(101)).filled).toEqual({ a: 'x' });
    expect(await complaints(nested(102))).toEqual([
      expect.stringContaining('variables are nested too deeply'),
    ]);
  });

  test('shows no more of a bad variable than the beginning of its first line', async () => {
    const long = `\${A ${'x'.repeat(60)}}`;
    expect(await complaints(`a: "${long}"`)).toEqual([
      expect.stringContaining(` bad variable "\${A ${'x'.repeat(36)}…": `),
    ]);
    expect(await complaints(`a: "\${A ${'x'.repeat(35)}}"`)).toEqual([
      expect.stringContaining(` bad variable "\${A ${'x'.repeat(35)}}": `),
    ]);
    expect(await complaints('a: |\n  ${A:-one\n  two\n  three\n')).toEqual([
      expect.stringContaining(' bad variable "${A:-one…": '),
    ]);
  });

  test('suggests no name of one or two letters, as every other one is near', async () => {
    const source = (text: string, names: readonly string[]) =>
      findProblems((report) => {
        const [tree = null] = readYaml({ name: 'c.yaml', text }, report);
        interpolate(tree, new Map(names.map((name) => [name, ''])), new Origins(), report);
      });
    const hints = async (text: string, names: readonly string[]) =>
      (await source(text, names)).map(({ hint }) => hint);

    expect(await hints('a: ${AX}', ['AB'])).toEqual(['set it, or write "${AX:-}" if it may be empty']);
    expect(await hints('a: ${AXC}', ['ABC'])).toEqual(['did you mean "ABC"?']);
  });

  test('leaves a document that is nothing but a text, or nothing, to the check of the shape', () => {
    expect(interpolate('$TAG', known, new Origins(), noFindings)).toBe('$TAG');
    expect(interpolate(null, known, new Origins(), noFindings)).toBeNull();
  });
});
