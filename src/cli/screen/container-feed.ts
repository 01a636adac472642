import { type PageContainerDetails, type PageSample, SAMPLES_MS } from '../../model/page-container.ts';
import type { PageService } from '../../model/page-state.ts';
import { StatsWatch } from '../../serve/container/stats-watch.ts';
import { LatestRequest } from '../../util/latest-request.ts';
import type { LiveProject } from '../page/live-project.ts';

/** Probes are told by no event. */
const AGAIN_MS = 5000;
/** Nobody reads more of them. */
const MOST = 8;

/** What the engine knows of the containers that somebody looks at: asked when they change, and now and then. */
export class ContainerFeed {
  readonly #project: LiveProject;
  readonly #onChange: () => void;
  readonly #asks = new LatestRequest<readonly string[]>((ids) => this.#ask(ids));
  readonly #stats: StatsWatch;
  /** Ends what is watched, by the id of the container. */
  readonly #ends = new Map<string, () => void>();
  #details: ReadonlyMap<string, PageContainerDetails> = new Map();
  readonly #usage = new Map<string, readonly PageSample[]>();
  #watched: PageService | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(project: LiveProject, onChange: () => void) {
    this.#project = project;
    this.#onChange = onChange;
    this.#stats = new StatsWatch((id, signal) => project.containers.stats(id, signal));
  }

  /** By the id of the container. */
  get details(): ReadonlyMap<string, PageContainerDetails> {
    return this.#details;
  }

  /** By the id of the container. */
  get usage(): ReadonlyMap<string, readonly PageSample[]> {
    return this.#usage;
  }

  /** @param service undefined: nobody looks at one */
  watch(service: string | undefined): void {
    const looked = service === undefined ? undefined : this.#project.feed.state.services[service];
    if (looked === this.#watched) return;
    this.#watched = looked;
    clearTimeout(this.#timer);
    const containers = Object.values(looked?.containers ?? {}).slice(0, MOST);
    const running = new Set(containers.flatMap(({ id, isRunning }) => (isRunning ? [id] : [])));
    for (const id of this.#ends.keys()) if (!running.has(id)) this.#endUsage(id);
    if (containers.length > 0) void this.#asks.request(containers.map(({ id }) => id));
  }

  async close(): Promise<void> {
    this.#watched = undefined;
    this.#stats.close();
    await this.#asks.close();
    clearTimeout(this.#timer);
  }

  async #ask(ids: readonly string[]): Promise<void> {
    const watched = this.#watched;
    // That the engine does not answer is said elsewhere, and a container may have gone.
    const found = await Promise.all(
      ids.map((id) => this.#project.containers.details(id).catch(() => undefined)),
    );
    if (watched !== this.#watched) return;
    this.#details = new Map(
      found.flatMap((details, index) => (details ? [[ids[index] ?? '', details] as const] : [])),
    );
    for (const { id, isRunning } of Object.values(watched?.containers ?? {}))
      if (isRunning && this.#details.has(id)) this.#watchUsage(id);
    this.#onChange();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#asks.request(ids), AGAIN_MS);
  }

  /** Also of one that is watched: what it said ends with the engine, and begins anew. */
  #watchUsage(id: string): void {
    const before = this.#ends.get(id);
    let samples: readonly PageSample[] = [];
    const end = this.#stats.watch(id, (more) => {
      const oldest = Date.now() - SAMPLES_MS;
      samples = [...samples, ...more].filter(([time]) => time >= oldest);
      this.#usage.set(id, samples);
      this.#onChange();
    });
    this.#ends.set(id, end);
    before?.();
  }

  #endUsage(id: string): void {
    this.#ends.get(id)?.();
    this.#ends.delete(id);
    this.#usage.delete(id);
  }
}
