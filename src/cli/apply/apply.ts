import type { UserError } from '../../diagnostics/user-error.ts';
import type { Event } from '../../model/event.ts';
import type { Failure } from '../../model/failure.ts';
import type { ContainerId, StepId } from '../../model/ids.ts';
import type { OperationKind } from '../../model/operation.ts';
import { hasFailed, type Outcome } from '../../model/outcome.ts';
import type { PageRun } from '../../model/page-state.ts';
import type { Release, ReleaseOutcome } from '../../model/release.ts';
import type { Renderer } from '../../ui/progress/renderer.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { Planned } from '../context/planned.ts';
import { ALSO_HANGUP, onInterrupt, wasInterrupted } from '../context/signals.ts';
import { mayTell } from '../failures/started-in.ts';
import type { Keeping, KeptRun } from '../history/keep-release.ts';
import type { NodeEngines } from '../nodes/node-engines.ts';
import type { BuildLogs } from './build-logs.ts';
import { isClear, problemsOf, withWarnings } from './clear-way.ts';
import type { Returned } from './go-back.ts';
import { holdProject } from './hold-project.ts';
import { everywhereOf } from './look-again.ts';
import type { PageTeller } from './tell-page.ts';

/** After these, the label with the hash of a container says no longer what it is. */
const IN_PLACE: ReadonlySet<OperationKind> = new Set(['connect-network', 'update-container']);

const STARTS: ReadonlySet<OperationKind> = new Set(['start-container', 'restart-container']);

/** After the first Ctrl-C: a container may take its time to stop. */
export const FINISHING = 'Finishing running steps … (Ctrl-C again ends at once)';

/** After the first Ctrl-C, where a change is all or nothing. */
export const GOING_BACK = 'Finishing running steps, then going back … (Ctrl-C again leaves it as it is)';

/** What else a command wants of the run. */
export interface ApplyOptions {
  /** Ends the run: what has not begun is left. Default: the first Ctrl-C. */
  readonly signal?: AbortSignal;
  /** With `signal`: ends the way back of a change that is all or nothing. Default: nothing does. */
  readonly stay?: AbortSignal;
  /** Ends what is finished after that all the same: a hook that has begun. Default: nothing does. */
  readonly givenUp?: AbortSignal;
  /** May return a promise: steps whose output may have no end wait for it. */
  readonly onEvent?: (event: Event) => Promise<void> | void;
  /** The command ends with the run and leaves containers behind: it warns of those that do not do their work by then. */
  readonly leavesRunning?: boolean;
  /** How long it looks at what it started before that. Default: by who reads what it says. */
  readonly lookMs?: number | undefined;
  /** Operations of which only the beginning and the end are shown. */
  readonly mutes?: readonly OperationKind[];
  /** Told of all that stands in the way of the plan, none of which has been begun. */
  readonly onProblems?: (problems: readonly UserError[]) => void;
  /** Gets what failed, which is then not written. */
  readonly onFailures?: (failures: readonly Failure[]) => void;
  /** What is shown instead of an event; undefined: nothing. */
  readonly shows?: (event: Event) => Event | undefined;
}

/**
 * Runs a plan, or only shows it under `--dry-run`: the very same plan, so that what is shown cannot differ.
 *
 * @returns the exit code; a failed step has been told by then.
 */
