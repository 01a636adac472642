import { gantry, type Hint, type HintPart, hintParts } from '../../diagnostics/hint.ts';
import type { Concern } from '../../diagnostics/user-error.ts';
import { dependencyPath } from '../../model/dependency-path.ts';
import type { Failure, ReportedFailure } from '../../model/failure.ts';
import type { FieldChange } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { FailureReport } from '../../model/wait-error.ts';
import { excerpt, excerptOfLine } from '../../util/excerpt.ts';
import { hideInWords } from '../../util/looks-secret.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';
import { loadWith } from '../files/load.ts';
import { explainLines } from './explain-lines.ts';
import { secretHider } from './known-secrets.ts';
import { maskKnown, maskSource } from './mask-source.ts';
import { nameUnsetVariables } from './name-unset-variables.ts';
import { placesOf } from './places-of.ts';

/** Adds what only the project and its files know: the place, who needs it, the project in commands; and takes secrets out. */
export async function completeFailures(
  cli: Cli,
  reported: readonly ReportedFailure[],
  project?: Project,
): Promise<readonly Failure[]> {
  const failures = reported.map((failure) => asOfRelease(explainLines(failure, project), project));
  const places = await placesOf(cli, failures.map(placeable), project);
  const hide = cli.globals.reveal ? undefined : secretHider(project ?? (await projectBehind(cli, failures)));
  return failures.map((failure, index) => {
    const { about: _, error: __, ...rest } = failure;
    const path = project ? pathOf(failure, project) : [];
    const place = places[index];
    const advice =
      place && project?.variables ? nameUnsetVariables(rest.hint, place, project.variables) : rest.hint;
    const at = cli.globals.reveal
      ? (rest.at ?? place)
      : rest.at
        ? maskSource(rest.at, project)
        : place && maskKnown(place, project);
    const hint = advice === undefined ? undefined : completeHint(advice, cli.globals, hide);
    const completed = { ...rest, path, ...(at && { at }), ...(hint !== undefined && { hint }) };
    // Cut last: the beginning of a secret could not be told from other text.
    return brief(hide ? withoutSecrets(completed, hide) : completed);
  });
}

/** What a program or the engine wrote may have secrets in it that only the files tell, also where the command needed none of them. */
async function projectBehind(cli: Cli, failures: readonly ReportedFailure[]): Promise<Project | undefined> {
  const isForeign = failures.some(
    ({ report, output, engineSays, error }) =>
      report !== undefined || output.length > 0 || engineSays !== undefined || error?.cause !== undefined,
  );
  if (!isForeign || cli.globals.file.includes('-')) return undefined;
  const { project, variables } = await loadWith(cli, { services: [], needs: 'names' }).catch(() => NOTHING);
  return project && { ...project, variables };
}

/** A container that was made by other files is about none of the lines of these. */
const placeable = ({ about = NO_CONCERN, report }: ReportedFailure): Concern =>
  report?.madeBy ? NO_CONCERN : about;

/** `run` goes by the files, which may not say what failed. */
function asOfRelease(failure: ReportedFailure, project: Project | undefined): ReportedFailure {
  const { hint } = failure;
  const { release } = project ?? {};
  if (release === undefined || hint === undefined || !goesByFiles(hint)) return failure;
  const show = gantry('history', 'show', String(release));
  return { ...failure, hint: [`it was made from release ${release}, and not from the files: `, show] };
}

/** Whether it tries what the files say, and not what a container was made from. */
export const goesByFiles = (hint: Hint): boolean => hintParts(hint).some(isRun);

const isRun = (part: HintPart): boolean => typeof part !== 'string' && part.words[0] === 'run';

const NO_CONCERN: Concern = { settings: [] };

/** Where files are missing or wrong, that is not what failed. */
const NOTHING = { project: undefined, variables: new Map<string, string>() };

function pathOf({ service, report }: Failure, project: Project): readonly string[] {
  if (service === undefined || !project.services.has(service)) return [];
  return dependencyPath(project, service, report?.waiter);
}

/** The hint has been completed without them. */
function withoutSecrets(failure: Failure, hide: (text: string) => string): Failure {
  const { message, output, firstErrors, engineSays, report } = failure;
  return {
    ...failure,
    message: hide(message),
    output: output.map(hide),
    firstErrors: firstErrors.map(hide),
    ...(engineSays !== undefined && { engineSays: hide(engineSays) }),
    ...(report && { report: withoutSecretsOf(report, hide) }),
  };
}

/** The engine and the files may repeat a value of any length. */
function brief({ hint, engineSays, ...failure }: Failure): Failure {
  return {
    ...failure,
    message: excerpt(failure.message),
    output: failure.output.map(excerptOfLine),
    firstErrors: failure.firstErrors.map(excerptOfLine),
    ...(engineSays !== undefined && { engineSays: excerpt(engineSays) }),
    // A command is for copying.
    ...(hint !== undefined && { hint: typeof hint === 'string' ? excerpt(hint) : hint }),
  };
}

function withoutSecretsOf(report: FailureReport, hide: (text: string) => string): FailureReport {
  const { probe, lastLines, telling, madeBy } = report;
  return {
    ...report,
    ...(probe && {
      probe: {
        ...probe,
        output: hide(probe.output),
        ...(probe.test && { test: hideInWords(probe.test, hide) }),
      },
    }),
    ...(lastLines && { lastLines: lastLines.map(hide) }),
    ...(telling !== undefined && { telling: hide(telling) }),
    ...(madeBy && {
      madeBy: { ...madeBy, changes: madeBy.changes.map((one) => withoutSecretsOfField(one, hide)) },
    }),
  };
}

const withoutSecretsOfField = (
  { from, to, ...change }: FieldChange,
  hide: (text: string) => string,
): FieldChange => ({
  ...change,
  ...(from !== undefined && { from: hide(from) }),
  ...(to !== undefined && { to: hide(to) }),
});
