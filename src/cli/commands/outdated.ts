import { Command, Option } from 'commander';
import type { Cli } from '../context/cli.ts';
import type { OutdatedOptions } from '../lock/show-outdated.ts';

export function outdatedCommand(cli: Cli): Command {
  return new Command('outdated')
    .description(
      'Ask the registries for newer tags of the images in the files, and for other images under the same tags; changes nothing',
    )
    .argument('[services...]', 'only the images of these')
    .addOption(new Option('--format <format>', 'how to print it').choices(['table', 'json']).default('table'))
    .option('--refresh', 'ask again what a registry answered within the last hour')
    .option('--detailed-exitcode', 'end with 2 when something is newer')
    .action(async (services: string[], options: OutdatedOptions) => {
      const { showOutdated } = await import('../lock/show-outdated.ts');
      cli.exitWith(await showOutdated(cli, services, options));
    });
}
