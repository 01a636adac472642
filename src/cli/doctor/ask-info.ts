import type { Engine } from '../../engine/port/engine.ts';
import type { EngineInfo } from '../../engine/port/engine-answers.ts';

/** What the engine says of itself, with our clock before and behind its answer. */
export interface AskedInfo {
  readonly info: EngineInfo;
  readonly askedMs: number;
  readonly answeredMs: number;
}

const MOST_TRIES = 3;

/**
 * Asks again where the answer took too long to compare clocks by it: the engine is busy, or far away.
 * @returns the answer that came soonest
 */
export async function askInfo(
  { info }: Pick<Engine, 'info'>,
  enoughMs: number,
  now: () => number = Date.now,
): Promise<AskedInfo> {
  const ask = async (): Promise<AskedInfo> => {
    const askedMs = now();
    return { info: await info(), askedMs, answeredMs: now() };
  };
  let best = await ask();
  for (let tries = 1; tries < MOST_TRIES && tookMs(best) >= enoughMs; tries++) {
    const next = await ask();
    if (tookMs(next) < tookMs(best)) best = next;
  }
  return best;
}

const tookMs = ({ askedMs, answeredMs }: AskedInfo): number => answeredMs - askedMs;
