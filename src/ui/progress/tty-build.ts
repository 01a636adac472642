import type { Line } from './board.ts';
import type { RunningStep } from './running-build.ts';

/** For each running step that is drawn below its image: how many of its last lines are. */
export type BuildRows = ReadonlyMap<RunningStep, number>;

/** Shares the free rows: every running step comes before the output of any. */
export function shareRows(lines: readonly Line[], room: number): BuildRows {
  const steps = lines.flatMap(({ building }) => building);
  const drawn = steps.slice(0, Math.max(0, room));
  const each = Math.floor((room - drawn.length) / drawn.length);
  return new Map(drawn.map((step) => [step, Math.min(step.lines.length, each)]));
}
