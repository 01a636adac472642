import type { PageContainerDetails } from '../../model/page-container.ts';
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
  #details: ReadonlyMap<string, PageContainerDetails> = new Map();
  #watched: unknown;
  #timer: NodeJS.Timeout | undefined;

  constructor(project: LiveProject, onChange: () => void) {
    this.#project = project;
    this.#onChange = onChange;
  }

  /** By the id of the container. */
  get details(): ReadonlyMap<string, PageContainerDetails> {
    return this.#details;
  }

  /** @param service undefined: nobody looks at one */
  watch(service: string | undefined): void {
    const looked = service === undefined ? undefined : this.#project.feed.state.services[service];
    if (looked === this.#watched) return;
    this.#watched = looked;
    clearTimeout(this.#timer);
    const ids = Object.values(looked?.containers ?? {}).map(({ id }) => id);
    if (ids.length > 0) void this.#asks.request(ids.slice(0, MOST));
  }

  async close(): Promise<void> {
    this.#watched = undefined;
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
    this.#onChange();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#asks.request(ids), AGAIN_MS);
  }
}
