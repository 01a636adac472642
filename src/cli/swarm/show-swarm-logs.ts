import { setTimeout as sleep } from 'node:timers/promises';
import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { LogOptions } from '../../engine/port/engine-requests.ts';
import type { Swarm } from '../../engine/port/swarm.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { LogLine } from '../../model/event.ts';
import { containerId } from '../../model/ids.ts';
import type { ObservedSwarm, SwarmTask } from '../../model/observed-swarm.ts';
import { requireServices } from '../../planner/graph/service-graph.ts';
import { serviceKey } from '../../planner/swarm/swarm-names.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { aborted, onInterrupt } from '../context/signals.ts';
import type { LogsOptions } from '../logs/log-options.ts';
import { openLogView } from '../logs/log-view.ts';
import { millisecondsOf, timeOf } from '../logs/time-of.ts';
import { type LoggedTask, loggedTasks } from './logged-tasks.ts';
import { look, namedProject } from './plan-for-swarm.ts';

/** There are no events of tasks. */
const LOOK_EVERY_MS = 1000;
/** What was written last may still be on its way from another node. */
const LAST_LINES_MS = 2000;
/** Lines of one task come from its node, and not always in order: how late one may be while following. */
const WINDOW_MS = 300;

/**
 * History is merged by time across nodes; what follows, as far as it comes within a moment. A manager's own log of a service would have
 * the order of arrival, and nothing at all where a single node is away: each task is asked for by itself.
 *
 * @returns the exit code
 */
export async function showSwarmLogs(
  cli: Cli,
  services: readonly string[],
  options: LogsOptions,
): Promise<number> {
  const { mergeLogs } = await import('../../ui/logs/merge-logs.ts');
  const { ReorderWindow } = await import('../../ui/logs/reorder-logs.ts');
  const { index } = options;
  const viewOf = await openLogView(cli, options);
  const project = await namedProject(cli);
  const { engine, observed } = await look(cli, project.name);
  const names = observed.services.map(({ name }) => serviceKey(project, name));
  requireServices(services, new Set([...project.services.keys(), ...names]));
  const asked = { services, slot: index };
  const { tasks, unreadable } = loggedTasks(project, observed, asked);
  for (const text of unreadable) cli.stderr.write(`warning: no log of ${text}\n`);
  if (index !== undefined && tasks.length === 0)
    throw new UserError('no-container', `there is no task #${index}`, {
      hint: [gantry('ps', '-a', ...services), ' shows what is'],
    });
  const { now, tail, range, selection, ...view } = viewOf(tasks.map(({ label }) => label));
  const untilMs =
    options.until === undefined ? Number.POSITIVE_INFINITY : millisecondsOf(timeOf(options.until, now));
  const stop = new AbortController();
  const release = onInterrupt([() => stop.abort(), () => cli.abandon()]);
  const show = (line: LogLine): Promise<void> | undefined => {
    return Date.parse(line.time) > untilMs ? undefined : view.show(line);
  };
  const swarm = await engine.swarm();
  const reader = new TaskReader(cli, swarm, stop.signal);
  const showHistory = async (): Promise<void> => {
    const histories = tasks.map((task) => inOrder(reader.lines(task, { ...range, follow: false })));
    for await (const line of mergeLogs(histories)) {
      if (stop.signal.aborted) return;
      await show(line);
    }
    if (!stop.signal.aborted) selection.endHistory();
  };
  const window = new ReorderWindow(WINDOW_MS, show);
  const follow = async (): Promise<void> => {
    const open = new Map<string, Promise<void>>();
    let known = observed;
    const start = async (task: LoggedTask): Promise<void> => {
      const since = tail === 0 ? { since: now.toISOString() } : range;
      for await (const line of reader.lines(task, { ...since, follow: true })) await window.push(line);
    };
    for (let current = tasks; ; ) {
      for (const task of current) if (task.isLive && !open.has(task.id)) open.set(task.id, start(task));
      if (!current.some(({ isLive }) => isLive)) break;
      await sleep(LOOK_EVERY_MS, undefined, { signal: stop.signal });
      known = await lookAgain(swarm, project.name, known);
      current = loggedTasks(project, known, asked).tasks;
    }
    // A manager does not end the log of each task that is gone.
    await Promise.race([
      Promise.all(open.values()),
      sleep(LAST_LINES_MS, undefined, { signal: stop.signal }),
    ]);
    await window.flush();
  };
  try {
    await Promise.race([showHistory(), aborted(stop.signal)]);
    if (options.follow && !stop.signal.aborted)
      await Promise.race([follow().catch(unlessAborted(stop.signal)), aborted(stop.signal)]);
    return stop.signal.aborted ? EXIT.interrupted : EXIT.ok;
  } finally {
    stop.abort();
    window.drop();
    release();
  }
}

/** One call, unless there is a task of a service or on a node that is not known yet. */
async function lookAgain(swarm: Swarm, project: string, known: ObservedSwarm): Promise<ObservedSwarm> {
  const tasks = await swarm.tasksOf(project);
  const ids = new Set([...known.services, ...known.nodes].map(({ id }) => id));
  const isKnown = ({ serviceId, nodeId }: SwarmTask): boolean =>
    ids.has(serviceId) && (nodeId === undefined || ids.has(nodeId));
  return tasks.every(isKnown) ? { ...known, tasks } : swarm.observe(project);
}

/** Remembers how far each task was read, so that nothing comes twice. */
class TaskReader {
  readonly #cli: Cli;
  readonly #swarm: Swarm;
  readonly #signal: AbortSignal;
  readonly #last = new Map<string, string>();

  constructor(cli: Cli, swarm: Swarm, signal: AbortSignal) {
    this.#cli = cli;
    this.#swarm = swarm;
    this.#signal = signal;
  }

  /** One that cannot be read is no reason to keep back what the others wrote. */
  async *lines({ id, label, tty }: LoggedTask, options: Omit<LogOptions, 'tty'>): AsyncGenerator<LogLine> {
    const last = this.#last.get(id);
    const { tail, ...rest } = options;
    const wanted = last === undefined ? options : { ...rest, since: last };
    try {
      for await (const record of this.#swarm.logs(id, { ...wanted, tty }, this.#signal)) {
        if (last !== undefined && keyOf(record.time) <= keyOf(last)) continue;
        const newest = this.#last.get(id);
        if (newest === undefined || keyOf(newest) < keyOf(record.time)) this.#last.set(id, record.time);
        yield { container: containerId(id), label, ...record };
      }
    } catch (error) {
      if (this.#signal.aborted) return;
      if (!(error instanceof EngineError) || error.code === 'engine-unreachable') throw error;
      this.#cli.stderr.write(`warning: no log of ${label} can be read: ${error.message}\n`);
    }
  }
}

/** Standard output and standard error of one task do not come in the order of time. */
async function* inOrder(lines: AsyncIterable<LogLine>): AsyncGenerator<LogLine> {
  const all: LogLine[] = [];
  for await (const line of lines) all.push(line);
  yield* all.sort((a, b) => (keyOf(a.time) < keyOf(b.time) ? -1 : keyOf(a.time) > keyOf(b.time) ? 1 : 0));
}

/** Times with fewer digits come before those that go on. */
const keyOf = (time: string): string => time.replace(/Z$/, '');

const unlessAborted =
  (signal: AbortSignal) =>
  (error: unknown): void => {
    if (!signal.aborted) throw error;
  };
