import { commandHint, gantry, type Hint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { isAlive } from '../../model/container-state.ts';
import { describeContainer } from '../../model/describe-container.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import type { Machine } from './machine.ts';
import { lastingContainers, startedContainers } from './started-containers.ts';
import { stoppingContainers } from './stopping-containers.ts';
import { type WantedPort, wantedPorts } from './wanted-ports.ts';

/**
 * The published ports that the containers of the plan take from one another: what the files alone tell. Of a range each
 * takes one, so a range can be too small for all.
 */
export function checkRivals(plan: Plan, observed: Observed): readonly UserError[] {
  /** By port, because there may be thousands. */
  const given = new Map<number, WantedPort[]>();
  return inOrder(wantedPorts(lastingContainers(plan), plan, observed)).flatMap((wanted) => {
    const rivals = portsOf(wanted).map((port) =>
      given.get(port)?.find((other) => clash({ ...wanted, port }, other)),
    );
    const free = rivals.indexOf(undefined);
    if (free >= 0) {
      const port = wanted.port + free;
      given.set(port, [...(given.get(port) ?? []), { ...wanted, port, last: port }]);
      return [];
    }
    const [rival] = rivals;
    return rival
      ? [taken(wanted, `container ${rival.container} of the same plan`, siblingHint(wanted, rival.service))]
      : [];
  });
}

/**
 * The published ports that the plan's containers cannot have, new ones and those it only starts, because somebody else has them, and who that is. A range
 * is taken when all of it is.
 *
 * @param everywhere all containers of the engine
 * @param ofStopped what the plan starts as it is
 * @param services those of the files, also what is switched off
 */
export async function checkPorts(
  plan: Plan,
  observed: Observed,
  everywhere: readonly ObservedContainer[],
  ofStopped: readonly WantedPort[],
  services: ReadonlySet<string>,
  engineIsLocal: boolean,
  machine: Machine,
): Promise<readonly UserError[]> {
  const leaving = stoppingContainers(plan);
  const askMachine = engineIsLocal && (await sharesOurNetwork(observed, machine));
  const problems: UserError[] = [];
  for (const wanted of [...wantedPorts(startedContainers(plan), plan, observed), ...ofStopped]) {
    const holders = portsOf(wanted).map((port) =>
      everywhere.filter((container) => publishes(container, { ...wanted, port })),
    );
    const staying = holders.map((them) => them.find(({ id }) => !leaving.has(id)));
    const [holder] = staying;
    if (holder && !staying.includes(undefined))
      problems.push(taken(wanted, describeContainer(holder), holderHint(wanted, holder, plan, services)));
    else if (
      askMachine &&
      wanted.port === wanted.last &&
      holders.flat().length === 0 &&
      !(await machine.isPortFree(wanted.port, wanted.protocol, wanted.hostIp))
    )
      problems.push(taken(wanted, 'a program outside the engine', programHint(wanted)));
  }
  return problems;
}

const portsOf = ({ port, last }: WantedPort): readonly number[] =>
  Array.from({ length: last - port + 1 }, (_, index) => port + index);

/** Single ports first, then the ranges that end first: if there is a way to serve all, this order finds it. */
const inOrder = (wanted: readonly WantedPort[]): readonly WantedPort[] =>
  [...wanted].sort(
    (a, b) => Number(a.last > a.port) - Number(b.last > b.port) || (a.last > a.port ? a.last - b.last : 0),
  );

/** What to do where another container of the project has it. */
const siblingHint = (wanted: WantedPort, service: string | undefined): Hint => {
  if (wanted.service !== service) return 'give each service a port of its own';
  return wanted.last > wanted.port
    ? 'publish a range with a port for each container'
    : 'where a service has several containers, publish a range, or leave the host port out';
};

function holderHint(
  wanted: WantedPort,
  { name, labels }: ObservedContainer,
  { project, verb }: Plan,
  services: ReadonlySet<string>,
): Hint {
  const service = labels[LABEL.service] ?? '';
  if (labels[LABEL.project] === project && labels[LABEL.oneOff] !== 'True')
    return verb === 'up' && !services.has(service)
      ? [
          `it is left of service ${service}, which the files have no longer: `,
          gantry('up', '-d', '--remove-orphans'),
          ' removes it first',
        ]
      : siblingHint(wanted, service);
  return ['publish another port, or stop that container: ', commandHint('docker', 'stop', name)];
}

const programHint = ({ port, protocol }: WantedPort): Hint => [
  'publish another port, or stop that program: ',
  commandHint('ss', `-anp${protocol === 'udp' ? 'u' : 't'}`, `sport = :${port}`),
  ' shows it',
];

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
  return FAMILIES.some((family) => {
    const [one, other] = [addressIn(family, a.hostIp), addressIn(family, b.hostIp)];
    if (one === undefined || other === undefined) return false;
    return one === EVERY || other === EVERY || one === other;
  });
}

const FAMILIES = ['IPv4', 'IPv6'] as const;
const EVERY = 'every address';

/** Which address of a family a port is published on: one, all of them, or none. An empty one means all of both. */
function addressIn(family: (typeof FAMILIES)[number], hostIp: string): string | undefined {
  if (hostIp === '') return EVERY;
  if (hostIp.includes(':') !== (family === 'IPv6')) return undefined;
  return hostIp === '0.0.0.0' || hostIp === '::' ? EVERY : hostIp;
}

function taken({ service, hostIp, port, last, protocol }: WantedPort, by: string, hint: Hint): UserError {
  const ports = last > port ? `${port}-${last}` : `${port}`;
  const address = hostIp.includes(':') ? `[${hostIp}]` : hostIp;
  const where = `${hostIp === '' ? '' : `${address}:`}${ports}${protocol === 'tcp' ? '' : `/${protocol}`}`;
  // The words of the engine, which people and scripts look for.
  const all = last > port ? 'every port of it' : 'the port';
  const message = `service "${service}" cannot publish ${where}, ${all} is already allocated: ${by} holds ${last > port ? 'the first' : 'it'}`;
  return new UserError('port-taken', message, {
    hint,
    about: { of: ['services', service], settings: [['ports', ports], 'ports'] },
  });
}

/**
 * Whether a port that is free here is free for the engine. It need not be: an engine may run in a virtual machine, or
 * in a network of its own. Only an address of its default network among ours shows that it does not.
 */
async function sharesOurNetwork({ networks }: Observed, machine: Machine): Promise<boolean> {
  const gateways = networks.find(({ name }) => name === 'bridge')?.gateways ?? [];
  return (await Promise.all(gateways.map((gateway) => machine.hasAddress(gateway)))).includes(true);
}
