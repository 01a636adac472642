/** Long enough for the writes of an editor that belong together, and too short to notice. */
const QUIET_MS = 10;
/** Where thousands of files come, their writer pauses now and then. */
const LONGEST_QUIET_MS = 50;
/** A writer that never pauses must not starve the rest. */
const LONGEST_DEBOUNCE_MS = 250;
/** The loop goes on after this, as git may have died and left its lock. */
const LONGEST_GIT_MS = 10_000;

/** When the pending changes are taken as a batch. */
export function debouncedUntilMs(
  { count, firstMs, lastMs }: { readonly count: number; readonly firstMs: number; readonly lastMs: number },
  gitBusy: boolean,
): number {
  if (gitBusy) return firstMs + LONGEST_GIT_MS;
  const quietMs = Math.min(Math.max(QUIET_MS, count / 10), LONGEST_QUIET_MS);
  return Math.min(lastMs + quietMs, firstMs + LONGEST_DEBOUNCE_MS);
}
