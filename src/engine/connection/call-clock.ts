import { callTimedOut } from '../refusals/engine-error.ts';
import type { CallLimits } from './call-limits.ts';

/** The time that one call has. It ends the call through a signal, as somebody would who calls it off. */
export interface CallClock {
  readonly signal: AbortSignal;
  /** Something came, or went out: the time begins anew. */
  heard(): void;
  /** Nothing is waited for until something is heard: who reads the answer takes a pause. */
  pause(): void;
  stop(): void;
}

/**
 * @param outer calls the call off too
 * @param onSlow is called once at most
 */
export function startClock(
  call: string,
  limits: CallLimits,
  outer: AbortSignal | undefined,
  onSlow: () => void,
): CallClock {
  const { saysAfterMs, failsAfterMs, isRead } = limits;
  const controller = new AbortController();
  const callOff = (): void => controller.abort(outer?.reason);
  if (outer?.aborted) callOff();
  outer?.addEventListener('abort', callOff, { once: true });
  let saying: NodeJS.Timeout | undefined;
  let failing: NodeJS.Timeout | undefined;
  let looking: NodeJS.Immediate | undefined;
  let hasSaid = false;
  const pause = (): void => {
    clearImmediate(looking);
    clearTimeout(saying);
    clearTimeout(failing);
  };
  const say = (): void => {
    hasSaid = true;
    onSlow();
  };
  const abort = (silentMs: number): void => controller.abort(callTimedOut(call, silentMs, isRead));
  // A process that was stopped for a while (Ctrl-Z) looks first whether something has come meanwhile.
  const fail = (silentMs: number): void => {
    looking = setImmediate(abort, silentMs);
  };
  const heard = (): void => {
    pause();
    if (!hasSaid) saying = setTimeout(say, saysAfterMs);
    if (failsAfterMs !== undefined) failing = setTimeout(fail, failsAfterMs, failsAfterMs);
  };
  heard();
  return {
    signal: controller.signal,
    heard,
    pause,
    stop() {
      pause();
      outer?.removeEventListener('abort', callOff);
    },
  };
}
