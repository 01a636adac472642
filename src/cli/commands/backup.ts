import { Command, Option } from 'commander';
import type { Cli } from '../context/cli.ts';
import type { BackupOptions } from '../data/run-backup.ts';
import { defineLock, lockTimeoutOf } from '../flags/lock-options.ts';

export function backupCommand(cli: Cli): Command {
  const command = new Command('backup')
    .description(
      'Write volumes of the project into one file, with checksums; who writes into them is paused meanwhile',
    )
    .argument('[names...]', 'only the volumes of these services, or these volumes')
    .requiredOption(
      '-o, --output <file>',
      'where to; a folder: a file of the project and the time in it; `-`: standard output',
    )
    .addOption(
      new Option('--stop', 'stop who writes into the volumes, and start it afterwards').conflicts([
        'pause',
        'live',
      ]),
    )
    .addOption(new Option('--pause', 'pause who writes into the volumes: databases too').conflicts(['live']))
    .option('--live', 'read while others write: the files are of different moments')
    .option('--anonymous', 'also volumes without a name of their own')
    .option('-f, --force', 'replace a file that is there')
    .addOption(
      new Option(
        '--compress <how>',
        'default: by the name of the file, else zstd where this program has it',
      ).choices(['zstd', 'gzip', 'none']),
    );
  defineLock(command);
  return command.action(async (names: readonly string[], options: BackupOptions) => {
    const lockTimeoutMs = lockTimeoutOf(command);
    if (lockTimeoutMs !== undefined) cli.globals.lockTimeoutMs = lockTimeoutMs;
    const { runBackup } = await import('../data/run-backup.ts');
    cli.exitWith(await runBackup(cli, names, options));
  });
}
