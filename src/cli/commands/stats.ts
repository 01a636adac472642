import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';
import type { StatsOptions } from '../look/show-stats.ts';

export function statsCommand(cli: Cli): Command {
  return new Command('stats')
    .description('Show what containers use: processor, memory, network, disk')
    .argument('[service]', 'only this one')
    .option('-a, --all', 'also those that do not run')
    .option('--format <format>', 'table, json, `table TEMPLATE`, or a Go template for each')
    .option('--no-stream', 'once, instead of until Ctrl-C')
    .option('--no-trunc', 'whole ids')
    .action(async (service: string | undefined, options: StatsOptions) => {
      const { showStats } = await import('../look/show-stats.ts');
      cli.exitWith(await showStats(cli, service === undefined ? [] : [service], options));
    });
}