export async function apply(cli: Cli, planned: Planned, options: ApplyOptions = {}): Promise<number> {
  if (cli.globals.dryRun) {
    const { show } = await import('./show.ts');
    return show(cli, planned);
  }
  const stop = new AbortController();
  const stay = new AbortController();
  let isRunning = false;
  const onCtrlC = (ended: AbortController, message: string) => (): void => {
    if (isRunning) void cli.renderer().then((renderer) => renderer.handle({ type: 'notice', message }));
    ended.abort();
  };
  const steps = planned.wayBack
    ? [onCtrlC(stop, GOING_BACK), onCtrlC(stay, FINISHING)]
    : [onCtrlC(stop, FINISHING)];
  const ignoreInterrupts = options.signal
    ? () => {}
    : onInterrupt([...steps, () => cli.abandon()], ALSO_HANGUP);
  const signal = options.signal ?? stop.signal;
  let released: Promise<void> | undefined;
  let isSettled = false;
  try {
    const everywhere = everywhereOf(planned);
    const holding = holdProject(cli, planned, signal, everywhere);
    // Looking changes nothing, so most of it need not wait for the lock. What the plan becomes when it is made again is looked at anew.
    const looking = problemsOf(planned, async () => ((await holding)?.isUntouched ? everywhere() : []));
    looking.catch(() => {});
    const held = await holding;
    if (!held) return EXIT.interrupted;
    isRunning = true;
    const looked = held.isUntouched ? looking : problemsOf(held.planned);
    const { code, startedAt, started, kept } = await runPlan(cli, { ...held, looked }, options, {
      signal,
      stay: options.stay ?? stay.signal,
    })
      .then((run) => {
        isSettled = run.kept !== undefined || (run.code === EXIT.ok && makesWhole(held.planned));
        return run;
      })
      .finally(() => {
        released = held.release(isSettled);
      });
    isRunning = false;
    if (code === EXIT.ok && options.leavesRunning && mayTell(held.planned)) {
      const { tellOfSick } = await import('../failures/tell-of-sick.ts');
      const { defaultLookMs } = await import('../failures/look-at-started.ts');
      const { lookMs = defaultLookMs(cli) } = options;
      const agoMs = performance.now() - startedAt;
      const isStarted = await tellOfSick(cli, held.planned, { lookMs, agoMs, signal, started });
      if (!isStarted) {
        await kept?.hasFailed();
        if (kept) await tellHowToGoOn(cli, { ...kept.release, outcome: 'failed' });
        return EXIT.failed;
      }
    }
    return code;
  } finally {
    await released;
    ignoreInterrupts();
  }
}

/** Whether all of the project is what it is to be when this has ended well, whatever was left half done before. */
const makesWhole = ({ plan, applied }: Planned): boolean =>
  applied?.kind === 'down' ? applied.everything : applied !== undefined && plan.verb === 'up';

interface Run {
  readonly code: number;
  /** When the last container was started, by `performance.now()`; 0: none was. */
  readonly startedAt: number;
  /** Those that the engine said it started. */
  readonly started: ReadonlySet<ContainerId>;
  /** What was written down of it. Absent: nothing. */
  readonly kept?: KeptRun | undefined;
}

interface Ready {
  readonly planned: Planned;
  /** What stands in the way of the plan. */
  readonly looked: Promise<readonly UserError[]>;
}

interface Ends {
  /** Ends the run: what has not begun is left. */
  readonly signal: AbortSignal;
  /** Ends the way back. */
  readonly stay: AbortSignal;
}

async function runPlan(
  cli: Cli,
  { planned, looked }: Ready,
  options: ApplyOptions,
  { signal, stay }: Ends,
): Promise<Run> {
  const { headline } = planned.plan;
  if (headline !== undefined && cli.globals.logLevel !== 'error')
    (await cli.renderer()).handle({ type: 'notice', message: headline });
  if (!(await isClear(cli, planned, looked))) {
    options.onProblems?.(await looked);
    return { code: EXIT.failed, ...NOTHING_STARTED };
  }
  const plan = await withWarnings(cli, planned);
  const keeping = plan.steps.length > 0 ? await startKeepingOf(cli, { ...planned, plan }) : undefined;
  const { code, outcomes, ...started } = await carryOut(cli, { ...planned, plan }, options, signal);
  const isFirst = code === EXIT.ok && (await keepAsApplied(cli, planned));
  const returned =
    code === EXIT.ok ? undefined : await returnFrom(cli, planned, outcomes, { options, signal: stay });
  const kept = await (keeping ?? (isFirst ? await startKeepingOf(cli, planned) : undefined))?.end({
    outcomes,
    outcome: returned?.outcome ?? ENDED[code] ?? 'failed',
    ...(returned && { after: returned.after }),
  });
  if (kept && !options.onFailures) await tellHowToGoOn(cli, kept.release);
  return { code, ...started, kept };
}

