import type { ContainerReference } from '../model/operation.ts';
import type { ServiceSpec } from '../model/project.ts';

/** A place of a request where the id of a container of another service goes, known only when that one exists. */
export interface PeerReference extends Omit<ContainerReference, 'to'> {
  readonly service: string;
}

/** The namespaces and volumes that a service shares with other services of the project. */
export function peerReferences(service: ServiceSpec): readonly PeerReference[] {
  const references: PeerReference[] = [];
  const namespaces = {
    NetworkMode: service.networkMode,
    IpcMode: service.ipc,
    PidMode: service.pid,
  } as const;
  for (const field of ['NetworkMode', 'IpcMode', 'PidMode'] as const) {
    const peer = peerOf(namespaces[field]);
    if (peer !== undefined) references.push({ field, template: 'container:{}', service: peer });
  }
  for (const entry of service.volumesFrom) {
    if (entry.startsWith(CONTAINER)) continue;
    const [peer = '', mode] = entry.split(':');
    references.push({ field: 'VolumesFrom', template: mode ? `{}:${mode}` : '{}', service: peer });
  }
  return references;
}

/** Of a namespace as it is written: what is sent as it is, when it needs no other service of the project. */
export const plainNamespace = (mode: string | undefined): string | undefined =>
  peerOf(mode) === undefined ? mode : undefined;

/** The `volumes_from` entries that name a container instead of a service. */
export const volumesFromContainers = (service: ServiceSpec): readonly string[] =>
  service.volumesFrom
    .filter((entry) => entry.startsWith(CONTAINER))
    .map((entry) => entry.slice(CONTAINER.length));

const CONTAINER = 'container:';
const SERVICE = 'service:';

const peerOf = (mode: string | undefined): string | undefined =>
  mode?.startsWith(SERVICE) ? mode.slice(SERVICE.length) : undefined;
