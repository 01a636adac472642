import { createHash } from 'node:crypto';
import type { ContainerReference } from '../../model/container-ref.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';

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
    if (peer !== undefined)
      references.push({ field, template: 'container:{}', placeholder: placeholder(peer), service: peer });
  }
  for (const entry of service.volumesFrom) {
    const peer = volumesFromPeer(entry);
    if (peer === undefined) continue;
    const [, mode] = entry.split(':');
    references.push({
      field: 'VolumesFrom',
      template: mode ? `{}:${mode}` : '{}',
      placeholder: placeholder(peer),
      service: peer,
    });
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

/** Stands for the id of a container that may not exist yet. No text that somebody wrote has it in it. */
export const placeholder = (service: string): string =>
  createHash('sha256').update(`a container of ${service}`).digest('hex');

/** The service that an entry of `volumes_from` names; undefined: a container that is not of the project. */
export const volumesFromPeer = (entry: string): string | undefined =>
  entry.startsWith(CONTAINER) ? undefined : (entry.split(':')[0] ?? entry);

/** The service whose namespace is meant. */
export const peerOf = (mode: string | undefined): string | undefined =>
  mode?.startsWith(SERVICE) ? mode.slice(SERVICE.length) : undefined;
