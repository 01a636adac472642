import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { linesFor } from '../context/lines-for.ts';

export function urlCommand(cli: Cli): Command {
  return new Command('url')
    .description('Show the addresses of published ports, to click on')
    .argument('[service]', 'only those of this one, and nothing but the addresses')
    .action(async (service: string | undefined) => {
      const { findUrls } = await import('../find/find-urls.ts');
      const { tabulate } = await import('../../ui/tables/tabulate.ts');
      const urls = await findUrls(cli, service);
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
      if (urls.length === 0) cli.stderr.write('no published port\n');
      cli.exitWith(urls.length === 0 ? EXIT.failed : EXIT.ok);
    });
}
