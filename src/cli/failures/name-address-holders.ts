import type { ReportedFailure } from '../../model/failure.ts';
import type { Operation, OperationOf } from '../../model/operation.ts';
import { clashWith } from '../../reconciler/preflight/check-subnets.ts';
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
  { observed, project }: Planned,
): ReportedFailure {
  const clash = clashWith(request, observed.networks, project.name);
  if (!clash) return failure;
  return {
    ...failure,
    message: `the subnet ${clash.subnet} overlaps with ${clash.text}`,
    hint: clash.hint,
  };
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
