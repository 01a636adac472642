import { knownError } from '../../diagnostics/file-error.ts';
import { SeveralErrors } from '../../diagnostics/several-errors.ts';
import type { Failure } from '../../model/failure.ts';
import type { Project } from '../../model/project.ts';
import { describeFailure } from '../../ui/errors/describe-failure.ts';
import type { Cli } from '../context/cli.ts';
import { completeFailures } from './complete-failures.ts';

/** What `printError` tells of it, for those who show it in another way. */
export async function explainError(
  cli: Cli,
  reported: unknown,
  project: Project,
): Promise<readonly Failure[]> {
  const error = knownError(reported);
  const errors = error instanceof SeveralErrors ? error.errors : [asError(error)];
  return completeFailures(
    cli,
    errors.map((one) => describeFailure(one)),
    project,
  );
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
