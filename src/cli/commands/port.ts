import { Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../../diagnostics/user-error.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { containerIndex } from '../flags/option-values.ts';

interface PortOptions {
  readonly index?: number;
  readonly protocol: string;
}

export function portCommand(cli: Cli): Command {
  return new Command('port')
    .description('Show where a port of a service is published; without one, all that are')
    .argument('[service]', 'only this one')
    .argument('[port]', 'the port inside of the container', portNumber)
    .addOption(new Option('--protocol <protocol>', 'tcp or udp').default('tcp'))
    .option('--index <n>', 'of this replica of the service', containerIndex)
    .action(async (service: string | undefined, port: number | undefined, options: PortOptions) => {
      if (cli.globals.on === 'swarm') {
        const { showSwarmPorts } = await import('../swarm/swarm-ports.ts');
        const { protocol, index } = options;
        cli.stdout.write(await showSwarmPorts(cli, { service, target: port, protocol, index }));
        return cli.exitWith(EXIT.ok);
      }
      const text =
        service === undefined || port === undefined
          ? await allPorts(cli, service, options)
          : await onePort(cli, service, port, options);
      cli.stdout.write(text);
      cli.exitWith(EXIT.ok);
    });
}

function portNumber(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('It takes a port between 0 and 65535.');
  return Number(text);
}

async function onePort(cli: Cli, service: string, port: number, options: PortOptions): Promise<string> {
  const { runningContainer } = await import('../find/running-container.ts');
  const { container, publisher } = await runningContainer(cli, service, options.index);
  const protocol = options.protocol.toLowerCase();
  const found = publisher.ports.find(
    ({ target, published, protocol: of }) => target === port && of === protocol && published !== undefined,
  );
  if (!found)
    throw new UserError('bad-usage', `${container.name} does not publish port ${port}/${protocol}`, {
      hint: hintFor(publisher),
    });
  return `${address(found)}\n`;
}

function hintFor({ ports }: ObservedContainer): string {
  const published = ports.filter((port) => port.published !== undefined);
  const names = [...new Set(published.map(({ target, protocol }) => `${target}/${protocol}`))];
  return names.length === 0
    ? 'it publishes none: see `ports` in the Compose file'
    : `it publishes ${names.join(', ')}`;
}

/** An address of IPv6 needs brackets to be one with a port. */
function address({ hostIp = '', published }: ObservedContainer['ports'][number]): string {
  return `${hostIp.includes(':') ? `[${hostIp}]` : hostIp}:${published}`;
}

async function allPorts(cli: Cli, service: string | undefined, { index }: PortOptions): Promise<string> {
  const { LABEL } = await import('../../model/labels.ts');
  const { byTarget } = await import('../../ui/tables/ports-text.ts');
  const { tabulate } = await import('../../ui/tables/tabulate.ts');
  const { runningContainers } = await import('../find/running-containers.ts');
  const { containers } = await runningContainers(cli, service === undefined ? [] : [service]);
  const rows = containers
    .filter(({ labels }) => !index || labels[LABEL.containerNumber] === String(index))
    .flatMap(({ name, labels, ports }) =>
      ports
        .toSorted(byTarget)
        .filter(({ published }) => published !== undefined)
        .map((port) => [labels[LABEL.service] ?? '', name, `${port.target}/${port.protocol}`, address(port)]),
    );
  return tabulate([['SERVICE', 'CONTAINER', 'PORT', 'PUBLISHED AT'], ...rows], {
    minWidth: 10,
    columns: cli.stdout.columns,
    sacrifices: [{ column: 'CONTAINER', downTo: 0 }],
  });
}
