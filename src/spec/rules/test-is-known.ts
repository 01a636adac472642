import { isBadPattern, pathPattern } from '../../util/path-pattern.ts';
import type { Path, Tree } from '../tree/tree.ts';
import { type Checked, reportAt } from './rule.ts';

const EXAMPLE = 'write "artifacts: [coverage/*.xml, /app/report]"';

/** `test` of an `x-gantry` of a service, at `here`. */
export function checkTest(checked: Checked, here: Path, test: Tree): void {
  if (typeof test === 'boolean') return;
  reportAt(checked, here, {
    code: 'bad-value',
    message: 'test is true or false',
    hint: 'write "test: true" at the service that runs the tests',
  });
}

/** `artifacts` of an `x-gantry` of a service, at `here`. */
export function checkArtifacts(checked: Checked, here: Path, artifacts: Tree): void {
  const wrong = (path: Path, message: string): void =>
    reportAt(checked, path, { code: 'bad-value', message, hint: EXAMPLE });
  if (!Array.isArray(artifacts)) wrong(here, 'artifacts is a list of paths');
  for (const [index, one] of Array.isArray(artifacts) ? artifacts.entries() : []) {
    const problem = problemOf(one);
    if (problem !== undefined) wrong([...here, index], problem);
  }
}

function problemOf(artifact: unknown): string | undefined {
  if (typeof artifact !== 'string' || artifact.trim() === '' || artifact.includes('\0'))
    return 'an artifact is the path of a file or folder in the container, or a pattern';
  const pattern = pathPattern(artifact);
  return isBadPattern(pattern) ? `"${artifact}" is no pattern: ${pattern.reason}` : undefined;
}
