import { setTimeout } from 'node:timers/promises';
import type { Engine } from '../../engine/port/engine.ts';
import type { EngineEvent, LogRecord, Subscription } from '../../engine/port/engine-answers.ts';
import type { LogOptions } from '../../engine/port/engine-requests.ts';
import { EngineError, unlessStatus } from '../../engine/refusals/engine-error.ts';
import { isAlive } from '../../model/container-state.ts';
import type { LogLine } from '../../model/event.ts';
import type { ContainerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { finalName } from '../../model/temporary-name.ts';
import { refuseGoneEngine } from '../find/refuse-gone-engine.ts';
import { DueEvents } from './due-events.ts';

/** How long after a stop the last lines and ends of containers may take to arrive. */
const LAST_WORDS_MS = 500;
const SILENT_MS = 10_000;
/** How often an engine that has gone is looked for. */
const RETURN_PAUSE_MS = 1000;
/** In lines: an engine reads so much from the end of a log in some ten milliseconds. */
const NEAR_END = 2000;

/** What a follower needs to know of a container; lists and events both carry it. */
export interface Followed {
  readonly id: ContainerId;
  readonly name: string;
}

type LogRange = Pick<LogOptions, 'since' | 'until' | 'tail'>;

/** The end of one run of a container. */
interface FollowedExit {
  readonly id: ContainerId;
  readonly label: string;
  readonly service: string;
  readonly code: number;
  /** Its restart policy starts it again. */
  readonly restarts: boolean;
}

export interface FollowerOptions {
  readonly engine: Engine;
  readonly project: string;
  /** Which of the project's containers to follow. */
  readonly follows: (labels: Readonly<Record<string, string>>) => boolean;
  /** Returns a promise when no more of this container may come for now: its stream is not read before it resolves. */
  readonly print: (line: LogLine) => Promise<void> | undefined;
  /** The lines that it was asked for do not reach back to those that were seen: some before this one are missing. */
  readonly onGap?: (next: LogLine) => Promise<void> | void;
  /** After the last line of a run of the container. */
  readonly onExit?: (exit: FollowedExit) => Promise<void> | void;
  /** How long the log of a container that has ended may say nothing before its end counts as lost. */
  readonly silentMs?: number;
}

/** The log of one run of a container, while it is read. */
interface FollowedLog {
  readonly label: string;
  readonly ended: Promise<void>;
  readonly stop: AbortController;
  readonly progress: LogProgress;
}

interface LogProgress {
  lines: number;
  /** The reader of the lines is slow: then the log is not what is silent. */
  isPrinting: boolean;
}

/**
 * Follows what the containers of a project write, those that start later included.
 *
 * Each run of a container is one stream of the engine. A run begins where the lines of the run before ended, so no
 * line is lost or doubled, whatever the time of the start event says: the first line of a container is often older.
 */
export class LogFollower {
  readonly #options: FollowerOptions;
  readonly #stop = new AbortController();
  readonly #streams = new Map<ContainerId, FollowedLog>();
  /**
   * By container and stream: the engine reads the two of a container side by side, so a line of one may come after a
   * later line of the other.
   */
  readonly #lastTime = new Map<string, string>();
  readonly #awaited = new Set<ContainerId>();
  readonly #ended = new Set<ContainerId>();
  /** Whose last run has ended, as an event or a look has told: on a busy machine the event comes after the look. */
  readonly #told = new Set<ContainerId>();
  readonly #due = new DueEvents();
  /** How many ends are being told: that may take a slow reader a while. */
  #untold = 0;
  readonly #idle: (() => void)[] = [];
  #subscription: Subscription | undefined;
  /** Why nothing more can be told of what the containers write, and of their ends. */
  #broken: { readonly by: unknown } | undefined;
  #onBreak: (() => void) | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** Listens for containers that start from now on. `since`: their lines before this time are not shown. */
  async listen(since: string): Promise<void> {
    const { engine, project, follows } = this.#options;
    this.#subscription?.close();
    this.#subscription = await engine.subscribe([`${LABEL.project}=${project}`], (event) => {
      if (!follows(event.labels)) return;
      if (event.action === 'start') this.#onStart(event, since);
      if (event.action === 'die') void this.#onDie(event);
    });
    this.#subscription.ended.catch((error: unknown) => this.#break(error));
  }

  /** Shows what is written from now on, by those that run and those that start later. */
  async followFromNow(containers: readonly ObservedContainer[]): Promise<void> {
    const since = new Date().toISOString();
    await this.listen(since);
    for (const container of containers)
      if (container.state === 'running' && this.#options.follows(container.labels)) {
        this.#told.delete(container.id);
        this.follow(container, { since });
      }
  }

  /** Follows a container that runs already. */
  follow(container: Followed, from: LogRange): void {
    if (this.#streams.has(container.id)) return;
    this.#due.came(container.id);
    this.#awaited.add(container.id);
    const stop = new AbortController();
    const progress = { lines: 0, isPrinting: false };
    const ended = this.#read(container, from, AbortSignal.any([this.#stop.signal, stop.signal]), progress)
      .then((isReadable) => this.#lookLater(container.id, isReadable ? from : undefined))
      .finally(() => {
        this.#streams.delete(container.id);
        this.#checkIdle();
      });
    const label = labelOf(container.name, this.#options.project);
    this.#streams.set(container.id, { label, ended, stop, progress });
  }

  /**
   * A container that was started: it counts as running until its end is reported, also when that is reported before
   * the call that started it returns.
   */
  expect(id: ContainerId): void {
    this.#awaited.add(id);
    if (!this.#streams.has(id)) this.#lookLater(id, {});
  }

  /**
   * The event of its end is due, or that of its next start.
   *
   * @param from of the lines of the next run; undefined: there is no use in reading them
   */
  #lookLater(id: ContainerId, from: Pick<LogRange, 'since' | 'until'> | undefined): void {
    if (this.#ended.has(id) || this.#stop.signal.aborted) return;
    this.#due.expect(id, async () => {
      const { engine } = this.#options;
      const container = await engine.inspectContainer(id).catch(unlessStatus(404));
      if (this.#stop.signal.aborted) return true;
      const labels = container?.settings.Labels ?? {};
      if (container?.state === 'running') this.#told.delete(id);
      if (container?.state === 'running' && from && from.until === undefined)
        this.follow(container, from.since === undefined ? {} : { since: from.since });
      else if (!container) this.#onGone(id);
      else if (isAlive(container) || container.state === 'created') return false;
      else void this.#onDie({ container: id, name: container.name, labels, exitCode: container.exitCode });
      return true;
    });
  }

  /** Nothing is left that could tell how it ended. */
  #onGone(id: ContainerId): void {
    this.#ended.add(id);
    this.#checkIdle();
  }

  /** A line that was shown already: what follows of its container begins after it. */
  seen({ container, stream, time }: LogLine): void {
    this.#lastTime.set(streamKey(container, stream), time);
  }

  /**
   * Resolves when nothing that is followed or expected runs any more, and still does not `quietMs` later: between the
   * end of a container and the start of the one that replaces it there is nothing to be seen of it.
   *
   * Error: EngineError `engine-unreachable` when the engine went away, and what they do cannot be told any more.
   */
  async whenIdle(quietMs = 0): Promise<void> {
    do {
      await new Promise<void>((resolve) => {
        this.#idle.push(resolve);
        this.#checkIdle();
      });
      this.#refuseBroken();
      if (quietMs > 0 && !this.#stop.signal.aborted) await setTimeout(quietMs);
    } while (!this.#isIdle());
    this.#refuseBroken();
    const { engine, project } = this.#options;
    if (!this.#stop.signal.aborted) await refuseGoneEngine(engine, project);
  }

  #refuseBroken(): void {
    if (this.#broken && !this.#stop.signal.aborted) throw this.#broken.by;
  }

  /**
   * Goes on whenever the engine has come back, until closed: each container where its lines were left off.
   *
   * @param onLost it has gone
   */
  async outlive(onLost: () => void, pauseMs = RETURN_PAUSE_MS): Promise<void> {
    for (;;) {
      await new Promise<void>((resolve) => {
        this.#onBreak = resolve;
        if (this.#broken) resolve();
      });
      onLost();
      while (this.#broken && !this.#stop.signal.aborted) {
        await setTimeout(pauseMs);
        if (!this.#stop.signal.aborted) await this.#followAgain().catch(() => {}); // not there yet
      }
      if (this.#stop.signal.aborted) return;
    }
  }

  async #followAgain(): Promise<void> {
    const { engine, project } = this.#options;
    const containers = await engine.listContainers([`${LABEL.project}=${project}`]);
    // Before anything is read, which may break again.
    this.#broken = undefined;
    await this.followFromNow(containers).catch((error: unknown) => this.#break(error));
  }

  /** The same, of containers that are being stopped: some may run on, so there may be no end to wait for. */
  async lastWords(): Promise<void> {
    await Promise.race([this.whenIdle().catch(() => {}), setTimeout(LAST_WORDS_MS)]);
  }

  close(): void {
    this.#stop.abort();
    this.#due.close();
    this.#subscription?.close();
    this.#checkIdle();
  }

  #onStart(event: EngineEvent, since: string): void {
    const container = { id: event.container, name: event.name };
    this.#ended.delete(container.id);
    this.#told.delete(container.id);
    const from = { since };
    // The stream of the run before may still deliver its last lines.
    const before = this.#streams.get(container.id);
    if (before) void before.ended.then(() => this.follow(container, from));
    else this.follow(container, from);
  }

  async #onDie(event: Pick<EngineEvent, 'container' | 'name' | 'labels' | 'exitCode'>): Promise<void> {
    if (this.#told.has(event.container)) return;
    this.#told.add(event.container);
    this.#due.came(event.container);
    await this.#endOfLog(event.container);
    const restarts = await this.#restarts(event.container);
    if (restarts) this.#lookLater(event.container, {});
    else {
      this.#ended.add(event.container);
      this.#due.came(event.container);
    }
    this.#untold++;
    await this.#options.onExit?.({
      id: event.container,
      label: labelOf(event.name, this.#options.project),
      service: event.labels[LABEL.service] ?? '',
      code: event.exitCode ?? 0,
      restarts,
    });
    this.#untold--;
    this.#checkIdle();
  }

  /** The engine ends the log of a container that has ended, unless the connection is lost without a word. */
  async #endOfLog(id: ContainerId): Promise<void> {
    const log = this.#streams.get(id);
    if (!log) return;
    const over = new AbortController();
    const isSilent = await Promise.race([
      log.ended.then(() => false),
      this.#silence(log.progress, over.signal),
    ]);
    over.abort();
    if (!isSilent) return;
    log.stop.abort();
    await this.#options.print(
      unreadable(id, log.label, new Error('its log does not end: the end may be missing')),
    );
    await log.ended;
  }

  /** @returns true, when nothing came for too long */
  async #silence(progress: LogProgress, signal: AbortSignal): Promise<boolean> {
    const { silentMs = SILENT_MS } = this.#options;
    for (let before = -1; before !== progress.lines || progress.isPrinting; ) {
      before = progress.lines;
      await setTimeout(silentMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return false;
    }
    return true;
  }

  async #restarts(id: ContainerId): Promise<boolean> {
    try {
      const { restarting, state } = await this.#options.engine.inspectContainer(id);
      return restarting || state === 'running';
    } catch {
      return false; // removed meanwhile
    }
  }

  /** @returns false, when it cannot be read */
  async #read(
    { id, name }: Followed,
    from: LogRange,
    signal: AbortSignal,
    progress: LogProgress,
  ): Promise<boolean> {
    const { engine, project, print, onGap } = this.#options;
    const label = labelOf(name, project);
    try {
      const { tty } = await engine.inspectContainer(id);
      const known = from.tail === undefined ? undefined : this.#firstUnread(id);
      const isAfterGap = ({ time }: LogRecord): boolean =>
        progress.lines === 1 && known !== undefined && time > known;
      for await (const record of this.#records(id, { ...from, follow: true, tty }, signal)) {
        progress.lines++;
        const key = streamKey(id, record.stream);
        const last = this.#lastTime.get(key);
        if (last !== undefined && record.time <= last) continue;
        this.#lastTime.set(key, record.time);
        const line = { container: id, label, ...record };
        if (isAfterGap(record)) await onGap?.(line);
        const full = print(line);
        progress.isPrinting = true;
        if (full) await full;
        progress.isPrinting = false;
        if (signal.aborted) return true;
      }
      return true;
    } catch (error) {
      const code = error instanceof EngineError ? error.code : undefined;
      if (code === 'engine-unreachable') this.#break(error);
      else if (code !== 'no-container' && !signal.aborted) await print(unreadable(id, label, error));
      return false;
    }
  }

  /**
   * From where its lines were left off. An engine looks for a time from the beginning of a log, which takes many seconds where that is long.
   * So its end is read first, and all of it only where that does not reach back to the last line that was shown.
   */
  async *#records(id: ContainerId, options: LogOptions, signal: AbortSignal): AsyncIterable<LogRecord> {
    const { engine } = this.#options;
    const known = this.#firstUnread(id);
    if (known === undefined) return yield* engine.logs(id, options, signal);
    // Some engines give the line of that moment, too, and some do not: those of its millisecond all do.
    if (options.tail !== undefined)
      return yield* engine.logs(id, { ...options, since: startOfMillisecond(known) }, signal);
    const unread = { ...options, since: known };
    let isReached = false;
    for await (const record of engine.logs(id, { ...unread, tail: NEAR_END }, signal)) {
      isReached ||= record.time <= known;
      if (!isReached) break;
      yield record;
    }
    if (!isReached && !signal.aborted) yield* engine.logs(id, unread, signal);
  }

  /** From where on there may be lines that were not shown: the stream that is further behind counts. */
  #firstUnread(id: ContainerId): string | undefined {
    const times = STREAMS.flatMap((stream) => this.#lastTime.get(streamKey(id, stream)) ?? []);
    return times.sort()[0];
  }

  #break(by: unknown): void {
    this.#broken ??= { by };
    this.#onBreak?.();
    this.#checkIdle();
  }

  #checkIdle(): void {
    if (!this.#isIdle()) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #isIdle(): boolean {
    if (this.#stop.signal.aborted || this.#broken) return true;
    if (this.#untold > 0 || this.#streams.size > 0) return false;
    return [...this.#awaited].every((id) => this.#ended.has(id));
  }
}

const startOfMillisecond = (time: string): string => new Date(time).toISOString();

const STREAMS = ['stdout', 'stderr'] as const;

const streamKey = (id: ContainerId, stream: LogLine['stream']): string => `${id} ${stream}`;

/** The line that says so. */
export const exitText = ({ label, code, restarts }: FollowedExit): string =>
  `${label} exited with code ${code}${restarts ? ' (restarting)' : ''}\n`;

/**
 * What stands in front of a line: the container's name without the project's, or a name that the user gave it. One that is to take
 * the place of another has that one's.
 */
export function labelOf(found: string, project: string): string {
  const name = finalName(found);
  const rest = name.startsWith(project) ? name.slice(project.length) : '';
  return /^[-_].+[-_]\d+$/.test(rest) ? rest.slice(1) : name;
}

function unreadable(container: ContainerId, label: string, error: unknown): LogLine {
  const text = `(cannot be read: ${error instanceof Error ? error.message : String(error)})`;
  return { container, label, stream: 'stderr', time: new Date().toISOString(), text };
}
