import type { HostConfig, MountRequest } from '../../model/container-request.ts';
import type { Project } from '../../model/project.ts';
import type { Mount, ServiceSpec } from '../../model/service-spec.ts';
import { defined } from '../../util/defined.ts';
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
    else if (standsForFolder(project, mount))
      binds.push(bindText({ ...mount, source: volumeName(project, mount.source) ?? '' }));
    else mounts.push(mountRequest(project, mount));
  }
  mounts.push(...mountedFiles(project, service));
  return defined<Pick<HostConfig, 'Binds' | 'Mounts'>>({ Binds: notEmpty(binds), Mounts: notEmpty(mounts) });
}

/** What a list tells of a mount, and the hash of docker compose does not: which volume it is, or which file. */
export type ListedMount = { readonly target: string } & (
  | { readonly volume: string }
  | { readonly file: string }
);

export function listedMounts(project: Project, service: ServiceSpec): readonly ListedMount[] {
  const volumes = service.volumes.flatMap(({ type, source, target }) =>
    type === 'volume' && source !== undefined
      ? [{ target, volume: volumeName(project, source) ?? source }]
      : [],
  );
  const files = mountedFiles(project, service).flatMap(({ Source, Target }) =>
    Source === undefined ? [] : [{ target: Target, file: Source }],
  );
  return [...volumes, ...files];
}

/** A missing folder is made unless the file forbids it; only the text can say `selinux`. */
function usesText({ bind = {} }: Mount): boolean {
  return bind.createHostPath !== false && bind.recursive === undefined;
}

/** A volume that is a folder of the host: as docker compose asks for it, so that its labels for SELinux stay as they are. */
function standsForFolder(project: Project, { type, source, volume }: Mount): boolean {
  if (type !== 'volume' || source === undefined || volume?.subpath !== undefined) return false;
  const options = project.volumes.get(source)?.driverOpts;
  return options?.get('o') === 'bind' && options.has('device');
}

function bindText({ source = '', target, readOnly, bind, volume }: Mount): string {
  const nocopy = volume?.nocopy ? 'nocopy' : undefined;
  const options = [readOnly ? 'ro' : 'rw', bind?.selinux, bind?.propagation, nocopy].filter(
    (option) => option,
  );
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
    CreateMountpoint: bind.createHostPath === false ? undefined : true,
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
