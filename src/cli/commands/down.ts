import { Option } from 'commander';
import { planForDown } from '../apply/plan-for-down.ts';
import { seconds } from '../flags/option-values.ts';
import { plannedCommand } from './planned-command.ts';

export const down = plannedCommand({
  name: 'down',
  locks: true,
  define: (command) =>
    command
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
      .option('-t, --timeout <seconds>', 'how long a container may take to stop', seconds),
  plan: planForDown,
});
