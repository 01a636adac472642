import type { OperationKind } from '../../model/operation.ts';

export type Action =
  | 'create'
  | 'replace'
  | 'update'
  | 'start'
  | 'stop'
  | 'restart'
  | 'remove'
  | 'trash'
  | 'back up'
  | 'restore'
  | 'pull'
  | 'build'
  | 'push'
  | 'publish'
  | 'pause'
  | 'unpause'
  | 'commit'
  | 'copy'
  | 'run'
  | 'prepare'
  | 'kill'
  | 'move'
  | 'hold';

/** The first operation of this list that a change contains names the action: later ones are parts of earlier ones. */
const NAMING: readonly (readonly [OperationKind, Action])[] = [
  ['copy-volume', 'copy'],
  ['write-backup', 'back up'],
  ['restore-volume', 'restore'],
  ['restore-dump', 'restore'],
  ['create-container', 'create'],
  ['create-network', 'create'],
  ['create-volume', 'create'],
  ['create-swarm-file', 'create'],
  ['create-swarm-service', 'create'],
  ['remove-container', 'remove'],
  ['remove-network', 'remove'],
  ['remove-volume', 'remove'],
  ['trash-volume', 'trash'],
  ['untrash-volume', 'restore'],
  ['remove-swarm-file', 'remove'],
  ['remove-swarm-network', 'remove'],
  ['remove-swarm-service', 'remove'],
  ['update-swarm-service', 'update'],
  ['update-swarm-node', 'update'],
  ['move-tasks', 'move'],
  ['remove-image', 'remove'],
  ['prune-images', 'remove'],
  ['build-image', 'build'],
  ['pull-image', 'pull'],
  ['share-image', 'push'],
  ['load-image', 'push'],
  ['push-image', 'push'],
  ['publish-artifact', 'publish'],
  ['restart-container', 'restart'],
  ['connect-network', 'update'],
  ['disconnect-network', 'update'],
  ['start-container', 'start'],
  ['unpause-container', 'unpause'],
  ['pause-container', 'pause'],
  ['commit-container', 'commit'],
  ['copy-in', 'copy'],
  ['copy-out', 'copy'],
  ['kill-container', 'kill'],
  ['stop-container', 'stop'],
  ['run-hook', 'run'],
  ['run-provider', 'run'],
  ['prepare-model', 'prepare'],
  ['signal-container', 'update'],
  ['exec-hook', 'run'],
  ['put-files', 'update'],
  ['update-container', 'update'],
  ['rename-container', 'update'],
  ['route-ingress', 'update'],
  ['hold-ports', 'hold'],
];

export function actionOf(kinds: ReadonlySet<OperationKind>): Action {
  if (kinds.has('pause-container') && kinds.has('unpause-container')) return 'pause';
  const creates = [...kinds].some((kind) => kind.startsWith('create-'));

  const removes = [...kinds].some((kind) => kind.startsWith('remove-'));
  if (creates && removes) return 'replace';
  if (kinds.has('stop-container') && kinds.has('start-container') && !creates && !removes) return 'restart';
  return NAMING.find(([kind]) => kinds.has(kind))?.[1] ?? 'update';
}
