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
      .option('-v, --volumes', 'also remove its named and anonymous volumes, with their data')
      .addOption(
        new Option('--volume', 'a former spelling of --volumes').implies({ volumes: true }).hideHelp(),
      )
      .addOption(
        new Option(
          '--rmi <which>',
          'also remove images: of every service, or only those that were built and have no `image` in the files',
        ).choices(['all', 'local']),
      )
      .option('--remove-orphans', 'remove containers of services that the files no longer have')
      .option('--history', 'also remove what is kept of its releases')
      .option('-t, --timeout <seconds>', 'how long a container may take to stop', seconds),
  plan: planForDown,
});
