import { statfsSync } from 'node:fs';

/** Source: statfs(2) of Linux. */
const FILE_SYSTEMS_WITHOUT_EVENTS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p, as in WSL and virtual machines'],
  [0x786f4256, 'a shared folder of VirtualBox'],
  [0x7c7c6673, 'a shared folder of Parallels'],
  [0x5346414f, 'AFS'],
]);

/**
 * A file system that says nothing of what other machines write; its name for the user. undefined: it is a usual one,
 * or it cannot be told.
 */
export function silentFileSystem(path: string): string | undefined {
  try {
    return FILE_SYSTEMS_WITHOUT_EVENTS.get(statfsSync(path).type >>> 0);
  } catch {
    return undefined;
  }
}
