import { relative } from 'node:path';
import type { Mount, ServiceSpec } from '../model/service-spec.ts';
import { type InstanceFinding, inService } from './finding.ts';

/** What is no file of the project's: sockets, and what the kernel makes. */
const NO_FILES = /\.sock$|^\/(?:dev|proc|sys|run)(?:\/|$)/;

/** Folders of this machine that a service may write to, which the project and all its instances have in common. */
export function sharedFiles({ name, volumes }: ServiceSpec, workingDir: string): readonly InstanceFinding[] {
  return volumes.filter(isWritable).map((mount) => ({
    code: 'instance-shares',
    severity: 'warning',
    message: `${name} may write to ${shown(mount.source ?? '', workingDir)}, and every other instance that is started from there has the same files`,
    hint: 'use a volume, or make it read-only (":ro")',
    about: inService(name, ['volumes', mount.target], 'volumes'),
  }));
}

const isWritable = ({ type, source, readOnly }: Mount): boolean =>
  type === 'bind' && readOnly !== true && source !== undefined && !NO_FILES.test(source);

function shown(path: string, workingDir: string): string {
  const inside = relative(workingDir, path);
  if (inside === '') return 'the folder of the project';
  return inside.startsWith('..') ? path : `./${inside}`;
}