async function tellHowToGoOn(cli: Cli, release: Release): Promise<void> {
  if (release.outcome === 'done') return;
  const { tellWaysOn } = await import('../history/tell-ways-on.ts');
  await tellWaysOn(cli, release);
}

/** Where a change is all or nothing, and some of it has failed. */
async function returnFrom(
  cli: Cli,
  planned: Planned,
  outcomes: readonly Outcome[],
  { options, signal }: { readonly options: ApplyOptions; readonly signal: AbortSignal },
): Promise<Returned | undefined> {
  if (!planned.wayBack) return undefined;
  const { goBack } = await import('./go-back.ts');
  return goBack(cli, planned, outcomes, {
    signal,
    tell: (error) => tellError(cli, planned, error, options),
    carryOut: (back) => carryOut(cli, back, options, signal),
  });
}

async function tellError(
  cli: Cli,
  { project }: Planned,
  error: unknown,
  { onFailures }: ApplyOptions,
): Promise<void> {
  if (onFailures) {
    const { explainError } = await import('../failures/explain-error.ts');
    onFailures(await explainError(cli, error, project));
    return;
  }
  const { printError } = await import('../failures/print-errors.ts');
  await printError(cli, error);
}

const NOTHING_STARTED = { startedAt: 0, started: new Set<ContainerId>() };

/** What became of a plan. */
interface CarriedOut extends Omit<Run, 'kept'> {
  readonly outcomes: readonly Outcome[];
}

/** Runs a plan that nothing stands in the way of, and tells of what failed. */
async function carryOut(
  cli: Cli,
  planned: Planned,
  options: ApplyOptions,
  signal: AbortSignal,
): Promise<CarriedOut> {
  const { engine, plan } = planned;
  let startedAt = 0;
  const started = new Set<ContainerId>();
  if (plan.steps.some(({ operation }) => IN_PLACE.has(operation.kind))) {
    const { recordUpdates } = await import('../find/update-record.ts');
    recordUpdates(cli.environment, plan, planned.observed);
  }
  if (plan.steps.some(({ operation }) => operation.kind === 'remove-container')) {
    const { recordRan } = await import('../find/ran-images.ts');
    recordRan({ environment: cli.environment, endpoint: engine.endpoint }, plan, planned.observed);
  }
  const { executePlan } = await import('../../reconciler/execute/execute-plan.ts');
  const renderer = await cli.renderer();
  const { hide, note, logs } = await foreignTextOf(cli, planned);
  const nodes = await nodesFor(cli, planned);
  const page = plan.steps.length > 0 ? await tellPageOf(cli, planned) : undefined;
  const outcomes = await executePlan(plan, {
    engine,
    signal,
    ...(nodes && { openNode: nodes.engineOf }),
    ...(options.givenUp && { givenUp: options.givenUp }),
    emit: (told) => {
      const event = hide(told);
      note(told);
      page?.event(event);
      const shown = options.shows ? options.shows(event) : event;
      const room = shown && !isMuted(shown, options.mutes) ? renderer.handle(shown) : undefined;
      const roomElsewhere = options.onEvent?.(event);
      if (event.type === 'step-ended' && STARTS.has(event.step.operation.kind)) {
        startedAt = performance.now();
        if (event.outcome.status === 'done' && event.outcome.made.kind === 'container')
          started.add(event.outcome.made.id);
      }
      return room ?? roomElsewhere;
    },
    // Who has pressed Ctrl-C does not wait for a reader that has stopped reading.
    ...(wasInterrupted() && { impatient: AbortSignal.abort() }),
    ...(cli.globals.parallel !== undefined && cli.globals.parallel > 0 && { limit: cli.globals.parallel }),
  });
  nodes?.close();
  renderer.close();
  const code = await reportEnd(cli, planned, outcomes, {
    signal,
    logs,
    renderer,
    onFailures: options.onFailures,
  });
  await page?.end(ENDED_ON_PAGE[code] ?? 'failed');
  return { code, outcomes, startedAt, started };
}

