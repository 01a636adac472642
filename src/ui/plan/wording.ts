import { dispatch, type Operation, type PerKind, type WaitCondition } from '../../model/operation.ts';
import { proxyName } from '../../model/own-proxy.ts';
import type { Cause, FieldChange } from '../../model/plan.ts';
import { humanSize } from '../../util/human-size.ts';
import { labelOf } from './resource-of.ts';

/** The words for a running and for a finished operation: docker compose's where it has one. */
export interface Words {
  readonly doing: string;
  readonly done: string;
}

/** Absent: not known. */
const inBrackets = (sizeBytes: number | undefined): string =>
  sizeBytes === undefined ? '' : ` (${humanSize(sizeBytes)})`;

const words = (doing: string, done: string) => (): Words => ({ doing, done });

const WORDS: PerKind<Words> = {
  'pull-image': words('Pulling', 'Pulled'),
  'build-image': words('Building', 'Built'),
  'push-image': words('Pushing', 'Pushed'),
  'share-image': ({ repository }) => ({ doing: `Pushing to ${repository}`, done: `Pushed to ${repository}` }),
  'load-image': words('Loading on the nodes', 'Loaded on the nodes'),
  'resolve-image': words('Asking for its digest', 'Resolved'),
  'publish-artifact': words('Publishing', 'Published'),
  'remove-image': words('Removing', 'Removed'),
  'prune-images': words('Removing', 'Removed'),
  'create-network': words('Creating', 'Created'),
  'remove-network': words('Removing', 'Removed'),
  'create-volume': words('Creating', 'Created'),
  'copy-volume': ({ source, sizeBytes }) => ({
    doing: `Copying ${source}${inBrackets(sizeBytes)}`,
    done: `Copied from ${source}`,
  }),
  'write-backup': words('Backing up', 'Backed up'),
  'restore-volume': ({ section }) => ({
    doing: `Restoring${inBrackets(section.bytes)}`,
    done: 'Restored',
  }),
  'restore-dump': words('Restoring', 'Restored'),
  'remove-volume': words('Removing', 'Removed'),
  'trash-volume': words('Moving to the trash', 'Moved to the trash'),
  'untrash-volume': words('Restoring', 'Restored from the trash'),
  'create-container': words('Creating', 'Created'),
  'put-files': words('Copying files', 'Files copied'),
  'start-container': words('Starting', 'Started'),
  'stop-container': words('Stopping', 'Stopped'),
  'kill-container': words('Killing', 'Killed'),
  'signal-container': ({ signal }) => ({ doing: `Sending ${signal}`, done: `Sent ${signal}` }),
  'exec-hook': ({ hook }) => ({ doing: `Running ${hook}`, done: `Ran ${hook}` }),
  'run-hook': words('Running pre_start', 'Ran pre_start'),
  'run-provider': ({ verb }) =>
    ({
      up: { doing: 'Providing', done: 'Provided' },
      stop: { doing: 'Stopping', done: 'Stopped' },
      down: { doing: 'Removing', done: 'Removed' },
    })[verb],
  'prepare-model': words('Preparing', 'Prepared'),
  'pause-container': words('Pausing', 'Paused'),
  'unpause-container': words('Unpausing', 'Unpaused'),
  'commit-container': words('Committing', 'Committed'),
  'copy-in': words('Copying', 'Copied'),
  'copy-out': words('Copying', 'Copied'),
  'restart-container': words('Restarting', 'Restarted'),
  'remove-container': words('Removing', 'Removed'),
  'update-container': words('Updating', 'Updated'),
  'rename-container': words('Renaming', 'Renamed'),
  'connect-network': ({ network }) => ({ doing: `Joining ${network}`, done: `Joined ${network}` }),
  'disconnect-network': ({ network }) => ({ doing: `Leaving ${network}`, done: `Left ${network}` }),
  'wait-for': ({ condition }) => ({ doing: 'Waiting', done: CONDITIONS[condition].reached }),
  'check-ingress': words('Checking its image', 'Checked its image'),
  'route-ingress': words('Switching', 'Switched'),
  'drain-container': words('Draining', 'Drained'),
  'check-hold': words('Trying to hold connections', 'Can hold connections'),
  'hold-ports': words('Holding connections', 'Holds connections'),
  'release-ports': words('Releasing connections', 'Released connections'),
  'pause-update': ({ proxy }) =>
    proxy === undefined
      ? { doing: 'Pausing the update', done: 'Updating' }
      : { doing: `Waiting for ${proxyName(proxy)} to notice`, done: `Waited for ${proxyName(proxy)}` },
  'judge-update': words('Checking the update', 'Checked the update'),
  'create-swarm-file': words('Creating', 'Created'),
  'remove-swarm-file': words('Removing', 'Removed'),
  'remove-swarm-network': words('Removing', 'Removed'),
  'create-swarm-service': words('Creating', 'Created'),
  'update-swarm-service': words('Updating', 'Updated'),
  'remove-swarm-service': words('Removing', 'Removed'),
  'update-swarm-node': ({ availability }) =>
    availability === 'drain'
      ? { doing: 'Draining', done: 'Drained' }
      : { doing: 'Activating', done: 'Active' },
  'move-tasks': ({ effect }) =>
    effect === 'end'
      ? { doing: 'Ending', done: 'Ended' }
      : effect === 'return'
        ? { doing: 'Waiting', done: 'Running' }
        : { doing: 'Moving', done: 'Moved' },
  'await-tasks': ({ until }) => ({
    doing: until === 'gone' || until === 'ended' ? 'Ending' : 'Waiting',
    done: { running: 'Running', begun: 'Running', completed: 'Completed', ended: 'Ended', gone: 'Ended' }[
      until
    ],
  }),
};

