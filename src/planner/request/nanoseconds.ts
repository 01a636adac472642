const PER_MS = 1e6;

/** The engine's unit of time, of milliseconds. */
export const nanoseconds = (ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : Math.round(ms * PER_MS);
