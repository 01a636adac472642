import { dispatch, type Operation, type PerKind } from '../../model/operation.ts';
import type { Resource, Step } from '../../model/plan.ts';
import { finalName } from '../../model/temporary-name.ts';

interface Leaving {
  readonly name: string;
  readonly isLeftOver?: boolean;
}

const container = ({ name }: { readonly name: string }): readonly Resource[] => [
  { kind: 'container', name: finalName(name) },
];

/** What an interrupted replacement has left is not the container that it was to become. */
const leaving = ({ name, isLeftOver = false }: Leaving): readonly Resource[] =>
  isLeftOver ? [{ kind: 'container', name }] : container({ name });

/** The resource that each kind of operation changes. A wait belongs to the awaited containers. */
const RESOURCES: PerKind<readonly Resource[]> = {
  'pull-image': ({ image }) => [{ kind: 'image', name: image }],
  'build-image': ({ image }) => [{ kind: 'image', name: image }],
  'push-image': ({ image }) => [{ kind: 'image', name: image }],
  'share-image': ({ image }) => [{ kind: 'image', name: image }],
  'load-image': ({ image }) => [{ kind: 'image', name: image }],
  'resolve-image': ({ image }) => [{ kind: 'image', name: image }],
  'publish-artifact': ({ reference }) => [{ kind: 'artifact', name: reference }],
  'remove-image': ({ image }) => [{ kind: 'image', name: image }],
  'prune-images': ({ project }) => [{ kind: 'image', name: `${project} (former builds)` }],
  'create-network': ({ request }) => [{ kind: 'network', name: request.Name }],
  'remove-network': ({ name }) => [{ kind: 'network', name }],
  'create-volume': ({ request }) => [{ kind: 'volume', name: request.Name }],
  'copy-volume': ({ request }) => [{ kind: 'volume', name: request.Name }],
  'write-backup': ({ volumes, dumps }) => [
    ...volumes.map(({ name }) => ({ kind: 'volume', name }) as const),
    ...dumps.map(({ service }) => ({ kind: 'service', name: service }) as const),
  ],
  'restore-volume': ({ request }) => [{ kind: 'volume', name: request.Name }],
  'restore-dump': ({ service }) => [{ kind: 'service', name: service }],
  'remove-volume': ({ name }) => [{ kind: 'volume', name }],
  'trash-volume': ({ name }) => [{ kind: 'volume', name }],
  'untrash-volume': ({ name }) => [{ kind: 'volume', name }],
  'create-container': container,
  'put-files': container,
  'start-container': container,
  'stop-container': leaving,
  'kill-container': container,
  'signal-container': container,
  'exec-hook': container,
  'run-hook': container,
  'run-provider': ({ service }) => [{ kind: 'service', name: service }],
  'prepare-model': ({ key }) => [{ kind: 'model', name: key }],
  'pause-container': container,
  'unpause-container': container,
  'commit-container': container,
  'copy-in': container,
  'copy-out': container,
  'restart-container': container,
  'remove-container': leaving,
  'update-container': container,
  'rename-container': container,
  'connect-network': container,
  'disconnect-network': container,
  'wait-for': ({ containers }) => containers.flatMap(container),
  'check-ingress': container,
  'route-ingress': container,
  'drain-container': container,
  'check-hold': ({ service }) => [{ kind: 'service', name: service }],
  'hold-ports': ({ service }) => [{ kind: 'service', name: service }],
  'release-ports': ({ service }) => [{ kind: 'service', name: service }],
  'pause-update': ({ service }) => [{ kind: 'service', name: service }],
  'judge-update': ({ service }) => [{ kind: 'service', name: service }],
  'create-swarm-file': ({ file }) => [{ kind: file.kind, name: file.name }],
  'remove-swarm-file': ({ what, name }) => [{ kind: what, name }],
  'remove-swarm-network': ({ name }) => [{ kind: 'network', name }],
  'create-swarm-service': ({ request }) => [{ kind: 'service', name: request.Name }],
  'update-swarm-service': ({ name }) => [{ kind: 'service', name }],
  'remove-swarm-service': ({ name }) => [{ kind: 'service', name }],
  'update-swarm-node': ({ name }) => [{ kind: 'node', name }],
  'move-tasks': ({ service }) => [{ kind: 'service', name: service }],
  'await-tasks': ({ name }) => [{ kind: 'service', name }],
};

export const resourcesOf = (operation: Operation): readonly Resource[] => dispatch(RESOURCES, operation);

/** As docker compose writes it: `Container p-web-1`. */
export function labelOf({ kind, name }: Resource): string {
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${name}`;
}

/** The label of a failed or blocked step. */
export function labelOfStep({ operation }: Step): string {
  if (operation.kind === 'wait-for') return `Service ${operation.service}`;
  return resourcesOf(operation).map(labelOf).join(', ');
}
