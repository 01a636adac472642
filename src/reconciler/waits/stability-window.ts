import type { WaitCondition } from '../../model/operation.ts';
import type { Facts } from './evaluate-condition.ts';

/**
 * What is wrong with its configuration, a program finds out soon after its start, or never. A Node program that loads as
 * much as a web server does fails within a second on a machine with twelve times as much to do as it can: see docs/planning.md.
 */
export const SETTLE_MS = 2000;
/** An engine calls a run good that lasts as long, and forgets the restarts before. */
const LONGEST_MS = 10_000;

/**
 * Where nothing probes a container, all that tells whether it works is that it runs on. One that ends right after its start
 * has been running too, so `--wait` sees it run for a moment. By this machine's clock: the engine's may be another.
 */
export class StabilityWindow {
  readonly #settleMs: number;
  readonly #matters: boolean;
  #run: { readonly startedAtMs: number; readonly seenAt: number } | undefined;

  constructor(condition: WaitCondition, settleMs = SETTLE_MS) {
    this.#settleMs = settleMs;
    this.#matters = condition === 'running_or_healthy';
  }

  /**
   * @param restarts how often the engine has started it again meanwhile: each makes the window longer, so that a loop whose runs
   *   are longer than the window never settles
   * @returns for how many milliseconds more it has to be seen running.
   */
  remainingMs({ state, hasHealthcheck, startedAtMs }: Facts, restarts: number): number {
    if (!this.#matters || hasHealthcheck || state !== 'running') return 0;
    if (this.#run?.startedAtMs !== startedAtMs) this.#run = { startedAtMs, seenAt: performance.now() };
    const neededMs = Math.min(this.#settleMs * (1 + restarts), Math.max(this.#settleMs, LONGEST_MS));
    return Math.max(0, Math.ceil(neededMs - (performance.now() - this.#run.seenAt)));
  }
}
