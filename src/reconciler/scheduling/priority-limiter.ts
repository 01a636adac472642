import { hasHigherPriority, type Priority } from './priority.ts';

interface Waiting {
  readonly priority: Priority;
  /** Of two with the same priority, who came first goes first. */
  readonly turn: number;
  readonly go: () => void;
}

/** Holds one of the slots until called. Calling it again does nothing. */
export type ReleaseSlot = () => void;

/** Grants a number of slots at a time, the step of the highest priority first. */
export class PriorityLimiter {
  #free: number;
  #turns = 0;
  /** A binary heap: thousands of steps may wait, and every slot that gets free looks for the first of them. */
  readonly #queue: Waiting[] = [];

  constructor(limit: number) {
    this.#free = limit;
  }

  async acquire(priority: Priority): Promise<ReleaseSlot> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((go) => this.#add({ priority, turn: this.#turns++, go }));
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#next();
    };
  }

  #next(): void {
    const chosen = this.#takeFirst();
    if (chosen) chosen.go();
    else this.#free++;
  }

  #add(waiting: Waiting): void {
    let place = this.#queue.push(waiting) - 1;
    while (place > 0) {
      const above = Math.floor((place - 1) / 2);
      if (!this.#isBefore(place, above)) return;
      this.#swap(place, above);
      place = above;
    }
  }

  #takeFirst(): Waiting | undefined {
    const queue = this.#queue;
    this.#swap(0, queue.length - 1);
    const first = queue.pop();
    for (let place = 0; ; ) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      const below = this.#isBefore(right, left) ? right : left;
      if (!this.#isBefore(below, place)) return first;
      this.#swap(place, below);
      place = below;
    }
  }

  /** A place where nobody is comes after all others. */
  #isBefore(place: number, other: number): boolean {
    const [a, b] = [this.#queue[place], this.#queue[other]];
    if (!a || !b) return a !== undefined;
    if (hasHigherPriority(a.priority, b.priority)) return true;
    return !hasHigherPriority(b.priority, a.priority) && a.turn < b.turn;
  }

  #swap(place: number, other: number): void {
    const [a, b] = [this.#queue[place], this.#queue[other]];
    if (!a || !b) return;
    this.#queue[place] = b;
    this.#queue[other] = a;
  }
}
