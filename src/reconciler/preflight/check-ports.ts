import { commandHint, type Hint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { isAlive } from '../../model/container-state.ts';
import { describeContainer } from '../../model/describe-container.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Plan } from '../../model/plan.ts';
import type { Machine } from './machine.ts';
import { stoppingContainers } from './stopping-containers.ts';

interface WantedPort {
  readonly service: string;
  readonly container: string;
  readonly hostIp: string;
  readonly port: number;
  readonly protocol: string;
}

/**
 * The published ports that the plan's new containers cannot have, and who has them. Ranges are left to the engine,
 * which takes what is free.
 *
 * @param everywhere all containers of the engine
 */
export async function checkPorts(
  plan: Plan,
  observed: Observed,
  everywhere: readonly ObservedContainer[],
  engineIsLocal: boolean,
  machine: Machine,
): Promise<readonly UserError[]> {
  const leaving = stoppingContainers(plan);
  const wanted = plan.steps.flatMap(({ operation }) =>
    operation.kind === 'create-container' ? wantedPorts(operation) : [],
  );
  const askMachine = engineIsLocal && sharesOurNetwork(observed, machine);
  const problems: UserError[] = [];
  for (const [index, port] of wanted.entries()) {
    const rival = wanted.slice(0, index).find((other) => clash(port, other));
    if (rival) {
      problems.push(taken(port, `container ${rival.container} of the same plan`, rivalHint(port, rival)));
      continue;
    }
    const holders = everywhere.filter((container) => publishes(container, port));
    const holder = holders.find(({ id }) => !leaving.has(id));
    if (holder) problems.push(taken(port, describeContainer(holder), holderHint(holder)));
    else if (
      askMachine &&
      holders.length === 0 &&
      !(await machine.isPortFree(port.port, port.protocol, port.hostIp))
    )
      problems.push(taken(port, 'a program outside the engine', programHint(port)));
  }
  return problems;
}

const rivalHint = (port: WantedPort, rival: WantedPort): Hint =>
  port.service === rival.service
    ? 'where a service has several containers, publish a range, or leave the host port out'
    : 'give each service a port of its own';

const holderHint = ({ name }: ObservedContainer): Hint => [
  'publish another port, or stop that container: ',
  commandHint('docker', 'stop', name),
];

const programHint = ({ port, protocol }: WantedPort): Hint => [
  'publish another port, or stop that program: ',
  commandHint('ss', `-lnp${protocol === 'udp' ? 'u' : 't'}`, `sport = :${port}`),
  ' shows it',
];

function wantedPorts({ service, name, request }: OperationOf<'create-container'>): readonly WantedPort[] {
  return Object.entries(request.HostConfig.PortBindings ?? {}).flatMap(([target, bindings]) => {
    const protocol = target.split('/')[1] ?? 'tcp';
    return bindings
      .filter(({ HostPort }) => /^\d+$/.test(HostPort) && HostPort !== '0')
      .map(({ HostIp, HostPort }) => ({
        service,
        container: name,
        hostIp: everyAddress(HostIp) ? '' : HostIp,
        port: Number(HostPort),
        protocol,
      }));
  });
}

function publishes({ ports, state }: ObservedContainer, wanted: WantedPort): boolean {
  // One that has stopped gives its ports back, although newer engines go on listing them.
  if (!isAlive({ state })) return false;
  return ports.some(({ published, protocol, hostIp = '' }) =>
    published === undefined ? false : clash(wanted, { port: published, protocol, hostIp }),
  );
}

type Address = Pick<WantedPort, 'hostIp' | 'port' | 'protocol'>;

function clash(a: Address, b: Address): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false;
  return everyAddress(a.hostIp) || everyAddress(b.hostIp) || a.hostIp === b.hostIp;
}

const everyAddress = (hostIp: string | undefined): boolean =>
  hostIp === undefined || hostIp === '' || hostIp === '0.0.0.0' || hostIp === '::';

function taken({ service, hostIp, port, protocol }: WantedPort, by: string, hint: Hint): UserError {
  const where = `${hostIp === '' ? '' : `${hostIp}:`}${port}${protocol === 'tcp' ? '' : `/${protocol}`}`;
  // The words of the engine, which people and scripts look for.
  const message = `service "${service}" cannot publish ${where}, the port is already allocated: ${by} holds it`;
  return new UserError('port-taken', message, {
    hint,
    about: { of: ['services', service], settings: [['ports', String(port)], 'ports'] },
  });
}

/**
 * Whether a port that is free here is free for the engine. It need not be: an engine may run in a virtual machine, or
 * in a network of its own. Only an address of its default network among ours shows that it does not.
 */
function sharesOurNetwork({ networks }: Observed, machine: Machine): boolean {
  const gateways = networks.find(({ name }) => name === 'bridge')?.gateways ?? [];
  const addresses = machine.addresses();
  return gateways.some((gateway) => addresses.includes(gateway));
}
