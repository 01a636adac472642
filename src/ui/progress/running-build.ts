import type { Progress } from '../../model/event.ts';
import { sizeOf } from './build-text.ts';

/** The last lines of a running step that a terminal shows, if it has room for them. */
const LAST_LINES = 6;

/** A step of a builder that has begun and not ended. */
export interface RunningStep {
  readonly name: string;
  readonly beganMs: number;
  readonly lines: readonly string[];
  /** The part of its work that it reported last. */
  readonly item: string;
}

/** The running steps of a build by their numbers, the longest running first. */
export type RunningSteps = ReadonlyMap<number, RunningStep>;

export function noteBuild(steps: RunningSteps, progress: Progress, nowMs: number): RunningSteps {
  const { text, build } = progress;
  if (!build) return steps;
  const next = new Map(steps);
  const known = steps.get(build.step);
  switch (build.what) {
    case 'begun':
      return next.set(build.step, { name: text, beganMs: nowMs, lines: [], item: '' });
    case 'line':
    case 'warning':
      return known
        ? next.set(build.step, { ...known, lines: [...known.lines, text].slice(-LAST_LINES) })
        : steps;
    case 'item':
      return known ? next.set(build.step, { ...known, item: `${text}${sizeOf(progress)}` }) : steps;
    default:
      next.delete(build.step);
      return next;
  }
}
