import type { ContainerRef } from './container-ref.ts';
import type { ImageRef } from './image-ref.ts';
import type { HeldPort, Operation, PerKind, RoutedContainer, ToldImage } from './operation.ts';
import { dispatch } from './operation.ts';
import { proxyName } from './own-proxy.ts';
import type { Cause, FieldChange, Guard, Plan, Resource, Step } from './plan.ts';
import { readTemporaryName } from './temporary-name.ts';

/**
 * A plan as text, one line per step and complete: for tests and for debugging.
 *
 * Shape: `<id> <operation> [after <ids> [unless deaf]] [whatever becomes of <ids>] [if <guard>] [optional] because <cause>`.
 */
export function formatPlan({ steps }: Plan): string {
  return steps.map(formatStep).join('\n');
}

function formatStep({ id, operation, after, unlessDeaf, tolerates, cause, guard, optional }: Step): string {
  return [
    String(id),
    operation.kind,
    dispatch(SUBJECT, operation),
    ...(after.length > 0 ? ['after', formatIds(after), ...(unlessDeaf ? ['unless deaf'] : [])] : []),
    ...(tolerates ? ['whatever becomes of', formatIds(tolerates)] : []),
    ...(guard ? ['if', formatGuard(guard)] : []),
    ...(optional ? ['optional'] : []),
    'because',
    formatCause(cause),
  ].join(' ');
}

const SUBJECT: PerKind<string> = {
  'pull-image': ({ image }) => image,
  'build-image': ({ image }) => image,
  'push-image': ({ image }) => image,
  'share-image': ({ image, repository }) => `${image} at ${repository}`,
  'load-image': ({ image, nodes }) => `${image} on ${nodes.map(({ hostname }) => hostname).join(' ')}`,
  'resolve-image': ({ image }) => image,
  'publish-artifact': ({ reference }) => reference,
  'remove-image': ({ image }) => image,
  'prune-images': ({ project }) => project,
  'create-network': ({ key }) => key,
  'remove-network': ({ name }) => name,
  'create-volume': ({ key }) => key,
  'copy-volume': ({ source, request }) => `${source} to ${request.Name}`,
  'write-backup': ({ volumes, dumps }) =>
    [...volumes.map(({ name }) => name), ...dumps.map(({ service }) => service)].join(', '),
  'restore-volume': ({ request, section }) => `${request.Name} from ${section.folder}`,
  'restore-dump': ({ name, section }) => `${name} from ${section.folder}`,
  'remove-volume': ({ name, keptIn }) => (keptIn === undefined ? name : `${name} kept in ${keptIn}`),
  'trash-volume': ({ name }) => name,
  'untrash-volume': ({ name }) => name,
  'create-container': (operation) => formatCreation(operation),
  'put-files': ({ container, name, files }) =>
    `${files.map(({ path }) => path).join(' ')} into ${formatContainer(container, name)}`,
  'start-container': ({ container, name }) => formatContainer(container, name),
  'stop-container': ({ name, graceSeconds }) =>
    graceSeconds === undefined ? name : `${name} within ${graceSeconds}s`,
  'kill-container': ({ name, signal }) => `${name} with ${signal}`,
  'signal-container': ({ name, signal }) => `${name} with ${signal}`,
  'exec-hook': ({ container, name, hook, index }) =>
    `${hook}[${index}] in ${formatContainer(container, name)}`,
  'run-hook': ({ service, index }) => `pre_start[${index}] of ${service}`,
  'run-provider': ({ service, verb, type }) => `${type} ${verb} ${service}`,
  'prepare-model': ({ key, model }) => `${key} ${model}`,
  'pause-container': ({ name }) => name,
  'unpause-container': ({ name }) => name,
  'commit-container': ({ name, repository, tag }) => `${name} as ${imageName(repository, tag)}`,
  'copy-in': ({ name, from, to }) => `${from} to ${name}:${to}`,
  'copy-out': ({ name, from, to }) => `${name}:${from} to ${to}`,
  'restart-container': ({ name }) => name,
  'remove-container': ({ name, withVolumes }) => (withVolumes ? `${name} with volumes` : name),
  'update-container': ({ name, update }) => `${name} ${Object.keys(update).sort().join(' ')}`,
  'rename-container': ({ container, from, name }) => `${formatContainer(container, from)} to ${name}`,
  'connect-network': ({ container, name, network }) => `${formatContainer(container, name)} to ${network}`,
  'disconnect-network': ({ name, network }) => `${name} from ${network}`,
  'wait-for': ({ service, condition, timeoutMs, update }) =>
    [
      `${service} ${condition}`,
      ...(timeoutMs === undefined ? [] : [`within ${timeoutMs / 1000}s`]),
      ...(update === undefined ? [] : [`for ${update.monitorMs / 1000}s`]),
    ].join(' '),
  'route-ingress': ({ ingress, name, containers }) =>
    `${formatContainer(ingress, name)} to ${containers.map(formatRouted).join(', ') || 'nobody'}`,
  'check-ingress': ({ request }) => request.Image,
  'drain-container': ({ container, name, timeoutMs }) =>
    `${formatContainer(container, name)} for ${timeoutMs / 1000}s at most`,
  'check-hold': ({ helper }) => `by ${helper.name}`,
  'hold-ports': ({ helper, ports }) => `${ports.map(formatHeld).join(', ')} by ${helper.name}`,
  'release-ports': ({ hold, owner }) =>
    `held by ${hold}${owner === undefined ? '' : ` when ${owner.name} serves`}`,
  'pause-update': ({ service, forMs, proxy }) =>
    `${service} for ${forMs / 1000}s${proxy === undefined ? '' : ` for ${proxyName(proxy)} to notice`}`,
  'judge-update': ({ service, updated, total, maxFailureRatio, failureAction }) =>
    `${service} ${updated.length} of ${total}, ${failureAction} above ${maxFailureRatio}`,
  'create-swarm-file': ({ file }) => `${file.kind} ${file.name}`,
  'remove-swarm-file': ({ what, name }) => `${what} ${name}`,
  'remove-swarm-network': ({ name }) => name,
  'create-swarm-service': ({ request, image }) => `${request.Name}${formatPinned(image)}`,
  'update-swarm-service': ({ name, image }) => `${name}${formatPinned(image)}`,
  'remove-swarm-service': ({ name }) => name,
  'update-swarm-node': ({ name, availability }) => `${name} ${availability}`,
  'move-tasks': ({ service, nodeName, slots, effect }) =>
    `${service}${slots.map((slot) => `.${slot}`).join('')} ${effect === 'return' ? 'to' : 'from'} ${nodeName} (${effect})`,
  'await-tasks': ({ name, until }) => `${name} ${until}`,
};

