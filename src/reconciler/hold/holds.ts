import type { StepId } from '../../model/ids.ts';
import type { Hold } from './hold-ports.ts';

/** What one run of a plan holds. */
export class Holds {
  readonly #holds = new Map<StepId, Hold>();

  keep(step: StepId, hold: Hold): void {
    this.#holds.set(step, hold);
  }

  /** Absent: it has been released, or there was none. */
  of(step: StepId): Hold | undefined {
    return this.#holds.get(step);
  }

  async release(step: StepId): Promise<void> {
    const hold = this.#holds.get(step);
    this.#holds.delete(step);
    await hold?.release();
  }

  /** The plan has ended, however that came. What the engine does not take back now ends by itself. */
  async releaseAll(): Promise<void> {
    const held = [...this.#holds.keys()];
    await Promise.all(held.map((step) => this.release(step).catch(() => {})));
  }
}
