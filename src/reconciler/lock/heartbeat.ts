import type { ObservedVolume } from '../../model/observed.ts';
import type { LockEngine } from './lock-engine.ts';
import { beatName } from './lock-names.ts';

/** Most commands are done before the first beat. */
const BEAT_MS = 10_000;

/** Four beats missed, and more: a busy engine answers late. */
const MISSING_MS = 45_000;

/** How often those who wait look for beats. */
const LOOK_MS = 2_000;

/**
 * Says on the engine that the holder of a lock lives, for machines that cannot look for its process: labels of a volume
 * cannot change, so a second volume comes with one beat and goes with the next.
 */
export class Heartbeat {
  readonly #engine: LockEngine;
  readonly #volume: { readonly Name: string; readonly Labels: Readonly<Record<string, string>> };
  readonly #timer: NodeJS.Timeout;
  #beating: Promise<void> = Promise.resolve();
  #isThere = false;
  #beats = 0;

  constructor(
    engine: LockEngine,
    lock: {
      readonly name: string;
      readonly nonce: string;
      readonly labels: Readonly<Record<string, string>>;
    },
  ) {
    this.#engine = engine;
    this.#volume = { Name: beatName(lock.name, lock.nonce), Labels: lock.labels };
    this.#timer = setInterval(() => this.#beat(), BEAT_MS).unref();
  }

  /** Whether it is too early for anybody to take this holder for dead while its process runs. */
  get isYoung(): boolean {
    return this.#beats === 0;
  }

  #beat(): Promise<void> {
    this.#beats++;
    // A beat that fails is one that is missed.
    this.#beating = this.#beating.then(() => this.#turn()).catch(() => {});
    return this.#beating;
  }

  async #turn(): Promise<void> {
    if (this.#isThere) await this.#engine.removeVolume(this.#volume.Name);
    else await this.#engine.createVolume(this.#volume);
    this.#isThere = !this.#isThere;
  }

  /** Leaves nothing behind. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
    if (this.#isThere) await this.#beat();
  }
}

interface Pulse {
  readonly isThere: boolean;
  readonly sinceMs: number;
  readonly lookedAtMs: number;
}

/** Watches the beats of others by the clock of this process alone: those of two machines differ. */
export class PulseWatch {
  readonly #pulses = new Map<string, Pulse>();

  /** Whether the beat of this holder has not changed for long. */
  async isMissing(nonce: string, list: () => Promise<readonly ObservedVolume[]>): Promise<boolean> {
    const known = this.#pulses.get(nonce);
    const nowMs = performance.now();
    if (known && nowMs - known.lookedAtMs < LOOK_MS) return false;
    const isThere = (await list()).some(({ name }) => name.endsWith(beatName('', nonce)));
    const sinceMs = known?.isThere === isThere ? known.sinceMs : nowMs;
    this.#pulses.set(nonce, { isThere, sinceMs, lookedAtMs: nowMs });
    return nowMs - sinceMs > MISSING_MS;
  }
}
