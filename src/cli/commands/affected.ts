import { Command, Option } from 'commander';
import type { AffectedOptions } from '../affected/show-affected.ts';
import type { Cli } from '../context/cli.ts';

export function affectedCommand(cli: Cli): Command {
  return new Command('affected')
    .description(
      'List the services that are affected by what has changed since a revision of git, with the reasons; changes nothing',
    )
    .argument('[services...]', 'only these')
    .option(
      '--since <revision>',
      'a branch, a tag or a commit; what counts is what has changed since HEAD left it; `pipeline`: what the pipeline compares with (default: that, else the main branch of origin)',
    )
    .addOption(new Option('--format <format>', 'how to print it').choices(['table', 'json']).default('table'))
    .option('-q, --quiet', 'only the names')
    .option('--detailed-exitcode', 'end with 2 when a service is affected')
    .action(async (services: string[], options: AffectedOptions) => {
      const { showAffected } = await import('../affected/show-affected.ts');
      cli.exitWith(await showAffected(cli, services, options));
    });
}
