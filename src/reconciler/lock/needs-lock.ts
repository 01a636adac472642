import { LABEL } from '../../model/labels.ts';
import type { Operation, OperationKind } from '../../model/operation.ts';
import type { Plan } from '../../model/plan.ts';

/**
 * Which operations need the project for themselves. Those that do not either change nothing of it (a build, a pull, a
 * copy), or are what a user does to a project that is stuck (`kill`, `pause`), which must not wait for what is stuck.
 */
const NEEDS_LOCK: Readonly<Record<OperationKind, boolean>> = {
  'pull-image': false,
  'build-image': false,
  'push-image': false,
  'share-image': false,
  'load-image': false,
  'resolve-image': false,
  'publish-artifact': false,
  'remove-image': false,
  'prune-images': false,
  'create-network': true,
  'remove-network': true,
  'create-volume': true,
  'copy-volume': true,
  'write-backup': true,
  'restore-volume': true,
  'restore-dump': true,
  'remove-volume': true,
  'trash-volume': true,
  'untrash-volume': true,
  'create-container': true,
  'put-files': true,
  'start-container': true,
  'stop-container': true,
  'kill-container': false,
  'signal-container': false,
  'exec-hook': true,
  'run-hook': true,
  'run-provider': true,
  'prepare-model': false,
  'pause-container': false,
  'unpause-container': false,
  'commit-container': false,
  'copy-in': false,
  'copy-out': false,
  'restart-container': true,
  'remove-container': true,
  'update-container': true,
  'rename-container': true,
  'connect-network': true,
  'disconnect-network': true,
  'check-ingress': true,
  'route-ingress': true,
  'drain-container': false,
  'check-hold': true,
  'hold-ports': true,
  'release-ports': true,
  'wait-for': false,
  'pause-update': false,
  'judge-update': false,
  // A swarm refuses who comes second, and has no containers to look after.
  'create-swarm-file': false,
  'remove-swarm-file': false,
  'remove-swarm-network': false,
  'create-swarm-service': false,
  'update-swarm-service': false,
  'remove-swarm-service': false,
  'update-swarm-node': false,
  'move-tasks': false,
  'await-tasks': false,
};

/** A one-off has a name that no other container has, and nothing of the project depends on it: it waits for nobody. */
export function needsLock({ steps }: Plan): boolean {
  const oneOffs = new Set(steps.flatMap(({ operation }) => nameOfOneOff(operation)));
  return steps.some(
    ({ operation }) => NEEDS_LOCK[operation.kind] && !('name' in operation && oneOffs.has(operation.name)),
  );
}

const nameOfOneOff = (operation: Operation): readonly string[] =>
  operation.kind === 'create-container' && operation.request.Labels[LABEL.oneOff] === 'True'
    ? [operation.name]
    : [];
