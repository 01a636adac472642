import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';
import type { EventsOptions } from '../look/show-events.ts';

export function eventsCommand(cli: Cli): Command {
  return new Command('events')
    .description('Show what happens to containers, until Ctrl-C')
    .argument('[services...]', 'only those of these')
    .option('--json', 'one object a line')
    .option('--since <time>', 'from this time (2026-01-02T13:23:37Z) or age (42m) on')
    .option('--until <time>', 'up to this time or age, and no longer')
    .action(async (services: string[], options: EventsOptions) => {
      if (cli.globals.on === 'swarm') {
        const { showSwarmEvents } = await import('../swarm/show-swarm-events.ts');
        return cli.exitWith(await showSwarmEvents(cli, services, options));
      }
      const { showEvents } = await import('../look/show-events.ts');
      cli.exitWith(await showEvents(cli, services, options));
    });
}
