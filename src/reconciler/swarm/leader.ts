import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../../engine/refusals/engine-error.ts';

/** The others choose a leader within 15 s of the loss of the last one. */
const CHOOSING_MS = 30_000;
const LOOK_AGAIN_MS = 1000;

/** The managers are choosing a leader, or too few of them are there: what was asked for may have been done. */
const isWithoutLeader = (error: unknown): boolean =>
  error instanceof EngineError && error.code === 'swarm-without-leader';

/** Whether nobody knows what became of a change: the answer did not come, or says so. */
export const isUncertain = (error: unknown): boolean =>
  isWithoutLeader(error) ||
  (error instanceof EngineError && (error.isCutOff || error.code === 'engine-timeout'));

/**
 * Asks until the swarm has a leader, which it may have again soon when one manager was lost.
 *
 * @param ask changes nothing
 * Error: EngineError; `swarm-without-leader` when there is none after half a minute.
 */
export async function withLeader<Answer>(
  ask: () => Promise<Answer>,
  tell: (text: string) => void = () => {},
): Promise<Answer> {
  const end = performance.now() + CHOOSING_MS;
  for (;;) {
    // A manager may take many seconds to say that it has none: that tells of when it was asked.
    const askedAt = performance.now();
    try {
      return await ask();
    } catch (error) {
      if (!isWithoutLeader(error) || askedAt > end) throw error;
      tell('the swarm has no leader');
      await sleep(LOOK_AGAIN_MS);
    }
  }
}
