import { Command, Option } from 'commander';
import type { Cli } from '../context/cli.ts';
import type { LockOptions } from '../lock/write-lock.ts';

export function lockCommand(cli: Cli): Command {
  return new Command('lock')
    .description(
      'Ask the registries which images the names in the files stand for now, and write that to compose.lock.yaml beside the first file',
    )
    .argument('[services...]', 'ask only for the images of these, and leave the others as they are')
    .addOption(
      new Option('--missing', 'ask only for images that the lock file does not have').conflicts('check'),
    )
    .addOption(
      new Option('--offline', 'take the images that the engine has, and ask no registry').conflicts('check'),
    )
    .option('--check', 'write nothing, ask nobody; end with 1 when the lock file is stale')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action(async (services: string[], options: LockOptions) => {
      const { checkLock, writeLock } = await import('../lock/write-lock.ts');
      cli.exitWith(await (options.check ? checkLock(cli, options) : writeLock(cli, services, options)));
    });
}
