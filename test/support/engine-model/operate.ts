import { createHash } from 'node:crypto';
import type { ContainerRef, ContainerReference } from '../../../src/model/container-ref.ts';
import type { ContainerRequest, HostConfig, MountRequest } from '../../../src/model/container-request.ts';
import type { ContainerId, ImageId } from '../../../src/model/ids.ts';
import type { ImageRef } from '../../../src/model/image-ref.ts';
import type { InjectedFile } from '../../../src/model/injected-file.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { LiveFile } from '../../../src/model/observed.ts';
import type { OperationOf, PerKind } from '../../../src/model/operation.ts';
import { hashLabels } from '../../../src/planner/request/config-hash.ts';
import * as engine from './engine-calls.ts';
import { type Container, imageOf, isUp, Refusal, type World } from './objects.ts';

/** A plan on its way, as far as single operations need it. */
export interface Surroundings {
  readonly world: World;
  readonly idOf: (ref: ContainerRef) => ContainerId;
  readonly imageOf: (ref: ImageRef) => ImageId;
  /** Keeps what the operation made, for the steps after it. */
  readonly make: (made: Made) => void;
}

export interface Made {
  readonly container?: ContainerId;
  readonly image?: ImageId;
}

/** What each operation does to the engine. */
export const OPERATIONS: PerKind<void, [Surroundings]> = {
  'pull-image': ({ image }, { world, make }) => make({ image: take(world, image) }),
  'build-image': ({ image }, { world, make }) => make({ image: take(world, image) }),
  'push-image': nothing,
  'share-image': nothing,
  'load-image': nothing,
  'resolve-image': nothing,
  'publish-artifact': nothing,
  'remove-image': ({ image }, { world }) => void world.images.delete(image),
  'prune-images': nothing,
  'create-network': ({ request }, { world }) => engine.createNetwork(world, request),
  'remove-network': ({ id }, { world }) => engine.removeNetwork(world, id),
  'create-volume': ({ request }, { world }) => engine.createVolume(world, request),
  'copy-volume': ({ request }, { world }) => engine.createVolume(world, request),
  'remove-volume': ({ name }, { world }) => engine.removeVolume(world, name),
  'write-backup': nothing,
  'restore-volume': ({ request }, { world }) => engine.createVolume(world, request),
  'restore-dump': nothing,
  'trash-volume': ({ marker }, { world }) => engine.createVolume(world, marker),
  'untrash-volume': ({ marker }, { world }) => engine.removeVolume(world, marker),
  'create-container': createContainer,
  'put-files': ({ container, files }, { world, idOf }) => putFiles(world, idOf(container), files),
  'start-container': ({ container }, { world, idOf }) => engine.start(world, idOf(container)),
  'stop-container': ({ container }, { world, idOf }) => engine.stop(world, idOf(container)),
  'kill-container': ({ container }, { world }) => engine.stop(world, container),
  'signal-container': ({ container }, { world }) => happens(world, container, 'signalled'),
  'exec-hook': ({ container, hook, mayHaveEnded }, { world, idOf }) => {
    const id = idOf(container);
    if (engine.the(world, id).state === 'running') happens(world, id, hook);
    else if (!mayHaveEnded) throw new Refusal(`${hook} in a container that does not run`);
  },
  'run-hook': runHook,
  'run-provider': nothing,
  'prepare-model': nothing,
  'pause-container': ({ container }, { world }) => engine.pause(world, container),
  'unpause-container': ({ container }, { world }) => engine.unpause(world, container),
  'commit-container': nothing,
  'copy-in': nothing,
  'copy-out': nothing,
  'restart-container': ({ container }, { world }) => engine.restart(world, container),
  'remove-container': ({ container, withVolumes }, { world, idOf }) =>
    engine.remove(world, idOf(container), withVolumes),
  'update-container': ({ container, update }, { world }) => engine.update(world, container, update),
  'rename-container': ({ container, name }, { world, idOf }) => engine.rename(world, idOf(container), name),
  'connect-network': ({ container, network, endpoint }, { world, idOf }) =>
    engine.connect(world, idOf(container), network, endpoint),
  'disconnect-network': ({ container, network }, { world }) => engine.disconnect(world, container, network),
  'wait-for': ({ containers, condition }, { world, idOf }) => {
    for (const { ref } of containers) await_(world, idOf(ref), condition);
  },
  'pause-update': nothing,
  'check-ingress': nothing,
  'route-ingress': () => {},
  'drain-container': () => {},
  'check-hold': nothing,
  'hold-ports': nothing,
  'release-ports': nothing,
  'judge-update': nothing,
  'create-swarm-file': nothing,
  'remove-swarm-file': nothing,
  'remove-swarm-network': nothing,
  'create-swarm-service': nothing,
  'update-swarm-service': nothing,
  'remove-swarm-service': nothing,
  'update-swarm-node': nothing,
  'move-tasks': nothing,
  'await-tasks': nothing,
};

