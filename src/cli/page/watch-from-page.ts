import { UserError } from '../../diagnostics/user-error.ts';
import type { PageWatch } from '../../model/page-watch.ts';
import { createQuietRenderer } from '../../ui/progress/quiet-renderer.ts';
import type { ProjectWatcher } from '../../watch/watch-project.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { silentTerminal } from '../context/terminal.ts';
import { WatchRecord } from '../dev/watch-record.ts';

/** A page draws no more often. */
const PAUSE_MS = 30;

interface Going {
  readonly watcher: ProjectWatcher;
  readonly record: WatchRecord;
}

/** Watches the files for a page: with the code of `gantry watch --no-up`, which writes nothing meanwhile. */
export class PageWatcher {
  readonly #cli: Cli;
  readonly #onWatch: (watch: PageWatch) => void;
  #going: Going | undefined;
  /** One after another, as two pages may ask at once. */
  #work: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  /** @param onWatch called with each state of a watch */
  constructor(cli: Cli, onWatch: (watch: PageWatch) => void) {
    const renderer = createQuietRenderer();
    this.#cli = { ...cli, stdout: silentTerminal, stderr: silentTerminal, renderer: async () => renderer };
    this.#onWatch = onWatch;
  }

  /** Error: UserError `in-use` when a terminal watches, `bad-usage` when there is nothing to watch. */
  start(planned: Pick<Planned, 'engine' | 'project'>): Promise<void> {
    return this.#next(() => this.#start(planned));
  }

  /** Resolves when what goes on is done. Error: UserError `bad-usage` when a page began nothing. */
  stop(): Promise<void> {
    return this.#next(async () => {
      if (!this.#going)
        throw new UserError('bad-usage', 'this page does not watch the files', {
          hint: 'press Ctrl-C in the terminal that watches them',
        });
      await this.#stop();
    });
  }

  async close(): Promise<void> {
    await this.#next(() => this.#stop());
  }

  #next(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => {});
    return done;
  }

  async #start({ engine, project }: Pick<Planned, 'engine' | 'project'>): Promise<void> {
    if (this.#going) return;
    const { startWatching } = await import('../dev/start-watching.ts');
    const record = new WatchRecord(this.#cli, {
      project,
      onChange: () => {
        if (this.#going) this.#timer ??= setTimeout(() => this.#tell(record), PAUSE_MS).unref();
      },
    });
    const watcher = await startWatching(this.#cli, { engine, project, services: [], record });
    this.#going = { watcher, record };
    this.#tell(record);
  }

  async #stop(): Promise<void> {
    if (!this.#going) return;
    const { watcher, record } = this.#going;
    await watcher.stop();
    this.#going = undefined;
    record.end();
    this.#tell(record);
  }

  #tell(record: WatchRecord): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#onWatch(record.shown);
  }
}
