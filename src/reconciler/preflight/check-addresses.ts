import { isIP } from 'node:net';
import { UserError } from '../../diagnostics/user-error.ts';
import type { NetworkRequest } from '../../model/container-request.ts';
import { isAlive } from '../../model/container-state.ts';
import { describeContainer } from '../../model/describe-container.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Plan } from '../../model/plan.ts';
import { overlap, readRange } from '../../util/address-range.ts';
import { lastingContainers, startedContainers } from './started-containers.ts';
import { stoppingContainers } from './stopping-containers.ts';

interface WantedAddress {
  readonly service: string;
  readonly container: string;
  readonly network: string;
  readonly address: string;
}

/**
 * The addresses in the files that no container can get: outside of the network that the plan makes, on one without a
 * subnet of its own, or two times the same. Also a gateway, a range or an address beside it that is not in its subnet.
 */
export function checkAddresses(plan: Plan): readonly UserError[] {
  const made = new Map(
    plan.steps.flatMap(({ operation }) =>
      operation.kind === 'create-network' ? [[operation.request.Name, operation.request] as const] : [],
    ),
  );
  const wanted = wantedAddresses(startedContainers(plan));
  const lasting = wantedAddresses(lastingContainers(plan));
  const outside = wanted.flatMap((address) => {
    const network = made.get(address.network);
    const problem = network && outsideOf(network, address);
    return problem ? [problem] : [];
  });
  const rivals = lasting.flatMap((address, index) => {
    const rival = lasting.slice(0, index).find((other) => isSame(address, other));
    return rival ? [givenTo(address, `container ${rival.container} of the same plan`)] : [];
  });
  const stray = plan.steps.flatMap(({ operation }) =>
    operation.kind === 'create-network' ? strayIn(operation.key, operation.request) : [],
  );
  return [...stray, ...outside, ...rivals];
}

/** The addresses that containers have whom the plan leaves where they are. @param everywhere all containers of the engine */
export function checkHeldAddresses(
  plan: Plan,
  everywhere: readonly ObservedContainer[],
): readonly UserError[] {
  const leaving = stoppingContainers(plan);
  const off = new Set(
    plan.steps.flatMap(({ operation }) =>
      operation.kind === 'disconnect-network' ? [`${operation.container} ${operation.network}`] : [],
    ),
  );
  return wantedAddresses(startedContainers(plan)).flatMap((wanted) => {
    const holder = everywhere.find(
      ({ id, state, networks }) =>
        networks.get(wanted.network)?.ipAddress === wanted.address &&
        isAlive({ state }) &&
        !leaving.has(id) &&
        !off.has(`${id} ${wanted.network}`),
    );
    return holder ? [givenTo(wanted, describeContainer(holder))] : [];
  });
}

function wantedAddresses(containers: readonly OperationOf<'create-container'>[]): readonly WantedAddress[] {
  return containers.flatMap(({ service, name, request }) => {
    return Object.entries(request.NetworkingConfig.EndpointsConfig).flatMap(([network, { IPAMConfig }]) =>
      [IPAMConfig?.IPv4Address, IPAMConfig?.IPv6Address].flatMap((address) =>
        address === undefined ? [] : [{ service, container: name, network, address }],
      ),
    );
  });
}

const isSame = (a: WantedAddress, b: WantedAddress): boolean =>
  a.network === b.network && a.address === b.address;

function outsideOf({ IPAM, Name }: NetworkRequest, wanted: WantedAddress): UserError | undefined {
  const { address } = wanted;
  // Who else gives out addresses may know more of them; what is no address the engine tells.
  if (isIP(address) === 0 || !isDefault(IPAM?.Driver)) return undefined;
  const subnets = (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []);
  if (subnets.some((subnet) => contains(subnet, address))) return undefined;
  const [message, hint] =
    subnets.length === 0
      ? [
          `service "${wanted.service}" asks for the address ${address}, and network ${Name} has no subnet of its own`,
          'give the network an `ipam.config` with a `subnet`, or leave the address out',
        ]
      : [
          `service "${wanted.service}" asks for the address ${address}, which is in no subnet of network ${Name} (${subnets.join(', ')})`,
          'choose an address of the subnet, or correct the subnet',
        ];
  return new UserError('subnet-taken', message, { hint, about: concern(wanted) });
}

function givenTo(wanted: WantedAddress, holder: string): UserError {
  const { service, address } = wanted;
  return new UserError(
    'subnet-taken',
    `service "${service}" asks for the address ${address}, which is given to ${holder}`,
    {
      hint: 'choose another `ipv4_address` or `ipv6_address`; several containers of a service cannot have one',
      about: concern(wanted),
    },
  );
}

const concern = ({ service, address }: WantedAddress) => ({
  of: ['services', service],
  settings: [['networks', address] as const, 'networks'],
});

/** What stands beside a subnet, and is not in it. */
function strayIn(key: string, { IPAM }: NetworkRequest): readonly UserError[] {
  if (!isDefault(IPAM?.Driver)) return [];
  return (IPAM?.Config ?? []).flatMap(({ Subnet, Gateway, IPRange, AuxiliaryAddresses = {} }) => {
    if (Subnet === undefined || readRange(Subnet) === undefined) return [];
    const parts = [
      ['gateway', Gateway],
      ['ip-range', IPRange],
      ...Object.values(AuxiliaryAddresses).map((address) => ['auxiliary address', address] as const),
    ] as const;
    return parts.flatMap(([what, text]) => {
      const [address = ''] = (text ?? '').split('/');
      if (text === undefined || isIP(address) === 0 || contains(Subnet, address)) return [];
      return [
        new UserError('subnet-taken', `the ${what} ${text} is not in the subnet ${Subnet}`, {
          hint: 'correct one of them in `ipam.config`',
          about: { of: ['networks', key], settings: [['ipam.config', text], 'ipam'] },
        }),
      ];
    });
  });
}

const isDefault = (driver: string | undefined): boolean =>
  ['', 'default', 'host-local'].includes(driver ?? '');

function contains(subnet: string, address: string): boolean {
  const range = readRange(subnet);
  return range !== undefined && overlap(range, { address, bits: isIP(address) === 6 ? 128 : 32 });
}
