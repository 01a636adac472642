import { gantry } from '../../diagnostics/hint.ts';
import { UserError, type UserErrorCode, type UserErrorOptions } from '../../diagnostics/user-error.ts';
import { explainRefusal } from './explain-refusal.ts';
import type { Refusal } from './refusal.ts';

/** The engine could not be reached, or refused. The `cause` has the engine's own text. */
export class EngineError extends UserError {
  override readonly name: string = 'EngineError';
  /** The status of the HTTP answer. Absent: there was no answer, or the failure came later in its stream. */
  readonly status: number | undefined;
  readonly refusal: Refusal | undefined;
  /** The step of a build that failed, as the builder calls it. */
  readonly buildStep: string | undefined;
  /** The connection ended before the answer was whole: the next one may last. */
  readonly isCutOff: boolean;

  constructor(code: UserErrorCode, message: string, options: EngineErrorOptions = {}) {
    super(code, message, options);
    this.status = options.status;
    this.refusal = options.refusal;
    this.buildStep = options.buildStep;
    this.isCutOff = options.isCutOff ?? false;
  }
}

export interface EngineErrorOptions extends UserErrorOptions {
  readonly status?: number | undefined;
  readonly refusal?: Refusal | undefined;
  readonly buildStep?: string | undefined;
  readonly isCutOff?: boolean;
}

/** For `catch`: takes a refusal with one of these statuses for an answer, where what was asked for is done already. */
export const unlessStatus =
  (...statuses: readonly number[]) =>
  (error: unknown): undefined => {
    if (!(error instanceof EngineError) || !statuses.some((status) => status === error.status)) throw error;
  };

export const isStatus = (error: unknown, status: number): boolean =>
  error instanceof EngineError && error.status === status;

/** The engine answered with an error; `text` is its message. */
export function engineRefused(status: number | undefined, text: string): EngineError {
  const { code, message, hint, about, refusal } = explainRefusal(text);
  // A HEAD request is refused without a word.
  const bare = text === '' && status !== undefined ? ` (status ${status})` : '';
  return new EngineError(code, `${message}${bare}`, {
    cause: new Error(text),
    hint,
    about,
    refusal,
    status,
  });
}

/** The engine went away during its answer. An EngineError that ended the answer says more, and stays. */
export const answerBroken = (cause: unknown): EngineError =>
  cause instanceof EngineError
    ? cause
    : new EngineError('engine-unreachable', 'the engine ended its answer in the middle', {
        hint: 'check the log of the engine: it may have been stopped or restarted',
        cause,
        isCutOff: true,
      });

/** @param call as `callName` names it */
export const callTimedOut = (call: string, silentMs: number, isRead: boolean): EngineError =>
  timedOut(`the engine did not answer ${call} within ${secondsOf(silentMs)} s`, isRead);

/** @param call as `callName` names it */
export const answerTooSlow = (call: string, wholeMs: number, isRead: boolean): EngineError =>
  timedOut(`the engine did not end its answer to ${call} within ${secondsOf(wholeMs)} s`, isRead);

const secondsOf = (ms: number): number => Number((ms / 1000).toPrecision(3));

function timedOut(message: string, isRead: boolean): EngineError {
  return new EngineError('engine-timeout', message, {
    hint: [
      isRead ? '' : 'it may still do what was asked: look before you run the command again; ',
      gantry('doctor'),
      ' and `docker info` tell how the engine is, its log tells more; COMPOSE_HTTP_TIMEOUT sets the time for slow ones',
    ],
  });
}

const CHECK_WHO_ANSWERS =
  'check what answers there: DOCKER_HOST, the Docker context, and any proxy in between';

/** No engine says that much, and it may be without end. @param what in words */
export const tooLong = (what: string, mostBytes: number): EngineError =>
  new EngineError('bad-engine-answer', `${what} is longer than ${mostBytes / 1024 / 1024} MiB`, {
    hint: CHECK_WHO_ANSWERS,
  });

/** The answer is JSON of another form than the API of the engine has, or broken JSON. @param wrong in words, or the text itself */
export function badAnswer(call: string, wrong: string, cause?: unknown): EngineError {
  return new EngineError(
    'bad-engine-answer',
    `the engine's answer to ${call} is not what its API says: ${wrong}`,
    { hint: CHECK_WHO_ANSWERS, cause },
  );
}
