import { Command, InvalidArgumentError, Option } from 'commander';
import type { Cli } from '../context/cli.ts';
import type { UiOptions } from '../page/serve-page.ts';

export function uiCommand(cli: Cli): Command {
  return new Command('ui')
    .description('Serve a page of the project on this machine: its state, its plan and its logs, live')
    .addOption(
      new Option('--port <port>', 'where it listens (default: any that is free)')
        .default(0, 'any')
        .argParser(portOf),
    )
    .option('--open', 'open it in the browser')
    .option('--read-only', 'let nobody change anything from it')
    .action(async (options: UiOptions) => {
      const { servePage } = await import('../page/serve-page.ts');
      cli.exitWith(await servePage(cli, options));
    });
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It takes a number from 0 to 65535; 0 is any that is free.');
}
