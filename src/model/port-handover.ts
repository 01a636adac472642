import { isJsonMap, type Json } from './json.ts';

/** Reads a valid `x-gantry` of a service: whether new connections to its ports wait while its container is replaced or restarted. */
export const asksForHandover = (gantry: Json | undefined): boolean =>
  isJsonMap(gantry) && gantry.handover === true;

/** How long clients wait at most. Most have given up by then. */
export const HOLD_AT_MOST_SECONDS = 60;
