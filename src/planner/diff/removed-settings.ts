import type { ContainerDetails, ObservedContainer } from '../../model/observed.ts';
import type { FieldChange } from '../../model/plan.ts';
import type { Endpoint, ServiceSpec } from '../../model/service-spec.ts';
import { hashIn } from '../request/config-hash.ts';
import { type DesiredContainer, type HashContext, matchesHash } from '../request/create-request.ts';
import { networksByPriority } from '../request/endpoints.ts';
import { change } from './change.ts';
import { showValue } from './show-value.ts';

const BARE: Endpoint = { aliases: [], driverOpts: new Map(), linkLocalIps: [] };

/** An attribute as the file may have had it, going by what the container has. */
interface Candidate {
  readonly field: string;
  readonly value: string;
  readonly service: ServiceSpec;
}

/**
 * What was taken out of the file and nothing else can tell, since an engine may have filled in the same by itself:
 * the container carries the hash that the service would have with it.
 */
export function removedSettings(
  context: HashContext,
  have: ObservedContainer,
  details: ContainerDetails,
  desired: DesiredContainer,
): readonly FieldChange[] {
  const found = candidates(details, desired).find(({ service }) =>
    matchesHash(context, desired, hashIn(have.labels), service),
  );
  return found ? [change(found.field, found.value, undefined)] : [];
}

function candidates(
  { settings, endpoints }: ContainerDetails,
  { service, networks }: DesiredContainer,
): readonly Candidate[] {
  const { LogConfig: log, CgroupnsMode: cgroup } = settings.HostConfig;
  const macAddress = endpoints?.[networks[0] ?? '']?.MacAddress;
  const found: Candidate[] = [];
  if (log && service.logging === undefined) {
    const options = new Map(Object.entries(log.Config));
    const value = showValue(log);
    found.push({ field: 'logging', value, service: { ...service, logging: { driver: log.Type, options } } });
    found.push({ field: 'logging', value, service: { ...service, logging: { options } } });
  }
  if (cgroup && service.cgroup === undefined)
    found.push({ field: 'cgroup', value: cgroup, service: { ...service, cgroup } });
  if (macAddress && service.macAddress === undefined)
    found.push({ field: 'mac_address', value: macAddress, service: { ...service, macAddress } });
  return [...found, ...networksByPriority(service).flatMap(addressOn)];

  function addressOn(key: string, index: number): readonly Candidate[] {
    const network = networks[index] ?? key;
    const address = endpoints?.[network]?.MacAddress;
    const endpoint: Endpoint = service.networks.get(key) ?? BARE;
    if (!address || endpoint.macAddress !== undefined) return [];
    const withAddress = new Map([...service.networks, [key, { ...endpoint, macAddress: address }]]);
    const field = `networks.${network}.mac_address`;
    return [{ field, value: address, service: { ...service, networks: withAddress } }];
  }
}
