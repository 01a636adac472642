import { Command, InvalidArgumentError, Option } from 'commander';
import type { Cli } from '../context/cli.ts';
import type { UiOptions } from '../page/serve-site.ts';

interface UiFlags extends UiOptions {
  readonly all?: boolean;
}

export function uiCommand(cli: Cli): Command {
  return new Command('ui')
    .description(
      'Serve a page of the project, or of all projects, on this machine: state, plan and logs, live',
    )
    .addOption(
      new Option('--port <port>', 'where it listens (default: any that is free)')
        .default(0, 'any')
        .argParser(portOf),
    )
    .option('--open', 'open it in the browser')
    .option('--read-only', 'let nobody change anything from it')
    .option('-a, --all', 'all projects of the engine, and the page of each of them')
    .action(async ({ all, ...options }: UiFlags) => {
      if (all) {
        const { serveOverview } = await import('../page/serve-overview.ts');
        return cli.exitWith(await serveOverview(cli, options));
      }
      const { servePage } = await import('../page/serve-page.ts');
      cli.exitWith(await servePage(cli, options));
    });
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It takes a number from 0 to 65535; 0 is any that is free.');
}
