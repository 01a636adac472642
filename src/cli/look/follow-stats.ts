import { startClock } from '../../engine/connection/call-clock.ts';
import type { CallLimits } from '../../engine/connection/call-limits.ts';
import { gatherSlowCalls } from '../../engine/connection/slow-calls.ts';
import type { Subscription } from '../../engine/port/engine-answers.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { Event } from '../../model/event.ts';
import type { ContainerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { ContainerUsage } from '../../ui/tables/stats-output.ts';
import { visibleLines } from '../../util/disarm.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { aborted, onInterrupt } from '../context/signals.ts';
import type { FoundContainers } from '../find/find-containers.ts';

/** Docker's engine takes a sample a second; those that come together are shown together. */
const GATHER_MS = 300;
/** So long a sample is waited for without a word. */
const SILENT_MS = 10_000;
const SAMPLE: CallLimits = {
  saysAfterMs: SILENT_MS,
  failsAfterMs: undefined,
  wholeMs: undefined,
  endless: true,
  isRead: true,
};

/** The whole window, the cursor at its beginning. */
const CLEAR = '\u001b[2J\u001b[H';

export interface FollowStatsOptions {
  readonly choose: (containers: readonly ObservedContainer[]) => readonly ObservedContainer[];
  /** Those that have ended are shown too. */
  readonly showsEnded: boolean;
  readonly textOf: (usages: readonly ContainerUsage[]) => string;
}

/**
 * Shows the samples of containers as they come, those of containers that start later included, until Ctrl-C.
 *
 * @returns the exit code.
 * Error: EngineError when the engine goes away, or gives samples of no container any more.
 */
export async function followStats(
  cli: Cli,
  found: FoundContainers,
  options: FollowStatsOptions,
): Promise<number> {
  return new StatsFollower(cli, found, options).run();
}

class StatsFollower {
  readonly #cli: Cli;
  readonly #found: FoundContainers;
  readonly #options: FollowStatsOptions;
  readonly #labels: readonly string[];
  readonly #stop = new AbortController();
  readonly #usages = new Map<ContainerId, ContainerUsage>();
  /** How many containers are being read. */
  #reading = 0;
  /** What is wrong with the samples of a container, for a terminal on which the table takes the place of what was told. */
  readonly #notes = new Map<ContainerId, string>();
  readonly #told = new Set<ContainerId>();
  #drawing: NodeJS.Timeout | undefined;
  #fail: (error: unknown) => void = () => {};
  readonly #tellSilent = gatherSlowCalls(({ calls, silentMs }) =>
    this.#tell('notice', silenceText(calls, silentMs)),
  );

  constructor(cli: Cli, found: FoundContainers, options: FollowStatsOptions) {
    this.#cli = cli;
    this.#found = found;
    this.#options = options;
    this.#labels = [`${LABEL.project}=${found.project}`];
  }

  async run(): Promise<number> {
    const { containers } = this.#found;
    const release = onInterrupt([() => this.#stop.abort(), () => this.#cli.abandon()]);
    const failed = new Promise<never>((_, reject) => {
      this.#fail = reject;
    });
    failed.catch(() => {});
    // Subscribed first: what starts while the list is read is not missed.
    const events = await this.#listen();
    this.#watchAll(containers);
    if (this.#usages.size === 0) this.#draw();
    try {
      await Promise.race([aborted(this.#stop.signal), events.ended, failed]);
      return this.#stop.signal.aborted ? EXIT.interrupted : EXIT.ok;
    } finally {
      events.close();
      release();
      clearTimeout(this.#drawing);
      this.#stop.abort();
    }
  }

  #listen(): Promise<Subscription> {
    return this.#found.engine.subscribe(this.#labels, ({ action }) => {
      if (action !== 'start') return;
      // What goes wrong with the engine ends these events too.
      this.#list().then(
        (listed) => this.#watchAll(listed),
        () => {},
      );
    });
  }

  #list(): Promise<readonly ObservedContainer[]> {
    return this.#found.engine.listContainers([...this.#labels, LABEL.configHash]);
  }

  #watchAll(containers: readonly ObservedContainer[]): void {
    for (const container of this.#options.choose(containers))
      if (!this.#usages.has(container.id)) void this.#watch(container);
  }

  async #watch(container: ObservedContainer): Promise<void> {
    const { id } = container;
    this.#usages.set(id, { container });
    this.#reading++;
    const failure = await this.#read(container).catch((error: unknown) => ({ error }));
    this.#reading--;
    if (!this.#options.showsEnded) this.#usages.delete(id);
    if (failure && !this.#stop.signal.aborted)
      await this.#explain(container, failure.error).catch((error: unknown) => this.#fail(error));
    this.#drawSoon();
  }

  async #read(container: ObservedContainer): Promise<undefined> {
    const { id, name } = container;
    const clock = startClock(name, SAMPLE, undefined, () => this.#noteSilence(id, name));
    try {
      for await (const usage of this.#found.engine.stats(id, { follow: true }, this.#stop.signal)) {
        clock.heard();
        this.#notes.delete(id);
        this.#usages.set(id, { container, usage });
        this.#drawSoon();
      }
    } finally {
      clock.stop();
    }
  }

  /** One that is gone, or has ended, has no samples. Error: EngineError when there are none of any other either. */
  async #explain({ id, name }: ObservedContainer, error: unknown): Promise<void> {
    if (error instanceof EngineError && error.code === 'no-container') return;
    const isThere = this.#options.choose(await this.#list()).some((one) => one.id === id);
    if (!isThere || this.#told.has(id)) return;
    if (this.#reading === 0) throw error;
    this.#told.add(id);
    const text = `no more samples of ${name}: ${error instanceof Error ? error.message : String(error)}`;
    this.#notes.set(id, text);
    this.#tell('warning', text);
  }

  #noteSilence(id: ContainerId, name: string): void {
    this.#notes.set(id, silenceText([name], SILENT_MS));
    this.#tellSilent(name, { silentMs: SILENT_MS, failsAfterMs: undefined });
    this.#drawSoon();
  }

  #tell(type: Extract<Event, { readonly message: string }>['type'], message: string): void {
    void this.#cli.renderer().then((renderer) => renderer.handle({ type, message }));
  }

  #drawSoon(): void {
    this.#drawing ??= setTimeout(() => this.#draw(), GATHER_MS);
  }

  #draw(): void {
    const { stdout } = this.#cli;
    this.#drawing = undefined;
    // A reader who is behind gets the figures of when it has caught up.
    if (this.#stop.signal.aborted || stdout.drained()) return;
    const text = this.#options.textOf([...this.#usages.values()]);
    if (stdout.isTty) stdout.writeRaw(CLEAR);
    stdout.write(text);
    if (stdout.isTty) for (const note of this.#notes.values()) stdout.write(`${visibleLines(note)}\n`);
  }
}

const NAMED = 2;

/** `the engine has sent no sample of shop-db-1, shop-web-1 and 3 more for 10 s (gantry goes on waiting)` */
function silenceText(names: readonly string[], silentMs: number): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const named = names.slice(0, NAMED).join(', ');
  return `the engine has sent no sample of ${named}${more} for ${silentMs / 1000} s (gantry goes on waiting)`;
}
