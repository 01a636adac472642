/** Long enough for what an editor writes at once, and too short to notice. */
const QUIET_MS = 10;
/** Where thousands of files come, their writer pauses now and then. */
const LONGEST_QUIET_MS = 50;
/** A writer that never pauses must not starve the rest. */
const LONGEST_HOLD_MS = 250;
/** git says when it is done; should it have died, we go on. */
const LONGEST_GIT_MS = 10_000;

/** When what was gathered is taken as a batch. */
export function debouncedUntilMs(
  { count, firstMs, lastMs }: { readonly count: number; readonly firstMs: number; readonly lastMs: number },
  gitBusy: boolean,
): number {
  if (gitBusy) return firstMs + LONGEST_GIT_MS;
  const quietMs = Math.min(Math.max(QUIET_MS, count / 10), LONGEST_QUIET_MS);
  return Math.min(lastMs + quietMs, firstMs + LONGEST_HOLD_MS);
}
