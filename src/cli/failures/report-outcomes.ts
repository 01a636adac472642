import { type CommandHint, mapHint } from '../../diagnostics/hint.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { Failure, ReportedFailure } from '../../model/failure.ts';
import { type StepId, stepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed } from '../../model/observed.ts';
import type { Outcome } from '../../model/outcome.ts';
import { failuresOf } from '../../ui/errors/failures-of.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { completeFailures } from './complete-failures.ts';
import { writeFailures } from './write-failures.ts';

/** Some operations are about a container, whatever its service is. */
function withService(failure: ReportedFailure, { containers }: Observed): ReportedFailure {
  if (failure.service !== undefined) return failure;
  const service = containers.find(({ name }) => name === failure.container)?.labels[LABEL.service];
  if (service === undefined) return failure;
  const hint = failure.hint && mapHint(failure.hint, (command) => fillIn(command, service));
  return { ...failure, service, ...(hint !== undefined && { hint }) };
}

/** What the builder did on its own is no line of a step, and not shown as one. */
const withoutStepOutput = (failure: ReportedFailure): ReportedFailure =>
  failure.error instanceof EngineError && failure.error.buildStep !== undefined
    ? { ...failure, output: [] }
    : failure;

const fillIn = (command: CommandHint, service: string): CommandHint => ({
  ...command,
  words: command.words.map((word) => (typeof word !== 'string' && word.blank === 'SERVICE' ? service : word)),
});

/** What became of builds. */
interface Builds {
  /** By step: the file with all that it wrote. */
  readonly logs?: ReadonlyMap<number, string> | undefined;
  /** Whether its last lines are the last on the screen. */
  readonly hasJustShown?: (build: StepId) => boolean;
}

/** Tells of all that broke in a plan, when it has ended. */
export async function reportOutcomes(
  cli: Cli,
  planned: Planned,
  outcomes: readonly Outcome[],
  builds: Builds = {},
): Promise<void> {
  await writeFailures(cli, await explainOutcomes(cli, planned, outcomes, builds));
}

/** The same as data, without secrets. */
export async function explainOutcomes(
  cli: Cli,
  planned: Planned,
  outcomes: readonly Outcome[],
  { logs = new Map(), hasJustShown = () => false }: Builds = {},
): Promise<readonly Failure[]> {
  const { plan, project, observed, engine } = planned;
  const steps = new Map(plan.steps.map(({ id, operation }) => [Number(id), operation]));
  const explained = failuresOf(plan, outcomes).map(async (told): Promise<ReportedFailure> => {
    const failure = withService(told, observed);
    const operation = failure.step && steps.get(failure.step.number);
    if (operation?.kind === 'build-image') {
      const { explainBuild } = await import('./explain-build.ts');
      const log = failure.step && logs.get(failure.step.number);
      const logged = log === undefined ? failure : { ...failure, log };
      const isShown = failure.step !== undefined && hasJustShown(stepId(failure.step.number));
      return explainBuild(isShown ? withoutStepOutput(logged) : logged, operation, { cwd: cli.cwd, project });
    }
    if (operation?.kind === 'pull-image') {
      const { explainPull } = await import('./explain-pull.ts');
      return explainPull(failure, operation, engine);
    }
    if (operation && failure.code === 'subnet-taken') {
      const { nameAddressHolders } = await import('./name-address-holders.ts');
      return nameAddressHolders(failure, operation, planned);
    }
    if (!operation || (failure.code !== 'in-use' && failure.code !== 'port-taken')) return failure;
    const { nameHolders } = await import('./name-holders.ts');
    return nameHolders(failure, operation, engine);
  });
  return completeFailures(cli, await Promise.all(explained), project);
}
