import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readYaml } from '../../src/spec/read/read-yaml.ts';
import { yamlText } from '../../src/util/yaml-text.ts';
import { noFindings } from '../support/no-findings.ts';

describe('yamlText()', () => {
  test('writes blocks, and quotes only where a text could be something else', () => {
    const value = {
      command: [
        'echo',
        'a: b',
        '#',
        '',
        "it's",
        '"it"',
        '-a',
        '8.8.8.8',
        '80/tcp',
        '1.2',
        '22:22',
        'grün',
        '*',
        'a\tb',
        '😀',
      ],
      mode: '0440',
      answer: 'no',
      content: 'first\n  second\n\nlast\n',
      rules: [{ path: './src', list: [[1, 2], []] }, null],
      empty: {},
      url: 'http://localhost:80/?a=b',
    };
    expect(yamlText(value)).toBe(`command:
  - echo
  - 'a: b'
  - '#'
  - ""
  - it's
  - '"it"'
  - -a
  - 8.8.8.8
  - 80/tcp
  - "1.2"
  - "22:22"
  - grün
  - '*'
  - "a\\tb"
  - "\\U0001F600"
mode: "0440"
answer: "no"
content: |
  first
    second

  last
rules:
  - path: ./src
    list:
      - - 1
        - 2
      - []
  - null
empty: {}
url: http://localhost:80/?a=b
`);
  });

  test('writes any value so that every reader reads the same: ours, and those of YAML 1.1 and 1.2', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'ab01 :#-_.,"\'\\\n\r\t{}[]&*!|>%@`=?é~/') }),
      fc.constantFrom(
        'yes',
        'NULL',
        '~',
        '0o17',
        '1_000',
        '1e3',
        '.5',
        '12:30',
        '2020-01-01',
        '<<',
        '=',
        '---',
        '.inf',
      ),
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(text, value, { noNullPrototype: true, maxKeys: 4 }), (map) => {
        fc.pre(!JSON.stringify(map).includes('__proto__'));
        const written = yamlText(JSON.parse(JSON.stringify(map)));
        const wanted = JSON.parse(JSON.stringify(map));
        expect(readYaml({ name: 'c', text: written }, noFindings)).toEqual([wanted]);
        expect(load(written)).toEqual(wanted);
        expect(parse(written)).toEqual(wanted);
        expect(parse(written, { version: '1.1' })).toEqual(wanted);
      }),
      { numRuns: Number(process.env.RUNS ?? 100) },
    );
  });
});
