import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';
import type { RestoreOptions } from '../data/run-restore.ts';
import { defineLock, lockTimeoutOf } from '../flags/lock-options.ts';

export function restoreCommand(cli: Cli): Command {
  const command = new Command('restore')
    .description(
      'Check a backup, and give volumes the content that they have in it; containers that have them are replaced',
    )
    .argument('<file>', 'what `backup` wrote; `-`: standard input')
    .argument('[names...]', 'only these volumes, or what the commands of these services wrote')
    .option('--as <volume>', 'make a new volume of this name of one that is in the backup')
    .option('--any-project', 'the backup may be that of another project: by the keys of its volumes')
    .option('-y, --yes', 'do not ask');
  defineLock(command);
  return command.action(async (file: string, names: readonly string[], options: RestoreOptions) => {
    const lockTimeoutMs = lockTimeoutOf(command);
    if (lockTimeoutMs !== undefined) cli.globals.lockTimeoutMs = lockTimeoutMs;
    const { runRestore } = await import('../data/run-restore.ts');
    cli.exitWith(await runRestore(cli, file, names, options));
  });
}
