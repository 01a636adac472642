import type { Project } from '../../model/project.ts';
import type { Mount, ServiceSpec } from '../../model/service-spec.ts';
import { volumeName } from '../request/mounts.ts';

/** What a service mounts of the machine that it runs on, and finds on no other one. */
export type NodeData =
  | { readonly kind: 'volume'; readonly name: string }
  | { readonly kind: 'path'; readonly name: string };

/** Every machine has these. */
const EVERYWHERE = /^\/(dev|proc|run|sys|var\/run)(\/|$)|^\/etc\/(localtime|timezone|machine-id)$/;

/** File systems of other machines, which a volume of any node can mount. */
const REMOTE_TYPES: ReadonlySet<string> = new Set(['nfs', 'nfs4', 'cifs', 'smb3', 'ceph', 'glusterfs', '9p']);

/** Volumes and paths of one machine. A global service has those of each node. */
export function nodeDataOf(project: Project, service: ServiceSpec): readonly NodeData[] {
  if (service.deploy?.mode === 'global') return [];
  return service.volumes.flatMap((mount) => dataIn(project, mount) ?? []);
}

function dataIn(project: Project, { type, source }: Mount): NodeData | undefined {
  if (source === undefined) return undefined;
  if (type === 'bind') return EVERYWHERE.test(source) ? undefined : { kind: 'path', name: source };
  const name = type === 'volume' ? volumeName(project, source) : undefined;
  const declared = project.volumes.get(source);
  const isLocal = (declared?.driver ?? 'local') === 'local' && isOfMachine(declared?.driverOpts.get('type'));
  return name !== undefined && isLocal ? { kind: 'volume', name } : undefined;
}

/** @param type `type` of the options of a volume of the driver `local` */
export const isOfMachine = (type: string | undefined): boolean => !REMOTE_TYPES.has(type ?? '');
