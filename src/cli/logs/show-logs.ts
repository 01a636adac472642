import { blank, gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { LogOptions } from '../../engine/port/engine-requests.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { LogLine } from '../../model/event.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { loneOneOffs, serviceOf } from '../../planner/snapshot/own-containers.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { aborted, onInterrupt } from '../context/signals.ts';
import { findContainers } from '../find/find-containers.ts';
import { isShown } from './is-shown.ts';
import { exitText, LogFollower, labelOf } from './log-follower.ts';
import type { LogsOptions } from './log-options.ts';
import { openLogView } from './log-view.ts';
import { timeOf } from './time-of.ts';

/** How long the gap between a container and its replacement may be. */
const REPLACEMENT_MS = 2000;
/** How much later than its neighbours a line may come and still be put in order while following. */
const WINDOW_MS = 80;
/** What the engine answers when the driver of a log cannot be read. */
const NOT_IMPLEMENTED = 501;

/**
 * History is merged by time across containers, exactly; what follows, as far as it comes within a moment.
 *
 * @returns the exit code.
 */
export async function showLogs(cli: Cli, services: readonly string[], options: LogsOptions): Promise<number> {
  const { mergeLogs } = await import('../../ui/logs/merge-logs.ts');
  const { ReorderWindow } = await import('../../ui/logs/reorder-logs.ts');
  const { index } = options;
  refuseVagueIndex(services, index);
  const viewOf = await openLogView(cli, options);
  const { engine, project, declared, containers } = await findContainers(cli, services);
  const unasked = new Set(services.length > 0 ? [] : notDeclared(declared, containers));
  const lone = new Set(loneOneOffs(containers).map(serviceOf));
  const follows = (labels: ObservedContainer['labels']): boolean =>
    isShown(labels, services, index, lone) && !unasked.has(labels[LABEL.service]);
  const shown = containers.filter(({ labels }) => follows(labels));
  if (index && shown.length === 0)
    throw new UserError('no-container', `service "${services[0]}" has no container #${index}`, {
      hint: [gantry('ps', '-a', ...services), ' shows what is'],
    });
  const view = viewOf(shown.map(({ name }) => labelOf(name, project)));
  const { now, tail, selection, show } = view;
  const range = {
    ...view.range,
    ...(options.until !== undefined && { until: timeOf(options.until, now) }),
  };
  const stop = new AbortController();
  const release = onInterrupt([() => stop.abort(), () => cli.abandon()]);
  const inOrder = new ReorderWindow(WINDOW_MS, show);
  const follower = new LogFollower({
    engine,
    project,
    follows,
    print: (line) => inOrder.push(line),
    onExit: async (exit) => {
      await inOrder.flush();
      if (!stop.signal.aborted) cli.stdout.write(exitText(exit));
    },
  });
  const showHistory = async (): Promise<void> => {
    const histories = shown.map((container) =>
      readable(cli, container, linesOf(engine, project, container, range, stop.signal)),
    );
    for await (const line of mergeLogs(histories)) {
      if (stop.signal.aborted) return;
      const full = show(line);
      follower.seen(line);
      if (full) await full;
    }
    if (!stop.signal.aborted) selection.endHistory();
  };
  const follow = async (): Promise<void> => {
    for (const container of shown) {
      if (container.state === 'running')
        follower.follow(container, tail === 0 ? { since: now.toISOString() } : range);
    }
    await follower.whenIdle(REPLACEMENT_MS);
    await inOrder.flush();
  };
  const interrupted = aborted(stop.signal);
  try {
    if (options.follow) await follower.listen(now.toISOString());
    // A reader that takes nothing is no reason not to hear a signal.
    await Promise.race([showHistory(), interrupted]);
    if (options.follow && !stop.signal.aborted) await Promise.race([follow(), interrupted]);
    return stop.signal.aborted ? EXIT.interrupted : EXIT.ok;
  } finally {
    follower.close();
    inOrder.drop();
    release();
  }
}

/** The services that the files no longer have, or that a profile switches off. What is added later is none of them. */
function notDeclared(
  declared: ReadonlySet<string> | undefined,
  containers: readonly ObservedContainer[],
): readonly (string | undefined)[] {
  if (!declared) return [];
  return containers
    .map(({ labels }) => labels[LABEL.service])
    .filter((service) => !declared.has(service ?? ''));
}

/** A number says which container of one service. */
function refuseVagueIndex(services: readonly string[], index: number | undefined): void {
  if (!index || services.length === 1) return;
  throw new UserError('bad-usage', '--index needs the name of one service', {
    hint: gantry('logs', '--index', String(index), blank('SERVICE')),
  });
}

/** A log driver that nothing can be read from (`none`) is no reason to keep back what the others wrote. */
async function* readable(
  cli: Cli,
  { name }: ObservedContainer,
  history: AsyncIterable<LogLine>,
): AsyncIterable<LogLine> {
  try {
    yield* history;
  } catch (error) {
    if (!(error instanceof EngineError && error.status === NOT_IMPLEMENTED)) throw error;
    cli.stderr.write(`warning: no log of ${name} can be read: ${error.message}\n`);
  }
}

/** What a container wrote until now. */
export async function* linesOf(
  engine: Engine,
  project: string,
  { id, name }: ObservedContainer,
  range: Pick<LogOptions, 'tail' | 'since' | 'until'>,
  signal: AbortSignal,
): AsyncIterable<LogLine> {
  const { tty } = await engine.inspectContainer(id);
  const label = labelOf(name, project);
  for await (const record of engine.logs(id, { follow: false, tty, ...range }, signal)) {
    yield { container: id, label, ...record };
  }
}
