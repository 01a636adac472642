import type { ContainerRequest } from '../../../src/model/container-request.ts';
import { Refused } from './answer.ts';
import { theContainer } from './find.ts';
import { type Image, type Mount, newId, type Volume, type World } from './world.ts';

/** The mounts of a new container; its volumes are made where they are missing. Error: Refused. */
export function mountsOf(
  world: World,
  { HostConfig, ...request }: ContainerRequest,
  image: Image,
): readonly Mount[] {
  const mounts = new Map<string, Mount>();
  for (const from of HostConfig?.VolumesFrom ?? [])
    for (const mount of theContainer(world, from.split(':')[0] ?? '').mounts)
      mounts.set(mount.Destination, { ...mount, isAnonymous: false });
  for (const bind of HostConfig?.Binds ?? []) {
    const [source = '', target = '', mode = ''] = bind.split(':');
    const isReadOnly = mode.split(',').includes('ro');
    mounts.set(
      target,
      source.startsWith('/')
        ? bindMount(source, target, mode, isReadOnly)
        : volumeMount(theVolume(world, source), target, mode || 'z', isReadOnly),
    );
  }
  for (const {
    Type,
    Source = '',
    Target,
    ReadOnly = false,
    VolumeOptions,
    BindOptions,
  } of HostConfig?.Mounts ?? []) {
    if (Type === 'volume' && Source === '')
      mounts.set(Target, anonymousMount(world, Target, VolumeOptions?.Labels));
    else if (Type === 'volume')
      mounts.set(Target, volumeMount(theVolume(world, Source), Target, 'z', ReadOnly));
    else if (Type === 'bind')
      mounts.set(Target, {
        ...bindMount(Source, Target, '', ReadOnly),
        Propagation: BindOptions?.Propagation ?? 'rprivate',
      });
    else if (Type === 'tmpfs')
      mounts.set(Target, {
        Type,
        Source: '',
        Destination: Target,
        Mode: '',
        RW: true,
        Propagation: '',
        isAnonymous: false,
      });
    else throw new Refused(400, `invalid mount config for type "${Type}": mount type unknown`);
  }
  const asked = 'Volumes' in request && typeof request.Volumes === 'object' ? (request.Volumes ?? {}) : {};
  for (const target of [...Object.keys(asked), ...Object.keys(image.config.Volumes ?? {})])
    if (!mounts.has(target)) mounts.set(target, anonymousMount(world, target));
  return [...mounts.values()];
}

/** Made where it is missing. */
export function theVolume(
  world: World,
  name: string,
  driver = 'local',
  labels: Volume['labels'] = null,
  options: Volume['options'] = null,
): Volume {
  const known = world.volumes.get(name);
  if (known) return known;
  const volume = { name, createdMs: Date.now(), driver, labels, options, users: new Set<string>() };
  world.volumes.set(name, volume);
  world.events.of('volume', 'create', name, { driver });
  return volume;
}

/** The engine marks what it made without a name. */
function anonymousMount(world: World, target: string, labels: Volume['labels'] = null): Mount {
  const volume = theVolume(world, newId(), 'local', { ...labels, 'com.docker.volume.anonymous': '' });
  return { ...volumeMount(volume, target, '', false), isAnonymous: true };
}

const volumeMount = ({ name, driver }: Volume, target: string, mode: string, isReadOnly: boolean): Mount => ({
  Type: 'volume',
  Name: name,
  Source: `/var/lib/docker/volumes/${name}/_data`,
  Destination: target,
  Driver: driver,
  Mode: mode,
  RW: !isReadOnly,
  Propagation: '',
  isAnonymous: false,
});

const bindMount = (source: string, target: string, mode: string, isReadOnly: boolean): Mount => ({
  Type: 'bind',
  Source: source,
  Destination: target,
  Mode: mode,
  RW: !isReadOnly,
  Propagation: 'rprivate',
  isAnonymous: false,
});
