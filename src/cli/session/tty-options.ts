import { type Command, Option } from 'commander';
import { UserError } from '../../diagnostics/user-error.ts';

/** `-T`, `-t` and `-i` of `run` and `exec`. Absent: nothing was said. */
export interface TtyOptions {
  readonly noTty?: boolean;
  /** As docker compose 2 spells it. */
  readonly noTTY?: boolean;
  readonly tty?: boolean;
  readonly interactive?: boolean;
}

export function defineTty(command: Command): Command {
  return command
    .addOption(positive('-T, --no-tty', 'no terminal in the container, whatever this one is'))
    .addOption(positive('--no-TTY', 'a former spelling of --no-tty').hideHelp())
    .addOption(
      new Option(
        '-t, --tty',
        'a terminal in the container: so it is on a terminal, unless -T is given',
      ).hideHelp(),
    )
    .addOption(
      new Option('-i, --interactive', 'pass on what is typed or piped in (--interactive=false: do not)'),
    )
    .addOption(new Option('--no-interactive', 'pass nothing on').hideHelp());
}

/** It is a flag of its own, not the opposite of another one. */
function positive(flags: string, description: string): Option {
  const option = new Option(flags, description);
  option.negate = false;
  return option;
}

/** What a terminal of the process in the container would be connected to. */
interface Ends {
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: { readonly isTTY?: boolean };
}

/**
 * Whether the process gets a terminal: when this program writes to one, and reads from one too unless it was asked for.
 *
 * Error: UserError `bad-usage` when it was asked for and cannot be typed into.
 */
export function wantsTty(
  { noTty, noTTY, tty, interactive = true }: TtyOptions,
  isInteractiveAsked: boolean,
  { stdin, stdout }: Ends = process,
): boolean {
  const without = noTty === true || noTTY === true;
  if (without && tty)
    throw new UserError('bad-usage', "--tty and --no-tty can't be used together", { hint: 'leave one out' });
  if (without) return false;
  if (tty === undefined && !stdout.isTTY) return false;
  if (stdin.isTTY || !interactive) return true;
  if (tty === undefined && !isInteractiveAsked) return false;
  throw new UserError(
    'bad-usage',
    'cannot attach stdin to a TTY-enabled container because stdin is not a terminal',
    { hint: 'add -T to pipe something in' },
  );
}
