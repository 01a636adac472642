import type { Annotation } from '../pipeline/annotations.ts';
import { annotationsOfTests } from '../test/tests-for-pipeline.ts';
import type { CiReport } from './report.ts';

/** What failed, tests among it, and what the scan found, for GitHub to show at their places. */
export const annotationsOf = ({
  phases,
  tests,
  problems,
}: Pick<CiReport, 'phases' | 'tests' | 'problems'>): readonly Annotation[] => [
  ...phases
    .filter(({ status }) => status === 'failed')
    .map(
      ({ name, why = 'failed' }): Annotation => ({
        severity: 'error',
        title: `gantry ${name}`,
        message: why,
      }),
    ),
  ...(tests ? annotationsOfTests(tests) : []),
  ...problems.map(
    ({ severity, code, message, hint, file, line, column }): Annotation => ({
      severity,
      title: code,
      message: hint === undefined ? message : `${message}\n${hint}`,
      file,
      line,
      column,
    }),
  ),
];
