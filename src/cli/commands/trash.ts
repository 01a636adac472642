import { Argument, Command, Option } from 'commander';
import type { Cli } from '../context/cli.ts';
import type { TrashAction, TrashOptions } from '../data/run-trash.ts';
import { defineLock, lockTimeoutOf } from '../flags/lock-options.ts';
import { lifetimeMs } from '../flags/option-values.ts';

export function trashCommand(cli: Cli): Command {
  const command = new Command('trash')
    .description(
      'List the volumes of the project that were thrown away and are kept for a time, take them back, or remove them for good',
    )
    .addArgument(new Argument('[action]', 'what to do').choices(['list', 'restore', 'empty']).default('list'))
    .argument('[volumes...]', 'only these')
    .option('--all', 'list, empty: those of every project of the engine')
    .addOption(
      new Option('--older-than <time>', 'empty: only what was thrown away that long ago').argParser(
        lifetimeMs,
      ),
    )
    .option('-y, --yes', 'empty: do not ask')
    .addOption(
      new Option('--format <format>', 'list: how to print it').choices(['table', 'json']).default('table'),
    );
  defineLock(command);
  return command.action(async (action: TrashAction, volumes: readonly string[], options: TrashOptions) => {
    const lockTimeoutMs = lockTimeoutOf(command);
    if (lockTimeoutMs !== undefined) cli.globals.lockTimeoutMs = lockTimeoutMs;
    const { runTrash } = await import('../data/run-trash.ts');
    cli.exitWith(await runTrash(cli, action, volumes, options));
  });
}
