import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../refusals/engine-error.ts';

/** What to wait before each further try of a read. */
const PAUSES_MS = [100, 400];

/** Who says so only after that has tried for long already, as a manager without a leader does for 20 s. */
const TRIED_LONG_MS = 10_000;

const PASSING: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/** A reason that may be gone a moment later. */
const isPassing = (error: unknown): boolean =>
  error instanceof EngineError && (error.isCutOff || PASSING.has(error.status ?? 0));

/** Reads may be sent again: they change nothing. Anything else fails at the first try, and nobody sends it twice. */
export async function askAgain<Answer>(ask: () => Promise<Answer>, signal?: AbortSignal): Promise<Answer> {
  for (const pauseMs of PAUSES_MS) {
    const begin = performance.now();
    try {
      return await ask();
    } catch (error) {
      if (signal?.aborted || !isPassing(error) || performance.now() - begin > TRIED_LONG_MS) throw error;
      await sleep(pauseMs);
    }
  }
  return ask();
}

/**
 * A read that is slow is sent a second time while the first is still waited for, as the connection may be what hangs. The
 * first whole answer counts.
 *
 * @param ask its `onSlow` may be called; `signal` calls off the one that is not needed any more
 * Error: that of the first try.
 */
export async function askTwiceWhenSlow<Answer>(
  ask: (signal: AbortSignal, onSlow?: () => void) => Promise<Answer>,
  outer?: AbortSignal,
): Promise<Answer> {
  const over = new AbortController();
  const end = (): void => over.abort(outer?.reason);
  outer?.addEventListener('abort', end, { once: true });
  if (outer?.aborted) end();
  let first: Promise<Answer> | undefined;
  const second = new Promise<Answer>((resolve, reject) => {
    let isSlow = false;
    first = ask(over.signal, () => {
      isSlow = true;
      ask(over.signal).then(resolve, reject);
    });
    first.catch((error: unknown) => {
      // The time of a call is over when it is over for the first try.
      if (!isSlow || (error instanceof EngineError && error.code === 'engine-timeout')) reject(error);
    });
  });
  try {
    return await Promise.any([first ?? second, second]);
  } catch {
    return await (first ?? second);
  } finally {
    outer?.removeEventListener('abort', end);
    over.abort();
  }
}
