import type { ContainerId } from './ids.ts';
import type { Outcome } from './outcome.ts';
import type { Plan, Step } from './plan.ts';

/** What the user interface may show. */
export type Event =
  | { readonly type: 'plan-started'; readonly plan: Plan }
  | { readonly type: 'step-started'; readonly step: Step }
  | { readonly type: 'step-progress'; readonly step: Step; readonly progress: Progress }
  | { readonly type: 'step-ended'; readonly step: Step; readonly outcome: Outcome }
  | { readonly type: 'plan-ended'; readonly plan: Plan; readonly outcomes: readonly Outcome[] }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'notice'; readonly message: string };

export interface Progress {
  /** What is going on: `Downloading`, `2 of 3 healthy`, a line of build output. */
  readonly text: string;
  /** Part of a whole with an id of its own: an image layer, a build step. */
  readonly part?: string;
  readonly currentBytes?: number;
  readonly totalBytes?: number;
  /** Worth a glance only: it changes all the time, and what it comes to is told in the end. */
  readonly momentary?: true;
  /** The text is a whole line that a hook wrote there. */
  readonly stream?: 'stdout' | 'stderr';
}

/** One line that a container wrote. */
export interface LogLine {
  readonly container: ContainerId;
  /** As shown in front of the line: `web-1`. */
  readonly label: string;
  readonly stream: 'stdout' | 'stderr';
  /** RFC 3339 with nanoseconds, the engine's time. */
  readonly time: string;
  readonly text: string;
}
