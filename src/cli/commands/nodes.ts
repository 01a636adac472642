import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';
import type { NodesOptions } from '../swarm/show-nodes.ts';

export function nodesCommand(cli: Cli): Command {
  return new Command('nodes')
    .description(
      'List the nodes of the swarm: their state, what their tasks reserve, and what runs of the project where',
    )
    .option('--format <format>', 'table, json, `table TEMPLATE`, or a Go template for each')
    .option('--no-clocks', 'do not ask the engine of each node for its time')
    .action(async (options: NodesOptions) => {
      const { showNodes } = await import('../swarm/show-nodes.ts');
      cli.exitWith(await showNodes(cli, options));
    });
}
