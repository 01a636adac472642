import type { HostConfig } from '../../model/container-request.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { byKey } from '../../util/by-key.ts';
import { defined } from '../../util/defined.ts';
import { networkName, networksByPriority } from './endpoints.ts';
import { mountSettings } from './mounts.ts';
import { notEmpty, notZero, record } from './not-empty.ts';
import { plainNamespace, volumesFromContainers } from './peer-references.ts';
import { portBindings } from './port-bindings.ts';
import { resourceSettings } from './resources.ts';
import { restartPolicy } from './restart-policy.ts';

export function hostConfig(project: Project, service: ServiceSpec, links: readonly string[]): HostConfig {
  return defined<HostConfig>({
    ...resourceSettings(service),
    ...mountSettings(project, service),
    ...securitySettings(project, service),
    Annotations: record(service.annotations),
    CapAdd: notEmpty(service.capAdd),
    CapDrop: notEmpty(service.capDrop),
    CgroupnsMode: service.cgroup,
    Dns: notEmpty(service.dns),
    DnsOptions: notEmpty(service.dnsOpt),
    DnsSearch: notEmpty(service.dnsSearch),
    ExtraHosts: notEmpty(service.extraHosts.map((entry) => entry.replace('=', ':'))),
    GroupAdd: notEmpty(service.groupAdd),
    Init: service.init,
    IpcMode: plainNamespace(service.ipc),
    Isolation: service.isolation,
    Links: notEmpty(links),
    LogConfig: logConfig(service),
    NetworkMode: networkMode(project, service),
    PidMode: plainNamespace(service.pid),
    PortBindings: portBindings(service),
    Privileged: service.privileged || undefined,
    ReadonlyRootfs: service.readOnly || undefined,
    RestartPolicy: restartPolicy(service),
    Runtime: service.runtime,
    ShmSize: notZero(service.shmSizeBytes),
    StorageOpt: record(service.storageOpt),
    Sysctls: record(service.sysctls),
    Tmpfs: tmpfs(service),
    UTSMode: service.uts,
    UsernsMode: service.usernsMode,
    VolumesFrom: notEmpty(volumesFromContainers(service)),
  });
}

/** A container without any network is cut off, not put on the engine's default bridge. */
function networkMode(project: Project, service: ServiceSpec): string | undefined {
  if (service.networkMode !== undefined)
    return service.networkMode === 'disabled' ? undefined : plainNamespace(service.networkMode);
  const primary = networksByPriority(service)[0];
  return primary === undefined ? 'none' : networkName(project, primary);
}

function logConfig({ logging }: ServiceSpec): HostConfig['LogConfig'] | undefined {
  if (!logging) return undefined;
  const options = byKey(logging.options).map(([name, value]) => [name, value ?? '']);
  return { Type: logging.driver ?? '', Config: Object.fromEntries(options) };
}

function tmpfs(service: ServiceSpec): HostConfig['Tmpfs'] | undefined {
  if (service.tmpfs.length === 0) return undefined;
  return Object.fromEntries(
    service.tmpfs.map((entry) => {
      const colon = entry.indexOf(':');
      return colon < 0 ? [entry, ''] : [entry.slice(0, colon), entry.slice(colon + 1)];
    }),
  );
}

/** The client, not the engine, knows what `systempaths=unconfined` means: that no path is hidden. */
function securitySettings(
  { seccompProfiles }: Project,
  service: ServiceSpec,
): Pick<HostConfig, 'SecurityOpt' | 'MaskedPaths' | 'ReadonlyPaths'> {
  const kept = service.securityOpt.filter((option) => !/^systempaths[=:]unconfined$/.test(option));
  // The engine may be on another machine, so it takes the text of a profile and not its path.
  const sent = kept.map((option) => {
    const profile = seccompProfiles?.get(option);
    return profile === undefined ? option : `seccomp=${profile}`;
  });
  return {
    ...(sent.length > 0 ? { SecurityOpt: sent } : {}),
    ...(kept.length < service.securityOpt.length ? { MaskedPaths: [], ReadonlyPaths: [] } : {}),
  };
}