function nothing(): void {}

function take(world: World, reference: string): ImageId {
  const image = world.sources.get(reference) ?? imageOf(reference);
  world.images.set(reference, image);
  return image;
}

function happens(world: World, id: ContainerId, what: 'signalled' | 'post_start' | 'pre_stop'): void {
  world.log.push({ what, container: id, name: engine.the(world, id).name });
}

function createContainer(operation: OperationOf<'create-container'>, around: Surroundings): void {
  const { name, service, replica, request, references, hashed, inherits } = operation;
  const { world, idOf } = around;
  const image = around.imageOf(operation.image);
  const ids = references.map(({ placeholder, to }) => [placeholder, idOf(to)] as const);
  const whole: ContainerRequest = {
    ...request,
    Labels: {
      ...request.Labels,
      ...(hashed ? hashLabels(hashed, ids) : {}),
      [LABEL.image]: image,
      ...(inherits ? { [LABEL.replace]: `${service}-${replica}` } : {}),
    },
    HostConfig: withPeers(request.HostConfig, references, idOf),
  };
  const heir = inherits ? inherit(whole, inherits) : whole;
  around.make({ container: engine.create(world, name, heir, image) });
}

function withPeers(
  host: HostConfig,
  references: readonly ContainerReference[],
  idOf: Surroundings['idOf'],
): HostConfig {
  let result = host;
  for (const { field, template, to } of references) {
    const text = template.replace('{}', idOf(to));
    const isList = field === 'VolumesFrom' || field === 'Links';
    result = { ...result, [field]: isList ? [...(result[field] ?? []), text] : text };
  }
  return result;
}

/** Where it would get a volume without a name, it gets the one that the container before it has there. */
function inherit(request: ContainerRequest, inherits: Readonly<Record<string, string>>): ContainerRequest {
  const Mounts = request.HostConfig.Mounts?.map((mount): MountRequest => {
    const volume = inherits[mount.Target];
    const isNameless = mount.Type === 'volume' && mount.Source === undefined;
    return isNameless && volume !== undefined ? { ...mount, Source: volume } : mount;
  });
  return Mounts ? { ...request, HostConfig: { ...request.HostConfig, Mounts } } : request;
}

function putFiles(world: World, id: ContainerId, files: readonly InjectedFile[]): void {
  const container = engine.the(world, id);
  const put = files.map(({ path, content, mode, uid, gid }): readonly [string, LiveFile] => [
    path,
    { sha256: createHash('sha256').update(content.reveal()).digest('hex'), mode, uid, gid },
  ]);
  world.containers.set(id, { ...container, files: new Map([...container.files, ...put]) });
}

/** The container of a hook is gone when the hook has ended. */
function runHook(
  { service, name, references }: OperationOf<'run-hook'>,
  { world, idOf }: Surroundings,
): void {
  for (const { to } of references) engine.the(world, idOf(to));
  world.log.push({ what: 'pre_start', container: service, name });
}

/** Time passes until it is so, or never will be. */
function await_(world: World, id: ContainerId, condition: OperationOf<'wait-for'>['condition']): void {
  const container = engine.the(world, id);
  if (condition === 'service_completed_successfully') {
    if (endsByItself(container) && isUp(container)) engine.stop(world, id, 0);
    if (engine.the(world, id).exitCode !== 0) throw new Refusal(`${container.name} does not end well`);
    return;
  }
  const isNeeded = condition === 'service_healthy' || container.health !== undefined;
  if (container.state !== 'running' && !(condition === 'running_or_healthy' && container.exitCode === 0))
    throw new Refusal(`${container.name} does not run, but is waited for`);
  if (!isNeeded) return;
  if (container.health === undefined) throw new Refusal(`${container.name} has no healthcheck`);
  world.containers.set(id, { ...container, health: 'healthy' });
}

/** A command that has an end. */
export const endsByItself = ({ request }: Container): boolean => request.Cmd?.[0] === 'true';

/** What becomes of it when nobody does anything for a while: one-shots have ended, healthchecks have passed. */
export function settle(world: World): World {
  for (const container of world.containers.values()) {
    if (container.state !== 'running') continue;
    if (endsByItself(container)) engine.stop(world, container.id, 0);
    else if (container.health === 'starting')
      world.containers.set(container.id, { ...container, health: 'healthy' });
  }
  return world;
}
