import type { Engine } from '../../engine/port/engine.ts';
import type { EngineEvent } from '../../engine/port/engine-answers.ts';
import { ageInStatus } from '../../model/engine-age.ts';
import type { ContainerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { PageOverview } from '../../model/page-overview.ts';
import { StateFeed } from '../../serve/socket/state-feed.ts';
import { containersByProject, overviewView } from '../../serve/view/overview-view.ts';
import { LatestRequest } from '../../util/latest-request.ts';
import { newestOf } from '../find/by-labels.ts';
import { afterEvent, isSilent } from './after-event.ts';
import { ProjectEvents } from './project-events.ts';

/** After an event: the engine tells of some before its lists have them, and of several at a time. */
const LOOK_PAUSE_MS = 100;
/** How often an engine that has gone is looked for. */
const LOOK_AGAIN_MS = 1000;

/** All projects of an engine as they are now: one list of its containers, another one when events have told of a change, and none while nothing happens. */
export class LiveOverview {
  readonly feed: StateFeed<PageOverview>;
  readonly #engine: Engine;
  readonly #whyUnread: (newest: ObservedContainer) => Promise<string | undefined>;
  readonly #looks = new LatestRequest<void>(() => this.#look());
  readonly #events: ProjectEvents;
  /** The engine tells ages in words that are rounded: each is taken once. */
  readonly #since = new Map<ContainerId, { readonly state: string; readonly at: number }>();
  #unread: ReadonlyMap<string, string | undefined> = new Map();
  #containers: readonly ObservedContainer[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param whyUnread asked about the newest container of each project */
  constructor(engine: Engine, whyUnread: (newest: ObservedContainer) => Promise<string | undefined>) {
    this.#engine = engine;
    this.#whyUnread = whyUnread;
    const { endpoint } = engine;
    this.feed = new StateFeed<PageOverview>({ engine: { endpoint }, projects: {} });
    this.#events = new ProjectEvents({
      engine: async () => engine,
      onEvent: (event) => this.#onEvent(event),
      onListening: () => this.#looks.request(),
      onLost: (error) => {
        const message = error instanceof Error ? error.message : String(error);
        this.feed.update({ engine: { endpoint, error: message } });
      },
      pauseMs: LOOK_AGAIN_MS,
    });
  }

  /** Resolves when there is something to show: projects, or why there is none. */
  async start(): Promise<void> {
    await this.#events.listen(LABEL.project);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all([this.#events.close(), this.#looks.close()]);
  }

  /** What the event itself tells is shown at once. */
  #onEvent(event: EngineEvent): void {
    if (isSilent(event.action)) return;
    this.#containers = afterEvent(this.#containers, event);
    this.#publish();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#looks.request();
    }, LOOK_PAUSE_MS);
  }

  /** Never fails: that the engine does not answer is shown. */
  async #look(): Promise<void> {
    try {
      this.#containers = await this.#engine.listContainers([LABEL.project]);
      this.#unread = await this.#findUnread();
      this.#publish();
    } catch (error) {
      this.#events.lost(error);
    }
  }

  async #findUnread(): Promise<ReadonlyMap<string, string | undefined>> {
    const found = [...containersByProject(this.#containers)].map(async ([name, own]) => {
      const newest = newestOf(own);
      return [name, newest && (await this.#whyUnread(newest))] as const;
    });
    return new Map(await Promise.all(found));
  }

  #publish(): void {
    const containers = this.#containers;
    const known = new Set(containers.map(({ id }) => id));
    for (const id of this.#since.keys()) if (!known.has(id)) this.#since.delete(id);
    const projects = overviewView({
      containers,
      sinceOf: (container) => this.#sinceOf(container),
      unreadOf: (project) => this.#unread.get(project),
    });
    this.feed.publish({ engine: { endpoint: this.#engine.endpoint }, projects });
  }

  #sinceOf({ id, state, health, status, createdAt }: ObservedContainer): number {
    const known = this.#since.get(id);
    const now = `${state} ${health ?? ''}`;
    if (known?.state === now) return known.at;
    const age = known ? 0 : ageInStatus(status);
    const at = age === undefined ? createdAt * 1000 : Date.now() - age * 1000;
    this.#since.set(id, { state: now, at });
    return at;
  }
}