const ENDED: Readonly<Record<number, ReleaseOutcome>> = {
  [EXIT.ok]: 'done',
  [EXIT.interrupted]: 'interrupted',
};

const ENDED_ON_PAGE: Readonly<Record<number, PageRun['status']>> = {
  [EXIT.ok]: 'done',
  [EXIT.interrupted]: 'cancelled',
};

/** Nothing is told where no page is served, where there is no place to meet, and of a run that shows secrets. */
async function tellPageOf(cli: Cli, planned: Planned): Promise<PageTeller | undefined> {
  if (cli.globals.reveal) return undefined;
  const { tellPage } = await import('./tell-page.ts');
  return tellPage(cli, planned).catch(() => undefined);
}

/** @returns whether the project was not known to be as it is now */
async function keepAsApplied(cli: Cli, planned: Planned): Promise<boolean> {
  if (!planned.applied) return false;
  const { keepApplied } = await import('../applied/keep-applied.ts');
  return keepApplied(cli, planned);
}

/** Most plans of most commands are of something that is not kept, and load nothing of it. */
async function startKeepingOf(cli: Cli, planned: Planned): Promise<Keeping | undefined> {
  const { startKeeping } = await import('../history/keep-release.ts');
  return startKeeping(cli, planned);
}

/** Most plans reach no other engine. */
async function nodesFor(cli: Cli, { engine, plan, project }: Planned): Promise<NodeEngines | undefined> {
  if (!plan.steps.some(({ operation }) => operation.kind === 'load-image')) return undefined;
  const { nodeEngines } = await import('../nodes/node-engines.ts');
  return nodeEngines(cli, engine, project);
}

interface ForeignText {
  readonly hide: (event: Event) => Event;
  readonly note: (event: Event) => void;
  readonly logs?: BuildLogs;
}

/** `--reveal` shows all that others write, but the logs of builds are kept without secrets. */
async function foreignTextOf(
  { globals, environment }: Cli,
  { plan, project }: Planned,
): Promise<ForeignText> {
  const { hideInEvents } = await import('../failures/hide-in-events.ts');
  const hide = hideInEvents(project);
  const shown = globals.reveal ? (event: Event) => event : hide;
  if (!plan.steps.some(({ operation }) => operation.kind === 'build-image'))
    return { hide: shown, note: () => {} };
  const { BuildLogs } = await import('./build-logs.ts');
  const logs = new BuildLogs(environment);
  return { hide: shown, note: (event) => logs.note(hide(event)), logs };
}

function isMuted(event: Event, mutes: readonly OperationKind[] = []): boolean {
  return event.type === 'step-progress' && mutes.includes(event.step.operation.kind);
}

interface Ended {
  readonly signal: AbortSignal;
  readonly logs: BuildLogs | undefined;
  readonly renderer: Renderer;
  readonly onFailures: ApplyOptions['onFailures'];
}

/** @returns the exit code. A step that is optional may fail for a good reason: that is a warning. */
async function reportEnd(
  cli: Cli,
  planned: Planned,
  outcomes: readonly Outcome[],
  { signal, logs, renderer, onFailures }: Ended,
): Promise<number> {
  if (outcomes.some(({ status }) => status === 'failed')) {
    const { explainOutcomes, reportOutcomes } = await import('../failures/report-outcomes.ts');
    const hasJustShown = (build: StepId): boolean => renderer.hasJustShown?.(build) ?? false;
    if (onFailures) onFailures(await explainOutcomes(cli, planned, outcomes, { logs: logs?.paths }));
    else await reportOutcomes(cli, planned, outcomes, { logs: logs?.paths, hasJustShown });
  }
  if (hasFailed(planned.plan.steps, outcomes)) return EXIT.failed;
  return signal.aborted ? EXIT.interrupted : EXIT.ok;
}
