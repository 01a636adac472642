import type { HostConfig, MountRequest } from '../model/container-request.ts';
import type { Mount, Project, ServiceSpec } from '../model/project.ts';
import { defined } from '../util/defined.ts';
import { mountedFiles } from './mounted-files.ts';
import { notEmpty, record } from './not-empty.ts';

/**
 * What is mounted into the container. The engine has two ways of asking for it: `Binds`, a text, is the one that
 * makes the host's folder when it is missing; `Mounts` can say everything else.
 */
export function mountSettings(project: Project, service: ServiceSpec): Pick<HostConfig, 'Binds' | 'Mounts'> {
  const binds: string[] = [];
  const mounts: MountRequest[] = [];
  for (const mount of service.volumes) {
    if (mount.type === 'bind' && usesText(mount)) binds.push(bindText(mount));
    else mounts.push(mountRequest(project, mount));
  }
  // A mount that the user wrote wins over a secret or a config at the same place.
  const taken = new Set(service.volumes.map((mount) => mount.target));
  mounts.push(...mountedFiles(project, service).filter((file) => !taken.has(file.Target)));
  return defined<Pick<HostConfig, 'Binds' | 'Mounts'>>({ Binds: notEmpty(binds), Mounts: notEmpty(mounts) });
}

/** Without `bind:` nothing forbids making the folder. */
function usesText({ bind, consistency }: Mount): boolean {
  if (bind === undefined) return consistency === undefined;
  return bind.createHostPath === true && bind.recursive === undefined;
}

function bindText({ source = '', target, readOnly, bind }: Mount): string {
  const options = [readOnly ? 'ro' : 'rw', bind?.selinux, bind?.propagation].filter((option) => option);
  return `${source}:${target}:${options.join(',')}`;
}

function mountRequest(project: Project, mount: Mount): MountRequest {
  return defined<MountRequest>({
    Type: mount.type,
    Source: mount.type === 'volume' ? volumeName(project, mount.source) : mount.source,
    Target: mount.target,
    ReadOnly: mount.readOnly || undefined,
    Consistency: mount.consistency,
    BindOptions: bindOptions(mount),
    VolumeOptions: mount.type === 'volume' ? volumeOptions(mount) : undefined,
    TmpfsOptions: mount.tmpfs && defined({ SizeBytes: mount.tmpfs.sizeBytes, Mode: mount.tmpfs.mode }),
    ImageOptions: mount.image?.subpath === undefined ? undefined : { Subpath: mount.image.subpath },
  });
}

/** The name that the engine knows a volume by, from its key in the file. */
export const volumeName = (project: Project, key: string | undefined): string | undefined =>
  key === undefined ? undefined : (project.volumes.get(key)?.name ?? key);

function bindOptions({ type, bind }: Mount): MountRequest['BindOptions'] | undefined {
  if (type !== 'bind' || bind === undefined) return undefined;
  return defined<NonNullable<MountRequest['BindOptions']>>({
    Propagation: bind.propagation,
    CreateMountpoint: bind.createHostPath || undefined,
    NonRecursive: bind.recursive === 'disabled' || undefined,
    ReadOnlyNonRecursive: bind.recursive === 'writable' || undefined,
    ReadOnlyForceRecursive: bind.recursive === 'readonly' || undefined,
  });
}

function volumeOptions({ volume }: Mount): MountRequest['VolumeOptions'] {
  return defined<NonNullable<MountRequest['VolumeOptions']>>({
    NoCopy: volume?.nocopy || undefined,
    Subpath: volume?.subpath,
    Labels: volume && record(volume.labels),
  });
}