const formatPinned = (image: ToldImage | undefined): string =>
  image === undefined ? '' : ` from what ${image.by} tells`;

const formatHeld = ({ port, hostIp }: HeldPort): string =>
  hostIp === undefined ? String(port) : `${hostIp}:${port}`;

/** `3 or 1f2e…`: the container that step 3 makes, else that one. `3 before 1f2e…`: what it does not accept, that one gets. */
function formatRouted({ ref, otherwise, hasSpare }: RoutedContainer): string {
  const own = 'id' in ref ? ref.id.slice(0, 12) : String(ref.createdBy);
  if (otherwise === undefined) return own;
  return `${own} ${hasSpare ? 'before' : 'or'} ${otherwise.slice(0, 12)}`;
}

function formatCreation(operation: Extract<Operation, { kind: 'create-container' }>): string {
  const { service, replica, name, image, references, inherits } = operation;
  return [
    `${service}/${replica}`,
    ...(readTemporaryName(name) ? [`as ${name}`] : []),
    ...('madeBy' in image ? [`from ${formatImage(image)}`] : []),
    ...references.map(
      ({ template, to }) =>
        `with ${template.replace('{}', formatContainer(to, 'id' in to ? to.id.slice(0, 12) : ''))}`,
    ),
    ...(inherits === undefined ? [] : ['inheriting']),
  ].join(' ');
}

/** `app:1`, `app`, or the text for an image without a name. */
const imageName = (repository: string | undefined, tag: string | undefined): string =>
  repository === undefined ? '(unnamed)' : tag === undefined ? repository : `${repository}:${tag}`;

const formatImage = (image: ImageRef): string => ('id' in image ? image.id : `what ${image.madeBy} makes`);

function formatContainer(ref: ContainerRef, name: string): string {
  if ('id' in ref) return name;
  return ref.otherwise === undefined
    ? `made by ${ref.createdBy}`
    : `made by ${ref.createdBy} or else ${ref.otherwise.slice(0, 12)}`;
}

/** `1-4,7`: consecutive numbers become a range. */
function formatIds(ids: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const id of ids) {
    const run = runs.at(-1);
    if (run && run[1] + 1 === id) run[1] = id;
    else runs.push([id, id]);
  }
  return runs
    .map(([first, last]) =>
      first === last ? `${first}` : last === first + 1 ? `${first},${last}` : `${first}-${last}`,
    )
    .join(',');
}

function formatGuard(guard: Guard): string {
  return [formatOwn(guard), ...(guard.or ?? []).map(formatGuard)].join(' or ');
}

function formatOwn(guard: Guard): string {
  if ('image' in guard)
    return `${guard.image} gives another image than ${guard.differsFrom.replace('sha256:', '').slice(0, 12)}`;
  if ('pinned' in guard) return `${guard.pinned} tells another image than ${guard.differsFrom}`;
  return 'failed' in guard
    ? `${guard.did === undefined ? '' : `${guard.did} was done and `}${formatIds(guard.failed)} failed${guard.orCancelled ? ' or was cancelled' : ''}`
    : `${guard.source.step} gives other variables`;
}

function formatCause(cause: Cause): string {
  switch (cause.kind) {
    case 'missing':
      return 'missing';
    case 'requested':
      return `requested by ${cause.by}`;
    case 'changed':
      return `changed: ${cause.fields.map(formatChange).join(', ')}`;
    case 'image-changed':
      return `image ${cause.image} may change`;
    case 'not-running':
      return cause.state;
    case 'follows':
      return `it follows ${formatResource(cause.resource)}`;
    case 'needed-by':
      return `${cause.service} needs it`;
    case 'scaled':
      return `scaled from ${cause.from} to ${cause.to}`;
    case 'orphan':
      return 'orphan';
    case 'trashed':
      return `in the trash: ${cause.why}`;
    case 'unused':
      return `unused since ${cause.since}${cause.service === undefined ? '' : ` for ${cause.service}`}`;
    case 'interrupted':
      return 'its start was interrupted';
    case 'leftover':
      return 'leftover';
  }
}

const formatResource = ({ kind, name }: Resource): string => `${kind} ${name}`;

/** `subnet 10.1.0.0/24 -> 10.2.0.0/24` */
export function formatChange({ field, from, to }: FieldChange): string {
  if (from === undefined && to === undefined) return field;
  return `${field} ${from ?? '(none)'} -> ${to ?? '(none)'}`;
}
