import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';
import { defineLogs, type LogsOptions } from '../logs/log-options.ts';

export function logsCommand(cli: Cli): Command {
  return defineLogs(new Command('logs'))
    .description('Show the logs of containers, in the order of time')
    .action(async (services: string[], options: LogsOptions) => {
      if (cli.globals.on === 'swarm') {
        const { showSwarmLogs } = await import('../swarm/show-swarm-logs.ts');
        return cli.exitWith(await showSwarmLogs(cli, services, options));
      }
      const { showLogs } = await import('../logs/show-logs.ts');
      cli.exitWith(await showLogs(cli, services, options));
    });
}
