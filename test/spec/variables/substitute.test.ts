import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { substitute } from '../../../src/spec/variables/substitute.ts';

const known: Readonly<Record<string, string>> = { A: 'a', E: '', _x1: 'under' };
const variables = { lookup: (name: string) => known[name], names: () => Object.keys(known) };

function fill(text: string): { text: string; codes: readonly string[] } {
  const codes: string[] = [];
  return { text: substitute(text, variables, ({ code }) => codes.push(code)), codes };
}

describe('substitute()', () => {
  test.each([
    ['$A', 'a'],
    ['${A}', 'a'],
    ['$A-$_x1', 'a-under'],
    ['$$A', '$A'],
    ['$$$A', '$a'],
    ['$${A}', '${A}'],
    ['a $ b ^x$ $1 $} $.', 'a $ b ^x$ $1 $} $.'],
    ['${A:-w}${E:-w}${U:-w}', 'aww'],
    ['${A-w}${E-w}${U-w}', 'aw'],
    ['${A:+w}${E:+w}${U:+w}', 'w'],
    ['${A+w}${E+w}${U+w}', 'ww'],
    ['${A:?w}${A?w}${E?w}', 'aa'],
    ['${U-b:-c}', 'b:-c'],
    ['${A?b-c}', 'a'],
    ['${U:-${A}}', 'a'],
    ['${U:-${V:-${W:-deep}}}', 'deep'],
    ['${U:-{"a":1}}', '{"a":1}'],
    ['${U:-{}}${A}', '{}a'],
    ['${U:-{}}}', '{}}'],
    ['${U:-$$}', '$'],
    ['${U:-one\ntwo}', 'one\ntwo'],
    ['${U:-}', ''],
  ])('makes %j into %j', (text, filled) => {
    expect(fill(text)).toEqual({ text: filled, codes: [] });
  });

  test('is lazy: a word that is not used neither warns nor fails', () => {
    expect(fill('${A:-$U ${V:?no}}')).toEqual({ text: 'a', codes: [] });
    expect(fill('${U:+${V:?no}}')).toEqual({ text: '', codes: [] });
  });

  test.each(['${}', '${', '${A', '${A:x}', '${A b}', '${1}', '${A:-', '${A:-{}', 'x ${A:-${}} y', '${é}'])(
    'complains about %j and leaves it as it is',
    (text) => {
      expect(fill(text)).toEqual({ text, codes: ['bad-interpolation'] });
    },
  );

  test('gives what an obvious model gives, for every template that can be printed', () => {
    fc.assert(
      fc.property(templates(), (template) => {
        expect(substitute(print(template), variables, () => {})).toBe(model(template));
      }),
    );
  });

  test('never fails, and leaves texts without a dollar alone', () => {
    fc.assert(fc.property(fc.string(), (text) => void fill(text)));
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'${}:-+?Ab ') }), (text) => void fill(text)));
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes('$')),
        (text) => fill(text).text === text,
      ),
    );
  });
});

// The model: a template as data, what it prints as, and what it means by the table of the format.

type Part = string | { readonly name: string; readonly operator: string; readonly word: readonly Part[] };

function templates(): fc.Arbitrary<readonly Part[]> {
  const name = fc.constantFrom('A', 'E', 'U', '_x1');
  const { template } = fc.letrec<{ template: readonly Part[] }>((tie) => ({
    template: fc.array(
      fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        fc.string({ unit: fc.constantFrom('a', ' ', ':', '-', '?', '$', '\n', '{}', '{x}') }),
        fc.record({
          name,
          operator: fc.constantFrom('', ':-', '-', ':+', '+', ':?', '?'),
          word: tie('template'),
        }),
      ),
      { maxLength: 4 },
    ),
  }));
  return template;
}

const print = (parts: readonly Part[]): string =>
  parts
    .map((part) => {
      if (typeof part === 'string') return part.replaceAll('$', '$$$$');
      return `\${${part.name}${part.operator}${part.operator === '' ? '' : print(part.word)}}`;
    })
    .join('');

const model = (parts: readonly Part[]): string =>
  parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const value = known[part.name];
      const isSet = part.operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
      if (part.operator.endsWith('-')) return isSet ? value : model(part.word);
      if (part.operator.endsWith('+')) return isSet ? model(part.word) : '';
      return isSet || part.operator === '' ? (value ?? '') : '';
    })
    .join('');
