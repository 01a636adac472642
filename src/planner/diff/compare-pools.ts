import type { NetworkRequest } from '../../model/container-request.ts';
import type { FieldChange } from '../../model/plan.ts';
import { change, compareMaps } from './change.ts';

type Pool = NonNullable<NonNullable<NetworkRequest['IPAM']>['Config']>[number];

/**
 * The address ranges of a network. An engine picks what the file does not say: a whole range, the one of the other
 * address family, a gateway. None of that is a difference, so taking a range out of the file changes nothing.
 */
export function comparePools(have: readonly Pool[], want: readonly Pool[]): readonly FieldChange[] {
  // Not chosen yet, as on an overlay that nobody uses: then nothing tells what was asked for.
  if (have.length === 0) return [];
  const named = want.filter(({ Subnet }) => Subnet !== undefined);
  const wantedSubnets = new Set(named.map(({ Subnet }) => canonical(Subnet)));
  const families = new Set(named.map(isIpv6));
  const spare = have.filter(
    (pool) => !wantedSubnets.has(canonical(pool.Subnet)) && families.has(isIpv6(pool)),
  );
  const changes = want.flatMap((pool) => {
    const same = have.find(({ Subnet }) => canonical(Subnet) === canonical(pool.Subnet));
    if (same) return comparePool(same, pool);
    if (pool.Subnet === undefined) return comparePool({}, pool);
    const before = spare.find((other) => isIpv6(other) === isIpv6(pool));
    if (before) spare.splice(spare.indexOf(before), 1);
    return [change('subnet', before?.Subnet, pool.Subnet), ...comparePool(before ?? {}, pool)];
  });
  return [...changes, ...spare.map(({ Subnet }) => change('subnet', Subnet, undefined))];
}

function comparePool(have: Pool, want: Pool): readonly FieldChange[] {
  const auxiliary = ({ AuxiliaryAddresses = {} }: Pool) => new Map(Object.entries(AuxiliaryAddresses));
  return [
    ...compareAddress('ip_range', have.IPRange, want.IPRange),
    ...(want.Gateway === undefined ? [] : compareAddress('gateway', have.Gateway, want.Gateway)),
    ...compareMaps('aux_addresses', auxiliary(have), auxiliary(want)),
  ];
}

const compareAddress = (
  field: string,
  have: string | undefined,
  want: string | undefined,
): readonly FieldChange[] => (canonical(have) === canonical(want) ? [] : [change(field, have, want)]);

const isIpv6 = ({ Subnet = '' }: Pool): boolean => Subnet.includes(':');

/** One spelling for every address: an IPv6 address has many. */
function canonical(text: string | undefined): string | undefined {
  if (!text?.includes(':')) return text;
  const [address, length] = text.split('/');
  const url = `http://[${address}]`;
  return URL.canParse(url) ? [new URL(url).hostname, length].join('/') : text;
}
