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

  constructor(code: UserErrorCode, message: string, options: EngineErrorOptions = {}) {
    super(code, message, options);
    this.status = options.status;
    this.refusal = options.refusal;
    this.buildStep = options.buildStep;
  }
}

export interface EngineErrorOptions extends UserErrorOptions {
  readonly status?: number | undefined;
  readonly refusal?: Refusal | undefined;
  readonly buildStep?: string | undefined;
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

/** The engine went away during its answer. */
export const answerBroken = (cause: unknown): EngineError =>
  new EngineError('engine-unreachable', 'the engine ended its answer in the middle', {
    hint: 'check the log of the engine: it may have been stopped or restarted',
    cause,
  });
