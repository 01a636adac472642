import { PreflightError } from '../diagnostics/preflight-error.ts';
import type { Event } from '../model/event.ts';
import type { OperationKind } from '../model/operation.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import type { Cli } from './cli.ts';
import { EXIT } from './exit-codes.ts';
import type { Planned } from './planned.ts';
import { onInterrupt } from './signals.ts';

/** After these, the label with the hash of a container says no longer what it is. */
const IN_PLACE: ReadonlySet<OperationKind> = new Set(['connect-network', 'update-container']);

/** What else a command wants of the run. */
export interface ApplyOptions {
  /** Ends the run: what has not begun is left. Default: the first Ctrl-C. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: Event) => void;
  /** Operations of which only the beginning and the end are shown. */
  readonly mutes?: readonly OperationKind[];
  /** What is shown instead of an event; undefined: nothing. */
  readonly shows?: (event: Event) => Event | undefined;
}

/**
 * Runs a plan, or only shows it under `--dry-run`: the very same plan, so that what is shown cannot differ.
 *
 * @returns the exit code; a failed step has been told by then.
 */
export async function apply(cli: Cli, planned: Planned, options: ApplyOptions = {}): Promise<number> {
  const { engine, plan } = planned;
  if (cli.globals.dryRun) {
    const { showPlan } = await import('../ui/show-plan.ts');
    const { tellSizes } = await import('./tell-sizes.ts');
    const shown = await tellSizes(planned);
    cli.stdout.write(showPlan(shown, { colour: cli.colour, columns: cli.stdout.columns }));
    return EXIT.ok;
  }
  await check(planned);
  if (plan.steps.some(({ operation }) => IN_PLACE.has(operation.kind))) {
    const { recordUpdates } = await import('./update-record.ts');
    await recordUpdates(cli.environment, plan, planned.observed);
  }
  const stop = new AbortController();
  const release = options.signal ? () => {} : onInterrupt([() => stop.abort(), () => cli.abandon()]);
  const signal = options.signal ?? stop.signal;
  try {
    const { executePlan } = await import('../reconciler/execute-plan.ts');
    const renderer = await cli.renderer();
    const outcomes = await executePlan(plan, {
      engine,
      signal,
      emit: (event) => {
        const shown = options.shows ? options.shows(event) : event;
        if (shown && !isMuted(shown, options.mutes)) renderer.handle(shown);
        options.onEvent?.(event);
      },
      ...(cli.globals.parallel !== undefined && cli.globals.parallel > 0 && { limit: cli.globals.parallel }),
    });
    renderer.close();
    return await tellOutcomes(cli, plan, outcomes, signal);
  } finally {
    release();
  }
}

function isMuted(event: Event, mutes: readonly OperationKind[] = []): boolean {
  return event.type === 'step-progress' && mutes.includes(event.step.operation.kind);
}

/** Error: PreflightError with everything that stands in the way. Nothing has been touched by then. */
async function check({ plan, project, observed, engine }: Planned): Promise<void> {
  if (plan.steps.length === 0) return;
  const { preflight } = await import('../reconciler/preflight.ts');
  const problems = await preflight(plan, project, observed, engine);
  if (problems.length > 0) throw new PreflightError(problems);
}

/** @returns the exit code. A step that is optional may fail: that is a warning. */
async function tellOutcomes(
  cli: Cli,
  plan: Plan,
  outcomes: readonly Outcome[],
  signal: AbortSignal,
): Promise<number> {
  const failed = new Set(outcomes.filter(({ status }) => status === 'failed').map(({ step }) => step));
  // As JSON the events of the steps carry their errors.
  if (failed.size > 0 && cli.globals.progress !== 'json') {
    const { showOutcomes } = await import('../ui/show-outcomes.ts');
    cli.stderr.write(showOutcomes(plan, outcomes, { colour: cli.errorColour, columns: cli.stderr.columns }));
  }
  if (plan.steps.some(({ id, optional }) => failed.has(id) && !optional)) return EXIT.failed;
  return signal.aborted ? EXIT.interrupted : EXIT.ok;
}
