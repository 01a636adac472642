import { Command, Option } from 'commander';
import { apply } from '../apply/apply.ts';
import { type DownOptions, planForDown } from '../apply/plan-for-down.ts';
import type { Cli } from '../context/cli.ts';
import { seconds } from '../flags/option-values.ts';

export function downCommand(cli: Cli): Command {
  return defineDown(new Command('down')).action(async (services: string[], options: DownOptions) => {
    cli.exitWith(await apply(cli, await planForDown(cli, services, options)));
  });
}

export function defineDown(command: Command): Command {
  return command
    .description('Stop and remove containers and networks; volumes stay unless -v is given')
    .argument('[services...]', 'only these and what depends on them')
    .option('-v, --volumes', 'remove the named volumes of the project and anonymous ones too')
    .addOption(new Option('--volume').implies({ volumes: true }).hideHelp())
    .addOption(
      new Option(
        '--rmi <which>',
        'remove images: all that are used, or only those built without a name of their own',
      ).choices(['all', 'local']),
    )
    .option('--remove-orphans', 'remove containers of services that the files no longer have')
    .option('-t, --timeout <seconds>', 'how long a container may take to stop', seconds);
}
