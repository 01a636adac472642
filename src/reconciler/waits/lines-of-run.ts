import type { LogRecord } from '../../engine/port/engine-answers.ts';
import type { ContainerDetails } from '../../model/observed.ts';

/** Less than the shortest pause of an engine between two starts, which is a tenth of a second. */
const PAUSE_MS = 90;

/** An engine notes a start when the program runs already: a very busy one as late as this. */
const NOTED_LATE_MS = 2000;

/**
 * The lines that a container wrote in its last run: those of earlier runs explain other ends. A container that runs again after
 * restarts is the exception: its run before is what there is to explain.
 *
 * A program may have written before the engine noted its start. Where the engine restarts a container, the run before can be a tenth
 * of a second away: only what stands close before the lines of the run belongs to them. Elsewhere a whole busy start fits between.
 */
export function linesOfRun(
  records: readonly LogRecord[],
  { state, startedAt, restartCount }: Pick<ContainerDetails, 'state' | 'startedAt' | 'restartCount'>,
): readonly LogRecord[] {
  if (startedAt.startsWith('0001-') || (state === 'running' && restartCount > 0)) return records;
  const startedMs = Date.parse(startedAt);
  const times = records.map(({ time }) => Date.parse(time));
  const earliest = startedMs - (restartCount > 0 ? PAUSE_MS : NOTED_LATE_MS);
  const found = times.findIndex((time) => time >= earliest);
  let first = found;
  if (found < 0) {
    if ((times.at(-1) ?? 0) < startedMs - NOTED_LATE_MS) return [];
    first = times.length - 1;
  }
  while (first > 0 && (times[first] ?? 0) - (times[first - 1] ?? 0) < PAUSE_MS) first--;
  return records.slice(first);
}
