import type { Engine } from '../../engine/port/engine.ts';
import type { PageWatch } from '../../model/page-watch.ts';
import type { Project } from '../../model/project.ts';
import { describeHolder, holderOf } from '../../reconciler/lock/lock-holder.ts';
import { servedPagePath } from '../apply/page-socket.ts';
import { connectTo, StateTeller } from '../apply/state-teller.ts';
import type { Cli } from '../context/cli.ts';
import { WatchRecord } from './watch-record.ts';

/** How often a page is looked for that is opened while files are watched: one look at the run folder. */
const LOOK_AGAIN_MS = 1000;

interface Watched {
  readonly project: Project;
  readonly engine: Pick<Engine, 'endpoint'>;
}

/** Shows a watch on the page of the project, as soon and as long as one is served. */
export class WatchTeller {
  readonly record: WatchRecord;
  readonly #path: string | undefined;
  readonly #timer: NodeJS.Timeout;
  #teller: StateTeller<PageWatch> | undefined;
  #isEnded = false;

  /** Error: as `servedPagePath`. */
  constructor(cli: Pick<Cli, 'environment' | 'globals' | 'cwd'>, { project, engine }: Watched) {
    this.#path = servedPagePath(project.name, engine, cli.environment);
    this.record = new WatchRecord(cli, {
      project,
      by: describeHolder(holderOf(cli.globals.command ?? 'watch', cli.cwd)),
      onChange: () => this.#teller?.changed(),
    });
    this.#timer = setInterval(() => void this.#connect(), LOOK_AGAIN_MS).unref();
    void this.#connect();
  }

  /** Resolves when the page has all of it, or takes no more. */
  async end(): Promise<void> {
    this.#isEnded = true;
    clearInterval(this.#timer);
    this.record.end();
    await this.#teller?.end();
  }

  async #connect(): Promise<void> {
    if (this.#teller || this.#path === undefined) return;
    const socket = await connectTo(this.#path);
    if (!socket) return;
    if (this.#isEnded || this.#teller) return void socket.destroy();
    socket.once('close', () => {
      this.#teller = undefined;
    });
    this.#teller = new StateTeller(socket, 'watch', () => this.record.shown);
  }
}