export const wordsFor = (operation: Operation): Words => dispatch(WORDS, operation);

/** `aim` follows "waiting for db". */
export const CONDITIONS: {
  readonly [C in WaitCondition]: { readonly aim: string; readonly reached: string };
} = {
  service_started: { aim: 'to start', reached: 'Started' },
  service_healthy: { aim: 'to be healthy', reached: 'Healthy' },
  service_completed_successfully: { aim: 'to complete', reached: 'Exited' },
  running_or_healthy: { aim: 'to be ready', reached: 'Healthy' },
};

/** The cause, after the action: `because ports changed`. */
export function becauseOf(cause: Cause): string {
  switch (cause.kind) {
    case 'missing':
      return 'because it does not exist';
    case 'requested':
      return `because of ${cause.by}`;
    case 'changed':
      return `because ${whatChanged(cause.fields)}`;
    case 'image-changed':
      return `because image ${cause.image} changed`;
    case 'not-running':
      return `because it is not running (${cause.state})`;
    case 'follows':
      return `because ${lowerFirst(labelOf(cause.resource))} changes`;
    case 'needed-by':
      return `because service ${cause.service} needs it`;
    case 'scaled':
      return `because scaled from ${cause.from} to ${cause.to}`;
    case 'orphan':
      return 'because its service is not in the file any more';
    case 'trashed':
      return TRASHED[cause.why];
    case 'unused':
      return `because nothing uses it any more: ${wasFor(cause)}`;
    case 'leftover':
      return `because left over from ${whatLeft(cause)}`;
    case 'interrupted':
      return 'because its start was interrupted';
  }
}

const TRASHED: Readonly<Record<Extract<Cause, { kind: 'trashed' }>['why'], string>> = {
  'name-needed': 'because its name is needed for a new one',
  expired: 'because it has been in the trash for its time',
  restored: 'because it is taken out of the trash',
};

function wasFor({ since, service }: Extract<Cause, { kind: 'unused' }>): string {
  if (since === 'run') return 'the project ran it before';
  if (since === 'replaced') return 'services have another content by now';
  if (since === 'named') return 'the files name it, and no container was made of it';
  return `built for ${service === undefined ? 'the project' : `service ${service}`}`;
}

function whatChanged(fields: readonly FieldChange[]): string {
  const replaced = fields.filter(({ how }) => how === 'replaced').length;
  if (replaced === 0 || replaced < fields.length) return `${nameFields(fields)} changed`;
  return replaced === 1 ? `${nameFields(fields)} was replaced` : `${count(replaced, 'file')} were replaced`;
}

/** Several fields become a number, because they are listed below. */
export function nameFields(fields: readonly FieldChange[]): string {
  if (fields.length > 1) return count(fields.length, 'setting');
  return fields[0]?.field ?? 'something';
}

export const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** `1 container`, `2 containers`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

function whatLeft({ ofHook, ofHold, ofCopy }: Extract<Cause, { kind: 'leftover' }>): string {
  if (ofCopy) return 'an interrupted copy';
  if (ofHold) return 'an interrupted run that held connections';
  return ofHook ? 'an earlier run of the hook' : 'an interrupted replacement';
}
