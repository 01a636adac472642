import { knownError } from '../../diagnostics/file-error.ts';
import { SeveralErrors } from '../../diagnostics/several-errors.ts';
import { SpecError } from '../../diagnostics/spec-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Project } from '../../model/project.ts';
import { describeFailure } from '../../ui/errors/describe-failure.ts';
import type { Cli } from '../context/cli.ts';
import { completeFailures } from './complete-failures.ts';
import { writeFailures } from './write-failures.ts';

/** Tells why a command ended. @returns whether the error was made for the user; anything else is a bug. */
export async function printError(cli: Cli, reported: unknown): Promise<boolean> {
  const error = knownError(reported);
  if (error instanceof UserError) {
    const errors = error instanceof SeveralErrors ? error.errors : [error];
    await writeFailures(
      cli,
      await completeFailures(
        cli,
        errors.map((one) => describeFailure(one)),
      ),
    );
    return true;
  }
  if (cli.globals.progress === 'json') {
    const { errorToJson } = await import('../../ui/errors/error-to-json.ts');
    for (const fields of errorToJson(error)) cli.stderr.write(`${JSON.stringify(fields)}\n`);
  } else {
    const { showError } = await import('../../ui/errors/show-error.ts');
    cli.stderr.write(showError(error, { colour: cli.errorColour }));
  }
  return error instanceof SpecError;
}

/** What stands in the way of a plan, none of which has been begun. */
export async function printProblems(
  cli: Cli,
  problems: readonly UserError[],
  project: Project,
): Promise<void> {
  const failures = problems.map((problem) => describeFailure(problem));
  await writeFailures(cli, await completeFailures(cli, failures, project));
  if (cli.globals.progress !== 'json') cli.stderr.write('nothing was changed\n');
}

/** What stands in the way of something else than the plan. */
export async function printWarnings(
  cli: Cli,
  problems: readonly UserError[],
  project: Project,
): Promise<void> {
  const failures = problems.map((problem) => describeFailure(problem, { severity: 'warning' }));
  await writeFailures(cli, await completeFailures(cli, failures, project));
}
