import { hasHigherPriority, type Priority } from './priority.ts';

interface Waiting {
  readonly priority: Priority;
  readonly go: () => void;
}

/** Holds one of the slots until called. Calling it again does nothing. */
export type ReleaseSlot = () => void;

/** Grants a number of slots at a time, the step of the highest priority first. */
export class PriorityLimiter {
  #free: number;
  readonly #queue: Waiting[] = [];

  constructor(limit: number) {
    this.#free = limit;
  }

  async acquire(priority: Priority): Promise<ReleaseSlot> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((go) => this.#queue.push({ priority, go }));
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#next();
    };
  }

  #next(): void {
    let best = 0;
    for (const [index, { priority }] of this.#queue.entries()) {
      const leader = this.#queue[best];
      if (leader && hasHigherPriority(priority, leader.priority)) best = index;
    }
    const [chosen] = this.#queue.splice(best, 1);
    if (chosen) chosen.go();
    else this.#free++;
  }
}
