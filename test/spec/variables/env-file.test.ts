import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEnvFile } from '../../../src/spec/variables/env-file.ts';
import { findProblems } from '../../support/find-problems.ts';
import { noFindings } from '../../support/no-findings.ts';
import { showProblems } from '../../support/show-problems.ts';

const environment: Readonly<Record<string, string>> = { HOST: 'box', EMPTY: '' };
const lookup = (name: string) => environment[name];
const read = (text: string) => Object.fromEntries(parseEnvFile({ name: '.env', text }, lookup, noFindings));
const complaints = async (text: string) =>
  showProblems(await findProblems((report) => void parseEnvFile({ name: '.env', text }, lookup, report)));

describe('parseEnvFile()', () => {
  test('reads names, exports, both separators, comments and empty lines, with either line ending', () => {
    const text = '\uFEFF# c\r\n\r\nA=1\n export B = two words # c\nC: 3\n\tD.e-f[0]=x\nÄ=ö\nF=\n';
    expect(read(text)).toEqual({ A: '1', B: 'two words', C: '3', 'D.e-f[0]': 'x', Ä: 'ö', F: '' });
  });

  test('starts a comment at a blank and a hash only', () => {
    expect(read('A=x#y\nB=#x\nC= # x\nD=x\t# y\nE=a=b:c')).toEqual({
      A: 'x#y',
      B: '#x',
      C: '# x',
      D: 'x\t# y',
      E: 'a=b:c',
    });
  });

  test('keeps a hash inside of a variable', () => {
    expect(read('A=${NO:-x # y} # c')).toEqual({ A: 'x # y' });
  });

  test('takes a name alone from the environment, also on a last line without an end', () => {
    expect(read('HOST\nNO\nEMPTY')).toEqual({ HOST: 'box', EMPTY: '' });
  });

  test('takes single quotes literally, over several lines', () => {
    expect(read("A='$HOST \\n # x\r\nit\\'s' # c\nB=1")).toEqual({ A: "$HOST \\n # x\nit's", B: '1' });
  });

  test('knows escapes and variables in double quotes, over several lines', () => {
    expect(read('A="a\\tb \\"c\\" \\0101 \\d\n${HOST} \\$HOST $$HOST"\n')).toEqual({
      A: 'a\tb "c" A \\d\nbox $HOST $HOST',
    });
  });

  test('leaves backslashes of a value without quotes alone', () => {
    expect(read('A=C:\\new\\table')).toEqual({ A: 'C:\\new\\table' });
  });

  test('fills in variables from the environment first, then from the lines above', () => {
    expect(read('HOST=other\nA=$HOST\nB=1\nC=${B}2\nD=${E:-later}\nE=x')).toEqual({
      HOST: 'other',
      A: 'box',
      B: '1',
      C: '12',
      D: 'later',
      E: 'x',
    });
  });

  test('reports every bad line with its characters, and reads the others', async () => {
    const text = 'A B=1\n$X=2\n=v\nC="abc\nD=${\nE=${NO:?set it}\nnot a variable\nF=$NO\n';
    expect(await complaints(text)).toEqual([
      '.env:1:1 env-file-syntax «A B» a name cannot have blanks: "A B" (a name is made of letters, digits, "_", "." and "-")',
      '.env:2:1 env-file-syntax «$X» a name cannot have "$": "$X" (a name is made of letters, digits, "_", "." and "-")',
      '.env:3:1 env-file-syntax «=» the name is missing before "="',
      '.env:4:3 env-file-syntax «"abc» the quote " of C is not closed',
      '.env:5:3 bad-interpolation «${» bad variable "${": a variable name must follow "${" (write "$$" for a dollar sign)',
      '.env:6:3 missing-variable «${NO:?set it}» the variable NO is required, but it is not set: set it (set it in the shell or in .env)',
      '.env:7:1 env-file-syntax «not a variable» a name cannot have blanks: "not a variable" (a line is NAME=value)',
      '.env:8:3 unset-variable warning «$NO» the variable NO is not set, so an empty text is used (set it, or write "${NO:-}" if it may be empty, or "$$NO" for a dollar sign)',
    ]);
  });

  test('warns of what follows a closing quote, which is another variable', async () => {
    expect(await complaints('A="x"B=1\n')).toEqual([
      '.env:1:6 env-file-syntax warning «B=1» what follows the closing quote is read as another variable (put all of the value in quotes)',
    ]);
    expect(await complaints('A="x" # comment\nB=1\n')).toEqual([]);
  });

  test('reads back what is written in double or single quotes', () => {
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,8}$/);
    const value = fc.string({ unit: fc.constantFrom(...'ab \t\n"\'\\$#={}0é') });
    const quoted = (text: string) =>
      `"${text
        .replace(/[\\"$]/g, '\\$&')
        .replaceAll('\n', '\\n')
        .replaceAll('\t', '\\t')}"`;
    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (values) => {
        const text = Object.entries(values).map(([key, each]) => `${key}=${quoted(each)}\n`);
        expect(read(text.join(''))).toEqual(values);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab "$#={}\n') }), (text) => {
        expect(read(`A='${text}'`)).toEqual({ A: text });
      }),
    );
  });

  test('never fails, whatever the text', () => {
    const text = fc.string({ unit: fc.constantFrom(...'Aa=:"\'\\#$ {}\n\r') });
    fc.assert(fc.property(text, (each) => void parseEnvFile({ name: '.env', text: each }, lookup, () => {})));
  });
});
