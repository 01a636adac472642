import type { NetworkRequest } from '../../model/container-request.ts';
import type { NetworkSettings, ObservedNetwork } from '../../model/observed.ts';
import type { FieldChange } from '../../model/plan.ts';
import { ownLabels } from '../request/labels.ts';
import { change, compareMaps } from './change.ts';
import { comparePools } from './compare-pools.ts';

/** What they are when nobody names one: on Linux and on Windows; of Docker and of Podman. */
const DEFAULT_DRIVERS = ['bridge', 'nat'];
const DEFAULT_IPAM_DRIVERS = ['default', 'host-local'];

/** Options that an engine adds by itself, or because its administrator chose the size of packets for all networks. */
const IS_ADDED =
  /^com\.docker\.network\.(?:driver\.mtu$|driver\.overlay\.vxlanid_list$|enable_ipv[46]$|windowsshim\.)/;

/** What a network has that differs from what is wanted, in the words of the Compose file; empty: it can stay. */
export function diffNetwork(have: ObservedNetwork, want: NetworkRequest): readonly FieldChange[] {
  return [
    ...compareDriver(have.driver, want.Driver, DEFAULT_DRIVERS, 'driver'),
    ...(have.settings ? compareSettings(have.settings, want) : []),
    ...compareMaps('labels', ownLabels(have.labels), ownLabels(want.Labels)),
  ];
}

function compareSettings(have: NetworkSettings, want: NetworkRequest): readonly FieldChange[] {
  const options = Object.entries(have.Options ?? {}).filter(
    ([name]) => want.Options?.[name] !== undefined || !IS_ADDED.test(name),
  );
  return [
    ...compareMaps('driver_opts', new Map(options), new Map(Object.entries(want.Options ?? {}))),
    ...compareFlag('internal', have.Internal, want.Internal ?? false),
    ...compareFlag('attachable', have.Attachable, want.Attachable ?? false),
    // Whether a network has these when nobody says so is up to the engine.
    ...compareFlag('enable_ipv4', have.EnableIPv4, want.EnableIPv4),
    ...compareFlag('enable_ipv6', have.EnableIPv6, want.EnableIPv6),
    ...compareDriver(have.IPAM?.Driver, want.IPAM?.Driver, DEFAULT_IPAM_DRIVERS, 'ipam.driver'),
    ...compareMaps(
      'ipam.options',
      new Map(Object.entries(have.IPAM?.Options ?? {})),
      new Map(Object.entries(want.IPAM?.Options ?? {})),
    ),
    ...comparePools(have.IPAM?.Config ?? [], want.IPAM?.Config ?? []),
  ];
}

/** @param defaults what it is when nobody names one */
export function compareDriver(
  have: string | undefined,
  want: string | undefined,
  defaults: readonly string[],
  field: string,
): readonly FieldChange[] {
  const same = want === undefined ? have === undefined || defaults.includes(have) : have === want;
  return same ? [] : [change(field, have, want)];
}

/** Either side may be unknown. */
function compareFlag(
  field: string,
  have: boolean | undefined,
  want: boolean | undefined,
): readonly FieldChange[] {
  if (have === undefined || want === undefined || have === want) return [];
  return [change(field, String(have), String(want))];
}
