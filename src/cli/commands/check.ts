import { Command, Option } from 'commander';
import type { CheckOptions } from '../check/check-files.ts';
import type { Cli } from '../context/cli.ts';

export function checkCommand(cli: Cli): Command {
  return new Command('check')
    .description('Check the files and list all their problems, warnings included; nothing else is done')
    .argument('[services...]', 'only these and what they depend on')
    .addOption(
      new Option('--for <use>', 'what the files are for: production asks for more')
        .choices(['dev', 'prod'])
        .default('dev'),
    )
    .addOption(
      new Option('--format <format>', 'how to list them').choices(['text', 'json', 'sarif']).default('text'),
    )
    .option('--fix', 'write what mends problems and changes nothing else; with --dry-run it is shown')
    .option('--reveal', 'show passwords and other secrets')
    .action(async (services: string[], options: CheckOptions) => {
      if (options.reveal) cli.globals.reveal = true;
      const { checkFiles } = await import('../check/check-files.ts');
      cli.exitWith(await checkFiles(cli, services, options));
    });
}
