import { type Input, KeyReader } from '../../tui/keys/read-keys.ts';
import { knowsUnicode } from '../../tui/screen/ascii-glyphs.ts';
import type { CellGrid } from '../../tui/screen/cell-grid.ts';
import { drawChanges } from '../../tui/screen/draw-changes.ts';
import { showAsked } from '../../tui/state/actions.ts';
import { detailedService } from '../../tui/state/move.ts';
import { press } from '../../tui/state/press.ts';
import { type Effect, FIRST_STATE, type Shown, type TuiState } from '../../tui/state/tui-state.ts';
import { drawFrame } from '../../tui/views/draw-frame.ts';
import type { Cli } from '../context/cli.ts';
import { aborted } from '../context/signals.ts';
import type { LiveProject } from '../page/live-project.ts';
import { ContainerFeed } from './container-feed.ts';
import { execHere } from './exec-here.ts';
import { FramePace } from './frame-pace.ts';
import { FullScreen } from './full-screen.ts';
import { HistoryFeed } from './history-feed.ts';
import { LogFeed } from './log-feed.ts';

/** The rest of the sequence of a key comes at once, also by ssh. */
const ESCAPE_MS = 40;
/** Times go on while a run does; ages of containers need not be told by the second. */
const RUNNING_MS = 250;
const IDLE_MS = 20_000;

/** From the start to `quit`: keys change the state, the state and the project are drawn, effects are carried out. */
export class TuiSession {
  readonly #cli: Cli;
  readonly #project: LiveProject;
  readonly #screen: FullScreen;
  readonly #pace: FramePace;
  readonly #logs: LogFeed;
  readonly #containers: ContainerFeed;
  readonly #history: HistoryFeed;
  readonly #keys = new KeyReader();
  readonly #unicode: boolean;
  #state: TuiState = FIRST_STATE;
  /** What the terminal shows; undefined: nobody knows. */
  #drawn: CellGrid | undefined;
  #lastTop = 0;
  #isEngineGone = false;
  #escapeTimer: NodeJS.Timeout | undefined;
  #clock: NodeJS.Timeout | undefined;
  readonly #end = new AbortController();

