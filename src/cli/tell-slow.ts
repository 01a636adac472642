import type { SlowCalls } from '../engine/connection/slow-calls.ts';
import type { Cli } from './context/cli.ts';

/** Among the progress, so that what is redrawn stays whole. */
export async function tellSlow(renderer: ReturnType<Cli['renderer']>, slow: SlowCalls): Promise<void> {
  (await renderer).handle({ type: 'notice', message: slowText(slow) });
}

const NAMED = 2;

/** `the engine has not answered for 10 s: GET /networks, GET /volumes and 2 more (it has 60 s)`. */
export function slowText({ calls, silentMs, failsAfterMs }: SlowCalls): string {
  const more = calls.length - NAMED;
  const names = calls.slice(0, NAMED).join(', ');
  const limit = failsAfterMs === undefined ? 'gantry goes on waiting' : `it has ${seconds(failsAfterMs)}`;
  return `the engine has not answered for ${seconds(silentMs)}: ${names}${more > 0 ? ` and ${more} more` : ''} (${limit})`;
}

const seconds = (ms: number): string => `${Number((ms / 1000).toPrecision(3))} s`;
