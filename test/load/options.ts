/** Only the scenarios whose name has one of these texts. */
export const ONLY = process.env.GANTRY_LOAD_ONLY?.split('|');

/**
 * How much is tried: the part of CI, with a few updates in each scenario; or every scenario with so many requests in each, and
 * docker compose beside.
 */
export const REQUESTS = Number(process.env.GANTRY_LOAD_REQUESTS ?? 0);
export const IS_WHOLE = REQUESTS > 0;

/** For how long a client waits. In CI only what never comes has failed: a machine with more to do than it can is no failure of an update. */
export const TIMEOUT_MS = IS_WHOLE ? 10_000 : 60_000;

/** What is pending is tried all the same, and nothing is asked of it. */
export const WITH_PENDING = process.env.GANTRY_LOAD_PENDING !== undefined;
