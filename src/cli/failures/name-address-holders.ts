import { commandHint } from '../../diagnostics/hint.ts';
import type { ReportedFailure } from '../../model/failure.ts';
import type { Operation, OperationOf } from '../../model/operation.ts';
import { overlap, readRange } from '../../util/address-range.ts';
import type { Planned } from '../context/planned.ts';
import { refusalOf } from './refusal-of.ts';

/** Says who has the subnet of a network, or the address of a container: the engine does not. */
export async function nameAddressHolders(
  failure: ReportedFailure,
  operation: Operation,
  planned: Planned,
): Promise<ReportedFailure> {
  const refusal = refusalOf(failure);
  if (operation.kind === 'create-network' && refusal?.kind === 'subnet-overlaps')
    return nameSubnetHolder(failure, operation, planned);
  if (operation.kind === 'start-container' && refusal?.kind === 'address-taken')
    return nameAddressHolder(failure, operation, planned);
  return failure;
}

function nameSubnetHolder(
  failure: ReportedFailure,
  { request }: OperationOf<'create-network'>,
  { observed }: Planned,
): ReportedFailure {
  const wanted = subnetsOf(request);
  for (const { name, settings } of observed.networks) {
    for (const taken of subnetsOf(settings)) {
      const own = wanted.find((subnet) => clash(subnet, taken));
      if (own === undefined) continue;
      return {
        ...failure,
        message: `the subnet ${own} overlaps with ${taken} of network ${name}`,
        hint: [
          'choose another `ipam.config.subnet`, or remove that network: ',
          commandHint('docker', 'network', 'rm', name),
        ],
      };
    }
  }
  return failure;
}

const subnetsOf = (
  request: { readonly IPAM?: { readonly Config?: readonly { readonly Subnet?: string }[] } } | undefined,
) => (request?.IPAM?.Config ?? []).flatMap(({ Subnet }) => (Subnet === undefined ? [] : [Subnet]));

function clash(a: string, b: string): boolean {
  const [first, second] = [readRange(a), readRange(b)];
  return first !== undefined && second !== undefined && overlap(first, second);
}

async function nameAddressHolder(
  failure: ReportedFailure,
  { service }: OperationOf<'start-container'>,
  { engine, project }: Planned,
): Promise<ReportedFailure> {
  const everywhere = await engine.listContainers([]).catch(() => []);
  for (const [key, endpoint] of project.services.get(service)?.networks ?? []) {
    const network = project.networks.get(key)?.name;
    for (const address of [endpoint?.ipv4Address, endpoint?.ipv6Address]) {
      if (address === undefined || network === undefined) continue;
      const holder = everywhere.find(({ networks }) => networks.get(network)?.ipAddress === address);
      if (!holder) continue;
      return {
        ...failure,
        message: `the address ${address} is given to container ${holder.name} already`,
        about: { of: ['services', service], settings: [['networks', address]] },
      };
    }
  }
  return failure;
}
