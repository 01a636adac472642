import type { PageState } from '../model/page-state.ts';
import { isWatching } from '../model/page-watch.ts';
import { StatsWatch } from './container/stats-watch.ts';
import { LogHistories } from './logs/log-histories.ts';
import type { PageApplication } from './page-application.ts';
import type { OpenedProject, PageSite } from './page-site.ts';

/** A page that is loaded again, or comes back from the overview, finds the project as it was. */
const KEPT_MS = 60_000;

/** What pages of one project share. */
interface SharedProject {
  readonly application: PageApplication;
  readonly stats: StatsWatch;
  readonly histories: LogHistories;
}

export interface ProjectUse extends SharedProject {
  /** It is not needed any more. */
  release(): void;
}

interface Kept {
  readonly shared: Promise<(SharedProject & Pick<OpenedProject, 'close'>) | undefined>;
  users: number;
  timer: NodeJS.Timeout | undefined;
}

/** The projects that pages look at: each is opened once, and closed when nobody has looked for a minute and nothing goes on there. */
export class OpenProjects {
  readonly #site: PageSite;
  readonly #keptMs: number;
  readonly #kept = new Map<string | undefined, Kept>();
  readonly #closing = new Map<string | undefined, Promise<void>>();

  constructor(site: PageSite, keptMs = KEPT_MS) {
    this.#site = site;
    this.#keptMs = keptMs;
  }

  /**
   * @param project its name; undefined: the only one
   * @returns undefined: there is none of this name
   * Error: that of `PageSite.open`
   */
  async use(project: string | undefined): Promise<ProjectUse | undefined> {
    const kept = this.#kept.get(project) ?? this.#open(project);
    kept.users++;
    clearTimeout(kept.timer);
    const shared = await kept.shared;
    if (!shared) return undefined;
    let isReleased = false;
    return {
      ...shared,
      release: () => {
        if (isReleased) return;
        isReleased = true;
        kept.users--;
        if (kept.users === 0) this.#closeLater(project, kept, shared.application);
      },
    };
  }

  async close(): Promise<void> {
    for (const [project, kept] of this.#kept) this.#close(project, kept);
    await Promise.all(this.#closing.values());
  }

  #open(project: string | undefined): Kept {
    const shared = this.#share(project);
    const kept: Kept = { shared, users: 0, timer: undefined };
    this.#kept.set(project, kept);
    const forget = (): void => void this.#kept.delete(project);
    // It may be there when it is asked for again.
    shared.then((found) => found ?? forget(), forget);
    return kept;
  }

  async #share(project: string | undefined): ReturnType<() => Kept['shared']> {
    await this.#closing.get(project);
    const opened = await this.#site.open(project);
    if (!opened) return undefined;
    const { application } = opened;
    const stats = new StatsWatch((container, signal) => application.containers.stats(container, signal));
    const histories = new LogHistories(application);
    const close = async (): Promise<void> => {
      stats.close();
      await histories.close();
      await opened.close();
    };
    return { application, stats, histories, close };
  }

  #closeLater(project: string | undefined, kept: Kept, application: PageApplication): void {
    kept.timer = setTimeout(() => {
      if (isAtWork(application.feed.state)) this.#closeLater(project, kept, application);
      else this.#close(project, kept);
    }, this.#keptMs).unref();
  }

  #close(project: string | undefined, { shared, timer }: Kept): void {
    clearTimeout(timer);
    this.#kept.delete(project);
    const closing = shared
      .then((opened) => opened?.close())
      .catch(() => {})
      .then(() => void this.#closing.delete(project));
    this.#closing.set(project, closing);
  }
}

/** A watch of a terminal goes on without a page. */
const isAtWork = ({ run, watch }: PageState): boolean =>
  run?.status === 'running' || (isWatching(watch) && watch?.by === undefined);
