import type { Engine } from '../../engine/port/engine.ts';
import type { EngineEvent, Subscription } from '../../engine/port/engine-answers.ts';
import { LatestRequest } from '../../util/latest-request.ts';

interface ProjectEventsOptions {
  readonly engine: () => Promise<Engine>;
  readonly onEvent: (event: EngineEvent) => void;
  /** What happened before it listened is not told. */
  readonly onListening: () => Promise<void>;
  readonly onLost: (error: unknown) => void;
  /** How often an engine that has gone is looked for. */
  readonly pauseMs: number;
}

/** What the engine tells of a project, or of all, by one subscription at a time: also when the project gets another name, and when the engine comes back. */
export class ProjectEvents {
  readonly #options: ProjectEventsOptions;
  readonly #attempts = new LatestRequest<void>(() => this.#listen());
  #label: string | undefined;
  #subscription: Subscription | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: ProjectEventsOptions) {
    this.#options = options;
  }

  /** Never fails. Resolves when it listens, or was told that the engine has gone. @param label that all which is told of has; the same one again does nothing */
  async listen(label: string): Promise<void> {
    if (label === this.#label) return;
    this.#label = label;
    await this.#attempts.request();
  }

  /** The engine did not answer. */
  lost(error: unknown): void {
    if (this.#isClosed) return;
    this.#options.onLost(error);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#attempts.request();
    }, this.#options.pauseMs).unref();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#attempts.close();
    this.#subscription?.close();
  }

  async #listen(): Promise<void> {
    this.#subscription?.close();
    this.#subscription = undefined;
    const { engine, onEvent, onListening } = this.#options;
    const label = this.#label;
    if (label === undefined) return;
    try {
      const connected = await engine();
      const subscription = await connected.subscribe([label], onEvent);
      this.#subscription = subscription;
      subscription.ended.catch((error: unknown) => {
        if (subscription === this.#subscription) this.lost(error);
      });
      if (!this.#isClosed) await onListening();
    } catch (error) {
      this.lost(error);
    }
  }
}
