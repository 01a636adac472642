import { EngineError } from '../refusals/engine-error.ts';

const HINT = 'run it again if the output counts; the command itself may have done its work, or still do it';

/** The connection to the output of a process broke. An EngineError says more, and stays. */
export const outputCut = (cause?: unknown): EngineError =>
  cause instanceof EngineError
    ? cause
    : new EngineError(
        'engine-unreachable',
        'the connection broke in the middle of the output: the rest is missing',
        {
          hint: HINT,
          cause,
        },
      );

/** The process has ended, and nobody said so on the connection to its output. */
export const outputLeftOpen = (): EngineError =>
  new EngineError(
    'engine-unreachable',
    'the command has ended, but the connection to its output fell silent before: the end of the output may be missing',
    { hint: HINT },
  );
