import { Command } from 'commander';
import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { openUrl } from '../terminal/open-url.ts';

export function openCommand(cli: Cli): Command {
  return new Command('open')
    .description('Open a service in the browser; without a display, print its address')
    .argument('[service]', 'this one; else the first that publishes a port')
    .action(async (service: string | undefined) => {
      const { urls } =
        cli.globals.on === 'swarm'
          ? await (await import('../swarm/swarm-ports.ts')).findSwarmUrls(cli, service)
          : await (await import('../find/find-urls.ts')).findUrls(cli, service);
      const url = (urls.find(({ isWeb }) => isWeb) ?? urls[0])?.url;
      if (url === undefined)
        throw new UserError(
          'no-container',
          `nothing that runs publishes a port${service ? `: ${service}` : ''}`,
          {
            hint: ['publish one with `ports` in the Compose file, and start it: ', gantry('up', '-d')],
          },
        );
      cli.stdout.write(`${url}\n`);
      if (!cli.globals.dryRun) await openUrl(cli, url);
      cli.exitWith(EXIT.ok);
    });
}
