import { describe, expect, test } from 'vitest';
import { readYaml } from '../../../src/spec/read/read-yaml.ts';
import { findProblems } from '../../support/find-problems.ts';
import { noFindings } from '../../support/no-findings.ts';
import { showProblems } from '../../support/show-problems.ts';

const read = (text: string) => readYaml({ name: 'compose.yaml', text }, noFindings);
const complaints = async (text: string) =>
  showProblems(await findProblems((report) => readYaml({ name: 'compose.yaml', text }, report)));

describe('readYaml()', () => {
  test('merges `<<` under what is written, the first of several mappings first', () => {
    expect(read('x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {c: 3, <<: [*x, *y]}')).toEqual([
      { x: { a: 1, b: 1 }, y: { b: 2, c: 2 }, z: { c: 3, a: 1, b: 1 } },
    ]);
  });

  test('gives every alias the same container, so that phases can do its work once', () => {
    const [tree] = read('a: &a {x: 1}\nb: *a\n');
    expect(tree).toHaveProperty('b', { x: 1 });
    expect(Object.values(tree ?? {})[0]).toBe(Object.values(tree ?? {})[1]);
  });

  test('gives an empty document as an empty mapping, so that the positions of documents stay true', () => {
    expect(read('---\n# nothing\n---\na: 1\n---\n')).toEqual([{}, { a: 1 }, {}]);
    expect(read('')).toEqual([{}]);
  });

  test('takes unknown tags away, and the value behind one as a text', () => {
    expect(read('a: !mine 12\nb: !mine\nc: !mine {d: 1}\ne: !!str 012\nf: !!int "3"')).toEqual([
      { a: '12', b: '', c: { d: 1 }, e: '012', f: 3 },
    ]);
  });

  test('keeps a key called __proto__ a key', () => {
    const [tree] = read('__proto__: {a: 1}');
    expect(Object.keys(tree ?? {})).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(tree)).toBe(Object.prototype);
  });

  test('accepts quoted keys that look like numbers', () => {
    expect(read('"1": a\n\'true\': b')).toEqual([{ 1: 'a', true: 'b' }]);
  });

  test('merges tens of thousands of keys, as files of many services do', () => {
    const keys = Array.from({ length: 30 }, (_, index) => `  k${index}: v\n`).join('');
    const services = Array.from({ length: 600 }, (_, index) => `s${index}: {<<: *x}\n`).join('');
    expect(Object.keys(read(`x: &x\n${keys}${services}`)[0] ?? {})).toHaveLength(601);
  });

  test('says what is there instead of a mapping', async () => {
    expect(await complaints('- web\n')).toEqual([
      'compose.yaml:1:1 not-a-mapping «- web» a Compose file is a mapping, but this is a list (start with "services:")',
    ]);
  });

  test('refuses aliases that stand for an absurd number of values', async () => {
    const level = (name: string, below: string) =>
      `${name}: &${name} [${Array(10).fill(`*${below}`).join(', ')}]\n`;
    const bomb = `a: &a [${Array(10).fill('x').join(', ')}]\n${level('b', 'a')}${level('c', 'b')}${level('d', 'c')}${level('e', 'd')}${level('f', 'e')}`;
    expect((await complaints(bomb)).join()).toContain('expand to more than half a million values');
  });

  test('names the line of the first of two equal keys', async () => {
    expect(await complaints('a: 1\nb: {c: 1, d: 2, c: 3}\na: 2\n')).toEqual([
      'compose.yaml:2:17 duplicate-key «c» the key "c" is here already, earlier on this line (keep one of them)',
      'compose.yaml:3:1 duplicate-key «a» the key "a" is here already, on line 1 (keep one of them)',
    ]);
  });

  test('refuses a second merge key in one mapping, and nothing else about merge keys', async () => {
    expect(await complaints('x: &x {a: 1}\ny: {<<: *x, <<: *x}\n')).toEqual([
      'compose.yaml:2:13 duplicate-key «<<» the key "<<" is here already, earlier on this line (write one "<<" with a list: "<<: [*a, *b]")',
    ]);
    expect(await complaints('x: &x {a: 1}\ny: {<<: *x}\nz: {<<: *x}\n')).toEqual([]);
  });

  test('refuses what is not text at all', async () => {
    expect((await complaints('a: \0\n')).join()).toContain('this is not a text file');
    expect((await complaints(`a: ${'['.repeat(200_000)}`)).join()).toContain('nested too deeply');
  });
});
