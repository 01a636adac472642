import { describe, expect, test } from 'vitest';
import { parseRawEnvFile } from '../../../src/spec/variables/raw-env-file.ts';
import { findProblems } from '../../support/find-problems.ts';
import { noFindings } from '../../support/no-findings.ts';
import { showProblems } from '../../support/show-problems.ts';

const lookup = (name: string) => (name === 'HOST' ? 'box' : undefined);

describe('parseRawEnvFile()', () => {
  test('takes values as they are written', () => {
    const text = '\uFEFF# c\r\nA="x" # y\r\n  B=$HOST \\n\n\nHOST\nNO\nC=';
    expect([...parseRawEnvFile({ name: 'raw.env', text }, lookup, noFindings)]).toEqual([
      ['A', '"x" # y'],
      ['B', '$HOST \\n'],
      ['HOST', 'box'],
      ['C', ''],
    ]);
  });

  test('complains about names with blanks and lines without one', async () => {
    const text = 'A B=1\n  =x\nC=1\n';
    const problems = await findProblems(
      (report) => void parseRawEnvFile({ name: 'raw.env', text }, lookup, report),
    );
    expect(showProblems(problems)).toEqual([
      'raw.env:1:1 env-file-syntax «A B» the name of a variable has no blanks: "A B"',
      'raw.env:2:3 env-file-syntax «=» the name of the variable is missing',
    ]);
  });
});
