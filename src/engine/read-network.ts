import { networkId } from '../model/ids.ts';
import type { ObservedNetwork, ObservedVolume } from '../model/observed.ts';
import type { NetworkListItem, VolumeListItem } from './wire.ts';

export function readNetwork(item: NetworkListItem): ObservedNetwork {
  return { id: networkId(item.Id), name: item.Name, driver: item.Driver, labels: item.Labels ?? {} };
}

export function readVolume(item: VolumeListItem): ObservedVolume {
  return { name: item.Name, driver: item.Driver, labels: item.Labels ?? {} };
}
