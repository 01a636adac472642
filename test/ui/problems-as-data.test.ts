import { describe, expect, test } from 'vitest';
import { PRACTICE_RULES } from '../../src/diagnostics/practice-rules.ts';
import { PROBLEM_CODES, type Problem } from '../../src/diagnostics/problem.ts';
import { USER_ERROR_CODES } from '../../src/diagnostics/user-error.ts';
import { errorMeanings } from '../../src/spec/generated/error-meanings.js';
import { problemsJson } from '../../src/ui/errors/problems-json.ts';
import { sarifLog } from '../../src/ui/errors/sarif.ts';

const source = { name: 'my app/compose.yaml', text: 'services:\n  web:\n    imgae: nginx\n' };
const misspelt: Problem = {
  code: 'unknown-attribute',
  severity: 'error',
  message: 'unknown attribute "imgae" in services.web',
  hint: 'did you mean "image"?',
  at: { source, start: 21, end: 26 },
};
const missing: Problem = { code: 'no-compose-file', severity: 'error', message: 'there is no Compose file' };

test('problemsJson() gives lines and columns from 1, offsets from 0, and no place where there is none', () => {
  expect(JSON.parse(problemsJson([missing, misspelt]))).toEqual({
    problems: [
      { code: 'no-compose-file', severity: 'error', message: 'there is no Compose file' },
      {
        code: 'unknown-attribute',
        severity: 'error',
        message: 'unknown attribute "imgae" in services.web',
        file: 'my app/compose.yaml',
        line: 3,
        column: 5,
        endLine: 3,
        endColumn: 10,
        offset: 21,
        endOffset: 26,
        hint: 'did you mean "image"?',
      },
    ],
  });
});

describe('sarifLog()', () => {
  const log = JSON.parse(sarifLog([missing, misspelt], { version: '1.2.3', meanings: errorMeanings }));
  const [run] = log.runs;

  test('is a log of version 2.1.0 with one run of gantry', () => {
    expect(log).toMatchObject({ version: '2.1.0', runs: [{ columnKind: 'utf16CodeUnits' }] });
    expect(run.tool.driver).toMatchObject({ name: 'gantry', version: '1.2.3' });
  });

  test('has a rule for every code, with what docs/errors.md says of it', () => {
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      ...PROBLEM_CODES,
      ...USER_ERROR_CODES,
      ...PRACTICE_RULES,
    ]);
    for (const { id, shortDescription, help } of run.tool.driver.rules) {
      expect([id, shortDescription.text.length > 10, help.text.includes('`')]).toEqual([id, true, false]);
      expect(help.markdown).toBe(errorMeanings[id]);
      expect(help.markdown).not.toContain('```');
    }
  });

  test('places each result by an address that is escaped, and leaves out a place that is not there', () => {
    expect(run.results).toEqual([
      {
        ruleId: 'no-compose-file',
        ruleIndex: 0,
        level: 'error',
        message: { text: missing.message },
        locations: [],
      },
      {
        ruleId: 'unknown-attribute',
        ruleIndex: PROBLEM_CODES.indexOf('unknown-attribute'),
        level: 'error',
        message: { text: 'unknown attribute "imgae" in services.web (did you mean "image"?)' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'my%20app/compose.yaml' },
              region: {
                startLine: 3,
                startColumn: 5,
                endLine: 3,
                endColumn: 10,
                charOffset: 21,
                charLength: 5,
              },
            },
          },
        ],
      },
    ]);
  });
});
