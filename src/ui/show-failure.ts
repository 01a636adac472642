import { UserError, type UserErrorCode } from '../diagnostics/user-error.ts';
import { WaitError } from '../model/wait-error.ts';
import type { Palette } from './colours.ts';
import { quote } from './quote.ts';
import { nextCommand, waitDetails } from './wait-details.ts';

interface FailureContext {
  readonly severity?: 'error' | 'warning';
  /** Stands before the message: which operation failed. */
  readonly what?: string;
  /** What was not done because of it. */
  readonly blocked?: readonly string[];
}

/** The cause, the details, what it blocks, and last what to try. Only the first line is not indented. */
export function showFailure(
  error: Error,
  paint: Palette,
  { severity = 'error', what = '', blocked = [] }: FailureContext = {},
): readonly string[] {
  const [cause = '', ...more] = error.message.split('\n');
  const code = codeOf(error);
  const hint = hintOf(error);
  const kind = severity === 'error' ? paint.red('error:') : paint.yellow('warning:');
  return [
    `${kind} ${what}${cause}${code === undefined ? '' : ` ${paint.dim(`(${code})`)}`}`,
    ...(more.length === 0
      ? []
      : quote(
          more.map((line) => line.trim()),
          paint,
        )),
    ...(error instanceof WaitError ? waitDetails(error.report, paint) : engineDetails(error, paint)),
    ...blockedDetails(blocked),
    ...(hint === undefined ? [] : [`  ${paint.cyan('try:')} ${hint}`]),
  ];
}

function codeOf(error: Error): UserErrorCode | undefined {
  if (error instanceof UserError) return error.code;
  return error instanceof WaitError ? 'wait-failed' : undefined;
}

function hintOf(error: Error): string | undefined {
  if (error instanceof WaitError) return nextCommand(error.report);
  return error instanceof UserError ? error.hint : undefined;
}

function engineDetails(error: Error, paint: Palette): readonly string[] {
  const words = engineWords(error);
  return words === undefined ? [] : [paint.dim(`  the engine says: ${words}`)];
}

/** Only where they add to what was made of them. The output of a build is all that the engine knows of its failure. */
function engineWords(error: Error): string | undefined {
  if (!(error instanceof UserError) || error.code === 'build-failed') return undefined;
  const { name, cause, message } = error;
  if (name !== 'EngineError' || !(cause instanceof Error)) return undefined;
  const words = cause.message.trim().replaceAll(/\s*\n\s*/g, ' ');
  // `<what was called>: <why>: <why that>`: the message has it when it has the end of it.
  const end = words.split(': ').slice(-2).join(': ');
  return words === '' || words.includes(message) || message.includes(end) ? undefined : words;
}

const MOST_BLOCKED = 8;

function blockedDetails(blocked: readonly string[]): readonly string[] {
  if (blocked.length === 0) return [];
  const shown = blocked.length > MOST_BLOCKED + 1 ? blocked.slice(0, MOST_BLOCKED) : blocked;
  const rest = blocked.length - shown.length;
  return [
    '  not done because of it:',
    ...shown.map((label) => `    ${label}`),
    ...(rest === 0 ? [] : [`    and ${rest} more`]),
  ];
}