  constructor(cli: Cli, project: LiveProject) {
    this.#cli = cli;
    this.#project = project;
    this.#unicode = knowsUnicode(cli.environment);
    this.#screen = new FullScreen(cli.stdout, {
      onInput: (chunk) => this.#onInput(chunk),
      onLost: () => {
        this.#drawn = undefined;
        this.#pace.request();
      },
      onEnd: () => this.quit(),
    });
    this.#pace = new FramePace({ draw: () => this.#draw(), taken: () => cli.stdout.drained() });
    this.#containers = new ContainerFeed(project, () => this.#pace.request());
    this.#history = new HistoryFeed(project, () => this.#pace.request());
    this.#logs = new LogFeed(project, (trouble) => {
      if (trouble !== undefined) this.#say(trouble);
      if (this.#state.view === 'logs') this.#pace.request();
    });
  }

  quit(): void {
    this.#end.abort();
  }

  /** Resolves when somebody has quit, and the terminal is as it was. What has begun is finished first. */
  async run(): Promise<void> {
    const endFeed = this.#project.feed.onChange(() => this.#onProject());
    this.#screen.open();
    try {
      const quit = aborted(this.#end.signal);
      await Promise.race([this.#project.start().then(() => quit), quit]);
    } finally {
      endFeed();
      this.#pace.close();
      clearTimeout(this.#clock);
      clearTimeout(this.#escapeTimer);
      this.#logs.close();
      this.#screen.close();
      await Promise.all([this.#containers.close(), this.#history.close(), this.#endProject()]);
    }
  }

  #onProject(): void {
    const wasGone = this.#isEngineGone;
    this.#isEngineGone = this.#project.feed.state.engine.error !== undefined;
    if (wasGone && !this.#isEngineGone) this.#logs.resume();
    this.#pace.request();
  }

  /** Who waits for the end of a run is told so, and what has become of it. */
  async #endProject(): Promise<void> {
    const { feed } = this.#project;
    const wasRunning = feed.state.run?.status === 'running';
    if (wasRunning) this.#cli.stderr.write('what has begun is finished first …\n');
    await this.#project.close();
    const { run } = feed.state;
    if (!wasRunning || !run) return;
    const steps = Object.values(run.steps);
    const done = steps.filter(({ status }) => status === 'done').length;
    this.#cli.stderr.write(`the run is ${run.status}: ${done} of ${steps.length} steps are done\n`);
  }

  #onInput(chunk: Buffer): void {
    clearTimeout(this.#escapeTimer);
    this.#press(this.#keys.read(chunk));
    if (this.#keys.isWaiting)
      this.#escapeTimer = setTimeout(() => this.#press(this.#keys.flush()), ESCAPE_MS);
  }

  #press(inputs: readonly Input[]): void {
    for (const input of inputs) {
      const [state, effects] = press(this.#state, input, this.#shown());
      this.#state = state;
      for (const effect of effects) void this.#carryOut(effect).catch((error: unknown) => this.#fail(error));
    }
    this.#pace.request();
  }

  #say(notice: string): void {
    this.#state = { ...this.#state, notice };
    this.#pace.request();
  }

  #fail(error: unknown): void {
    this.#say(this.#project.tellError(error));
  }

  async #carryOut(effect: Effect): Promise<void> {
    switch (effect.kind) {
      case 'quit':
        return this.quit();
      case 'suspend':
        return this.#screen.suspend();
      case 'redraw':
        this.#drawn = undefined;
        return;
      case 'apply':
        return this.#sayIf(this.#project.apply(effect));
      case 'cancel':
        return this.#project.cancel();
      case 'plan': {
        const asked = await this.#project.plan(effect.request);
        this.#state = showAsked(this.#state, asked);
        return this.#pace.request();
      }
      case 'exec':
        return this.#screen.handOver(async () =>
          this.#sayIf(await execHere(this.#cli, effect.service, effect.replica)),
        );
      case 'compare':
        return this.#history.compare(effect.releases);
      case 'follow':
        return this.#logs.follow(effect.services);
      case 'search':
        return this.#logs.search(effect.query);
      case 'copy':
        // OSC 52. Terminals that do not know it, or do not allow it, ignore it.
        this.#cli.stdout.writeRaw(`\x1b]52;c;${Buffer.from(effect.text).toString('base64')}\x07`);
        return this.#say(`copied, where the terminal allows it: ${effect.text}`);
    }
  }

  #sayIf(reason: string | undefined): void {
    if (reason !== undefined) this.#say(reason);
  }

  #shown(): Shown {
    const { columns, rows } = this.#cli.stdout;
    return {
      page: this.#project.feed.state,
      log: this.#logs.buffer,
      details: this.#containers.details,
      usage: this.#containers.usage,
      history: this.#history.shown,
      size: { columns, rows },
      lastTop: this.#lastTop,
      nowMs: Date.now(),
    };
  }

  #draw(): void {
    if (!this.#screen.isOpen) return;
    const shown = this.#shown();
    this.#containers.watch(detailedService(this.#state, shown));
    this.#history.watch(this.#state.view === 'history');
    const { grid, lastTop } = drawFrame(this.#state, shown, this.#cli.colour);
    this.#lastTop = lastTop;
    const text = drawChanges(this.#drawn, grid, { unicode: this.#unicode });
    this.#drawn = grid;
    if (text !== '') this.#cli.stdout.writeRaw(text);
    clearTimeout(this.#clock);
    const isRunning = this.#project.feed.state.run?.status === 'running';
    this.#clock = setTimeout(() => this.#pace.request(), isRunning ? RUNNING_MS : IDLE_MS);
  }
}
