import { Command } from 'commander';
import { gantry, type Hint, hintText } from '../../diagnostics/hint.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';
import { EXIT } from '../context/exit-codes.ts';
import { linesFor } from '../context/lines-for.ts';
import type { FoundUrls } from '../find/find-urls.ts';

export function urlCommand(cli: Cli): Command {
  return new Command('url')
    .description('Show the addresses of published ports, to click on')
    .argument('[service]', 'only those of this one, and nothing but the addresses')
    .action(async (service: string | undefined) => {
      const { tabulate } = await import('../../ui/tables/tabulate.ts');
      const { urls, isRunning } = await urlsOf(cli, service);
      if (service !== undefined)
        cli.stdout.write(
          linesFor(
            cli.stdout,
            urls.map(({ url }) => url),
          ),
        );
      else
        cli.stdout.write(
          tabulate(
            urls.map(({ container, url }) => [container, url]),
            { minWidth: 10 },
          ),
        );
      if (urls.length === 0) cli.stderr.write(whyNone(cli, isRunning, service));
      cli.exitWith(urls.length === 0 ? EXIT.failed : EXIT.ok);
    });
}

async function urlsOf(cli: Cli, service: string | undefined): Promise<FoundUrls> {
  if (cli.globals.on === 'swarm')
    return (await import('../swarm/swarm-ports.ts')).findSwarmUrls(cli, service);
  return (await import('../find/find-urls.ts')).findUrls(cli, service);
}

function whyNone(cli: Cli, isRunning: boolean, service: string | undefined): string {
  const named = service === undefined ? [] : [service];
  const start = gantry('up', '-d', ...named);
  const [message, hint]: readonly [string, Hint] = isRunning
    ? ['no published port', ['publish one with `ports` in the Compose file, then: ', start]]
    : [`no container ${service === undefined ? '' : `of ${service} `}runs`, ['start it: ', start]];
  return `${message}\nhint: ${hintText(completeHint(hint, cli.globals))}\n`;
}
