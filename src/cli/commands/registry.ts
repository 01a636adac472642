import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import type { RegistryOptions } from '../swarm/registry.ts';

export function registryCommand(cli: Cli): Command {
  return new Command('registry')
    .description(
      'Run a registry on the swarm, where `up` pushes what it builds and what has no registry in its name',
    )
    .addArgument(
      new Argument('<what>', 'start it, remove it, or print its address').choices(['up', 'down', 'status']),
    )
    .option('--image <image>', 'the registry', 'registry:2')
    .option('--port <port>', 'the port that it is published on', portOf, 5000)
    .addOption(
      new Option(
        '--publish <how>',
        'on each node (`localhost`, without settings), or on the node that runs it',
      )
        .choices(['ingress', 'host'])
        .default('ingress'),
    )
    .option('--node <name>', 'the node that runs it and keeps the images; default: that of this engine')
    .action(async (what: 'up' | 'down' | 'status', options: RegistryOptions) => {
      const { planRegistryDown, planRegistryUp, showRegistry } = await import('../swarm/registry.ts');
      if (what === 'status') return cli.exitWith(await showRegistry(cli));
      const planned = what === 'up' ? await planRegistryUp(cli, options) : await planRegistryDown(cli);
      return cli.exitWith(await apply(cli, planned));
    });
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError('It takes a port, from 1 to 65535.');
}
