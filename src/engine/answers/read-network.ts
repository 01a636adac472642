import { networkId } from '../../model/ids.ts';
import type { NetworkSettings, ObservedNetwork, ObservedVolume } from '../../model/observed.ts';
import { defined } from '../../util/defined.ts';
import type { NetworkListItem, VolumeListItem, WirePool } from './wire.ts';

/** One item of `GET /networks`. It has every setting that a request can have, so no inspection is necessary. */
export function readNetwork(item: NetworkListItem): ObservedNetwork {
  return {
    id: networkId(item.Id),
    name: item.Name,
    driver: item.Driver,
    labels: item.Labels ?? {},
    settings: readSettings(item),
    gateways: (item.IPAM?.Config ?? []).flatMap(({ Gateway }) => (Gateway ? [Gateway] : [])),
  };
}

/** One item of `GET /volumes`. */
export function readVolume(item: VolumeListItem): ObservedVolume {
  return {
    name: item.Name,
    driver: item.Driver,
    labels: item.Labels ?? {},
    options: item.Options ?? {},
    ...(item.Mountpoint === undefined ? {} : { mountpoint: item.Mountpoint }),
    ...(item.CreatedAt === undefined ? {} : { createdAt: item.CreatedAt }),
    ...(item.Scope === undefined ? {} : { scope: item.Scope }),
  };
}

function readSettings(item: NetworkListItem): NetworkSettings {
  return {
    Options: item.Options ?? {},
    Internal: item.Internal ?? false,
    Attachable: item.Attachable ?? false,
    ...(item.EnableIPv4 === undefined ? {} : { EnableIPv4: item.EnableIPv4 }),
    ...(item.EnableIPv6 === undefined ? {} : { EnableIPv6: item.EnableIPv6 }),
    IPAM: {
      ...(item.IPAM?.Driver ? { Driver: item.IPAM.Driver } : {}),
      Options: askedOptions(item.IPAM?.Options ?? {}),
      Config: (item.IPAM?.Config ?? []).map(readPool),
    },
  };
}

/** Podman reports its own IPAM driver there, which the request did not have. */
function askedOptions({ driver, ...options }: Readonly<Record<string, string>>) {
  const isFilledIn = driver === undefined || ['host-local', 'dhcp', 'none'].includes(driver);
  return isFilledIn ? options : { ...options, driver };
}

function readPool({ Subnet, IPRange, Gateway, AuxiliaryAddresses }: WirePool) {
  return {
    ...(Subnet ? { Subnet } : {}),
    ...(IPRange ? { IPRange } : {}),
    ...(Gateway ? { Gateway } : {}),
    AuxiliaryAddresses: defined<Record<string, string>>(AuxiliaryAddresses ?? {}),
  };
}
