import { type Command, Option } from 'commander';
import { durationMs } from './option-values.ts';

/** Of the commands that need the project for themselves. */
interface LockOptions {
  /** In milliseconds. */
  readonly lockTimeout?: number;
  readonly noLockWait?: boolean;
}

/** A switch of its own, and not the opposite of `--wait`, which `up` and `start` have. */
class NoWait extends Option {
  override negate = false;

  constructor() {
    super('--no-wait', 'fail at once while another command changes the project');
  }

  override attributeName(): string {
    return 'noLockWait';
  }
}

export const defineLock = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--lock-timeout <duration>',
        'how long to wait for another command that changes the project (default: 10m)',
      ).argParser(durationMs),
    )
    .addOption(new NoWait());

/** How long to wait for another command, in milliseconds. undefined: as long as usual. */
export function lockTimeoutOf(command: Command): number | undefined {
  const { noLockWait, lockTimeout } = command.opts<LockOptions>();
  return noLockWait ? 0 : lockTimeout;
}
