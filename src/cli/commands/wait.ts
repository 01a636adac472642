import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';
import type { WaitOptions } from '../look/wait-for-services.ts';

export function waitCommand(cli: Cli): Command {
  return new Command('wait')
    .description('Wait until the running containers of services have ended; the exit code is theirs')
    .argument('<services...>', 'of these')
    .option('--down-project', 'take the project down when all of them have ended')
    .action(async (services: string[], options: WaitOptions) => {
      const { waitForServices } = await import('../look/wait-for-services.ts');
      cli.exitWith(await waitForServices(cli, services, options));
    });
}
