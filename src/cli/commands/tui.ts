import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';
import type { TuiOptions } from '../screen/run-tui.ts';

export function tuiCommand(cli: Cli): Command {
  return new Command('tui')
    .description('Show the project on the whole terminal: its state, its plan and its logs, live')
    .option('--read-only', 'let nothing be changed from it')
    .action(async (options: TuiOptions) => {
      const { runTui } = await import('../screen/run-tui.ts');
      cli.exitWith(await runTui(cli, options));
    });
}
