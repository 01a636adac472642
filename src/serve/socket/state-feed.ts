import { randomBytes } from 'node:crypto';
import type { PageMessage, PageSubject } from '../../model/page-messages.ts';
import { diffPage, type PagePatch } from '../../model/page-patch.ts';

/** So many changes are kept for pages that lost their connection. */
const KEPT = 256;

/** Where a page stands. */
export interface FeedPosition {
  readonly run: string;
  readonly seq: number;
}

/** What pages are brought up to date from. */
export interface PageFeed {
  readonly run: string;
  /** The number of the last change. */
  readonly seq: number;
  /** What brings a page that stands there up to date. `from` undefined: it has nothing yet. */
  since(from: FeedPosition | undefined): readonly PageMessage[];
  /** @param listener called after each change. @returns ends that */
  onChange(listener: () => void): () => void;
}

/** The state that all pages show. What changes goes to all of them, numbered, so that one that was away gets what it missed. */
export class StateFeed<State extends PageSubject> implements PageFeed {
  /** Of this process: numbers of another one mean nothing. */
  readonly run = randomBytes(8).toString('hex');
  #state: State;
  #seq = 0;
  readonly #patches: PagePatch[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(state: State) {
    this.#state = state;
  }

  get state(): State {
    return this.#state;
  }

  get seq(): number {
    return this.#seq;
  }

  publish(state: State): void {
    const patch = diffPage(this.#state, state);
    if (patch === undefined) return;
    this.#state = state;
    this.#seq++;
    this.#patches.push(patch);
    if (this.#patches.length > KEPT) this.#patches.shift();
    for (const listener of this.#listeners) listener();
  }

  update(change: Partial<State>): void {
    this.publish({ ...this.#state, ...change });
  }

  since(from: FeedPosition | undefined): readonly PageMessage[] {
    const behind = from?.run === this.run ? this.#seq - from.seq : Number.POSITIVE_INFINITY;
    if (behind < 0 || behind > this.#patches.length || !Number.isInteger(behind))
      return [{ type: 'state', state: this.#state }];
    return this.#patches
      .slice(this.#patches.length - behind)
      .map((patch): PageMessage => ({ type: 'patch', patch }));
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
