/** Only the scenarios whose name has one of these texts. */
export const ONLY = process.env.GANTRY_LOAD_ONLY?.split('|');

/**
 * How much is tried: the part of CI, with a few updates in each scenario; or every scenario with so many requests in each, and
 * docker compose beside.
 */
export const REQUESTS = Number(process.env.GANTRY_LOAD_REQUESTS ?? 0);
export const IS_WHOLE = REQUESTS > 0;

/** What is pending is tried all the same, and nothing is asked of it. */
export const WITH_PENDING = process.env.GANTRY_LOAD_PENDING !== undefined;
