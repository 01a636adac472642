import type { WaitCondition } from '../../model/operation.ts';
import type { Facts } from './evaluate-condition.ts';

/** What is wrong with its configuration, a program finds out soon after its start, or never. */
const STABLE_AFTER_MS = 500;

/**
 * Where nothing probes a container, all that tells whether it works is that it runs on. One that ends right after its start
 * has been running too, so `--wait` sees it run for a moment. By this machine's clock: the engine's may be another.
 */
export class StabilityWindow {
  readonly #matters: boolean;
  #run: { readonly startedAtMs: number; readonly seenAt: number } | undefined;

  constructor(condition: WaitCondition) {
    this.#matters = condition === 'running_or_healthy';
  }

  /** @returns for how many milliseconds more it has to be seen running. */
  remainingMs({ state, hasHealthcheck, startedAtMs }: Facts): number {
    if (!this.#matters || hasHealthcheck || state !== 'running') return 0;
    if (this.#run?.startedAtMs !== startedAtMs) this.#run = { startedAtMs, seenAt: performance.now() };
    return Math.max(0, Math.ceil(STABLE_AFTER_MS - (performance.now() - this.#run.seenAt)));
  }
}
