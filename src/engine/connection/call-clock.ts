import { answerTooSlow, callTimedOut } from '../refusals/engine-error.ts';
import type { CallLimits } from './call-limits.ts';

/** The time that one call has. It ends the call through a signal, as somebody would who calls it off. */
export interface CallClock {
  readonly signal: AbortSignal;
  /** Something came, or went out: the time begins anew. */
  heard(): void;
  /** Nothing is waited for until something is heard: who reads the answer takes a pause. */
  pause(): void;
  /** The answer has begun, and is of use only as a whole: it has a time in all, whatever is heard. */
  expectWhole(): void;
  stop(): void;
}

/** The errors of a call that took too long. */
interface LateErrors {
  readonly silent: (silentMs: number) => Error;
  readonly tooSlow: (wholeMs: number) => Error;
}

/**
 * @param outer calls the call off too
 * @param onSlow is called once at most, with the time after which the call fails. undefined: never
 * @param errors default: those of the engine
 */
export function startClock(
  call: string,
  limits: CallLimits,
  outer: AbortSignal | undefined,
  onSlow: (failsAfterMs: number | undefined) => void,
  errors: LateErrors = {
    silent: (silentMs) => callTimedOut(call, silentMs, limits.isRead),
    tooSlow: (wholeMs) => answerTooSlow(call, wholeMs, limits.isRead),
  },
): CallClock {
  const { saysAfterMs, failsAfterMs, wholeMs } = limits;
  const controller = new AbortController();
  const callOff = (): void => controller.abort(outer?.reason);
  if (outer?.aborted) callOff();
  outer?.addEventListener('abort', callOff, { once: true });
  let saying: NodeJS.Timeout | undefined;
  let failing: NodeJS.Timeout | undefined;
  let looking: NodeJS.Immediate | undefined;
  let hasSaid = false;
  let wholeSince: number | undefined;
  const pause = (): void => {
    clearImmediate(looking);
    clearTimeout(saying);
    clearTimeout(failing);
  };
  const say = (): void => {
    hasSaid = true;
    onSlow(wholeSince === undefined ? failsAfterMs : wholeMs);
  };
  const abort = (silentMs: number): void => controller.abort(errors.silent(silentMs));
  // A process that was stopped for a while (Ctrl-Z) looks first whether something has come meanwhile.
  const fail = (silentMs: number): void => {
    looking = setImmediate(abort, silentMs);
  };
  const heardMore = (since: number): void => {
    clearImmediate(looking);
    clearTimeout(failing);
    if (wholeMs !== undefined && performance.now() - since > wholeMs)
      controller.abort(errors.tooSlow(wholeMs));
    else if (failsAfterMs !== undefined) failing = setTimeout(fail, failsAfterMs, failsAfterMs);
  };
  const heard = (): void => {
    if (wholeSince !== undefined) {
      heardMore(wholeSince);
      return;
    }
    pause();
    if (!hasSaid) saying = setTimeout(say, saysAfterMs);
    if (failsAfterMs !== undefined) failing = setTimeout(fail, failsAfterMs, failsAfterMs);
  };
  heard();
  return {
    signal: controller.signal,
    heard,
    pause,
    expectWhole() {
      wholeSince = performance.now();
    },
    stop() {
      pause();
      outer?.removeEventListener('abort', callOff);
    },
  };
}
