import type { ContainerId } from './ids.ts';
import type { Outcome } from './outcome.ts';
import type { Plan, Step } from './plan.ts';

/** Something that the user interface may show while a plan runs. */
export type Event =
  | { readonly type: 'plan-started'; readonly plan: Plan }
  | { readonly type: 'step-started'; readonly step: Step }
  | { readonly type: 'step-progress'; readonly step: Step; readonly progress: Progress }
  | { readonly type: 'step-ended'; readonly step: Step; readonly outcome: Outcome }
  | { readonly type: 'plan-ended'; readonly plan: Plan; readonly outcomes: readonly Outcome[] }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'notice'; readonly message: string };

/**
 * Shows progress.
 *
 * @returns a promise when its reader has enough for now: whoever may write without an end reads no more before it resolves.
 */
export type OnProgress = (progress: Progress) => Promise<void> | void;

export interface Progress {
  /** The current activity: `Downloading`, `2 of 3 healthy`, a line of build output. */
  readonly text: string;
  /** The id of a part of the step: an image layer, a build step. */
  readonly part?: string;
  readonly currentBytes?: number;
  readonly totalBytes?: number;
  /** The text changes all the time, and the end of the step has the final one, so plain output omits it. */
  readonly momentary?: true;
  /** The text is a whole line that a hook wrote there. */
  readonly stream?: 'stdout' | 'stderr';
  /** What a builder did; `part` is the name of its step, or of an item within that step. */
  readonly build?: BuildMoment;
}

/** What happened to a step of a builder. */
export interface BuildMoment {
  /** Tells the steps of one build apart. */
  readonly step: number;
  /**
   * `begun`: the text is the name of the step. `line`: it wrote the text. `item`: a part of its work, such as a layer that is
   * fetched. `warning`: the builder warns. `failed`: the text is the reason. `done`, `cached`, `cancelled`: the step ended so.
   * `builder`: no step; the text is who builds.
   */
  readonly what:
    | 'builder'
    | 'begun'
    | 'line'
    | 'item'
    | 'warning'
    | 'done'
    | 'cached'
    | 'failed'
    | 'cancelled';
  /** From the beginning of the step to the line, and the duration of what has ended. */
  readonly seconds?: number;
  /** The item is complete. */
  readonly complete?: true;
}

/** One line that a container wrote. */
export interface LogLine {
  readonly container: ContainerId;
  /** The prefix of the line: `web-1`. */
  readonly label: string;
  readonly stream: 'stdout' | 'stderr';
  /** RFC 3339 with nanoseconds, the engine's time. */
  readonly time: string;
  readonly text: string;
}
