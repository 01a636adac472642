import type { Setting } from '../../diagnostics/user-error.ts';
import { isJsonMap } from '../../model/json.ts';
import { onChangeOf } from '../../model/on-change.ts';
import type { Project } from '../../model/project.ts';
import type { Mount, PortMapping, ServiceSpec } from '../../model/service-spec.ts';
import { isVersionAtLeast } from '../../util/is-version-at-least.ts';
import { insteadOf } from './attributes.ts';
import { keptOptions } from './privileges.ts';
import { unknownTmpfsOptions } from './tmpfs-mounts.ts';

/** A setting that a swarm cannot honour. */
export interface Unsupported {
  readonly service: string;
  /** In the words of the file. */
  readonly setting: string;
  /** What happens instead. */
  readonly instead: string;
  /** Where it stands in the service. */
  readonly at: Setting;
}

type Found = Omit<Unsupported, 'service'>;
type IsWritten = (service: ServiceSpec) => boolean;

const has = (list: { readonly length: number } | { readonly size: number } | undefined): boolean =>
  list !== undefined && ('size' in list ? list.size > 0 : list.length > 0);

/** Whether they are written; `attributes.ts` says what happens instead. */
const WRITTEN: Readonly<Record<string, IsWritten>> = {
  container_name: ({ containerName }) => containerName !== undefined,
  domainname: ({ domainname }) => domainname !== undefined,
  mac_address: ({ macAddress }) => macAddress !== undefined,
  links: ({ links }) => has(links),
  external_links: ({ externalLinks }) => has(externalLinks),
  privileged: ({ privileged }) => privileged === true,
  devices: ({ devices }) => has(devices),
  device_cgroup_rules: ({ deviceCgroupRules }) => has(deviceCgroupRules),
  gpus: ({ gpus }) => has(gpus),
  userns_mode: ({ usernsMode }) => usernsMode !== undefined,
  cgroup: ({ cgroup }) => cgroup !== undefined,
  cgroup_parent: ({ cgroupParent }) => cgroupParent !== undefined,
  ipc: ({ ipc }) => ipc !== undefined,
  pid: ({ pid }) => pid !== undefined,
  uts: ({ uts }) => uts !== undefined,
  runtime: ({ runtime }) => runtime !== undefined,
  storage_opt: ({ storageOpt }) => has(storageOpt),
  annotations: ({ annotations }) => has(annotations),
  blkio_config: ({ blkioConfig }) => blkioConfig !== undefined,
  oom_kill_disable: ({ oomKillDisable }) => oomKillDisable === true,
  memswap_limit: ({ memSwapLimitBytes }) => memSwapLimitBytes !== undefined,
  mem_swappiness: ({ memSwappiness }) => memSwappiness !== undefined,
  cpuset: ({ cpuset }) => cpuset !== undefined,
  cpu_shares: ({ cpuShares }) => (cpuShares ?? 0) !== 0,
  cpu_quota: ({ cpuQuota }) => (cpuQuota ?? 0) !== 0,
  cpu_period: ({ cpuPeriod }) => (cpuPeriod ?? 0) !== 0,
  cpu_rt_runtime: ({ cpuRtRuntime }) => (cpuRtRuntime ?? 0) !== 0,
  cpu_rt_period: ({ cpuRtPeriod }) => (cpuRtPeriod ?? 0) !== 0,
  cpu_count: ({ cpuCount }) => (cpuCount ?? 0) !== 0,
  cpu_percent: ({ cpuPercent }) => (cpuPercent ?? 0) !== 0,
  volumes_from: ({ volumesFrom }) => has(volumesFrom),
  use_api_socket: ({ useApiSocket }) => useApiSocket === true,
  pre_start: ({ preStart }) => preStart !== undefined,
  post_start: ({ postStart }) => postStart !== undefined,
  pre_stop: ({ preStop }) => preStop !== undefined,
  provider: ({ provider }) => provider !== undefined,
  models: ({ models }) => models !== undefined,
  'credential_spec.config': ({ credentialSpec }) =>
    isJsonMap(credentialSpec) && credentialSpec.config !== undefined,
  'deploy.resources.reservations.devices': ({ deploy }) => has(deploy?.reservations?.devices),
};

/** Engines before that take it and discard it. */
export const OOM_SCORE_SINCE = '1.46';

/**
 * Every setting of these services that is written and that a swarm cannot honour.
 *
 * @param apiVersion of the manager; absent: not known
 */
export const unsupported = (project: Project, apiVersion: string | undefined): readonly Unsupported[] =>
  [...project.services.values()].flatMap((service) =>
    [
      ...Object.entries(WRITTEN)
        .filter(([, isWritten]) => isWritten(service))
        .map(([name]) => found(name)),
      ...ofMemory(service, apiVersion),
      ...ofNetworks(service),
      ...service.ports.flatMap(ofPort),
      ...service.volumes.flatMap(ofMount),
      ...ofTmpfs(service),
      ...ofSecurity(service, project.seccompProfiles ?? new Map()),
      ...ofGantry(service),
      ...ofChanges(project, service),
    ].map((one) => ({ service: service.name, ...one })),
  );

const found = (setting: string): Found => ({ setting, instead: insteadOf(setting), at: setting });

const ofMemory = ({ oomScoreAdj }: ServiceSpec, apiVersion: string | undefined): readonly Found[] =>
  (oomScoreAdj ?? 0) === 0 || (apiVersion !== undefined && isVersionAtLeast(apiVersion, OOM_SCORE_SINCE))
    ? []
    : [found('oom_score_adj')];

const NODE_NETWORKS: ReadonlySet<string | undefined> = new Set([undefined, 'host', 'bridge']);

function ofNetworks({ networkMode, networks }: ServiceSpec): readonly Found[] {
  const mode = NODE_NETWORKS.has(networkMode)
    ? []
    : [
        {
          setting: 'network_mode',
          instead:
            networkMode === 'none'
              ? 'a swarm has no network without others; tasks get the one of their node (bridge)'
              : `${networkMode} is of one machine; tasks may be on different nodes`,
          at: 'network_mode',
        },
      ];
  const settings = [...networks].flatMap(([key, endpoint]) => {
    const written = [
      ...(endpoint?.ipv4Address === undefined ? [] : ['ipv4_address']),
      ...(endpoint?.ipv6Address === undefined ? [] : ['ipv6_address']),
      ...(endpoint?.macAddress === undefined ? [] : ['mac_address']),
      ...(has(endpoint?.linkLocalIps) ? ['link_local_ips'] : []),
      ...(endpoint?.interfaceName === undefined ? [] : ['interface_name']),
      ...(endpoint?.gwPriority === undefined ? [] : ['gw_priority']),
      ...(endpoint?.priority === undefined ? [] : ['priority']),
    ];
    return written.map((name) => ({
      setting: `networks.${key}.${name}`,
      instead: insteadOf(`networks.${name}`),
      at: `networks.${key}.${name}`,
    }));
  });
  return [...mode, ...settings];
}

function ofPort({ hostIp, published, target, mode }: PortMapping): readonly Found[] {
  const setting = `ports (${target})`;
  const at: Setting = ['ports', String(target)];
  return [
    ...(hostIp === undefined
      ? []
      : [
          {
            setting,
            at,
            instead: `${hostIp} cannot be asked for: it is published on all addresses of ${mode === 'host' ? 'the node of each task' : 'all nodes'}`,
          },
        ]),
    ...(published?.includes('-') ? [{ setting, at, instead: `the first of ${published} is published` }] : []),
  ];
}

function ofMount({ type, source = '', target, bind }: Mount): readonly Found[] {
  const about = (shown: string, name: string): Found => ({
    setting: `volumes (${shown})`,
    instead: insteadOf(name),
    at: ['volumes', shown],
  });
  if (type === 'image') return [about(target, 'volumes.image')];
  if (type !== 'bind') return [];
  return [
    ...(bind?.createHostPath === false ? [] : [about(source, 'volumes.bind.create_host_path')]),
    ...(bind?.selinux === undefined
      ? []
      : [{ ...about(source, 'volumes.bind.selinux'), setting: `volumes (${source}: selinux)` }]),
    ...(bind?.recursive === undefined || bind.recursive === 'enabled' || bind.recursive === 'disabled'
      ? []
      : [{ ...about(source, 'volumes.bind.recursive'), setting: `volumes (${source}: recursive)` }]),
  ];
}

const ofTmpfs = ({ tmpfs }: ServiceSpec): readonly Found[] =>
  tmpfs.flatMap((text) =>
    unknownTmpfsOptions(text).map((option) => ({
      setting: `tmpfs (${option})`,
      instead: 'a swarm takes `size` in bytes (or with k, m or g) and `mode`',
      at: ['tmpfs', text] as const,
    })),
  );

const ofSecurity = (service: ServiceSpec, profiles: ReadonlyMap<string, string>): readonly Found[] => {
  const kept = keptOptions(service, profiles);
  return service.securityOpt
    .filter((option) => !kept.has(option))
    .map((option) => ({
      setting: `security_opt (${option})`,
      instead: insteadOf('security_opt'),
      at: ['security_opt', option] as const,
    }));
};

/** How gantry itself replaces containers without an outage. A swarm has another way. */
const OUTAGE_SETTINGS = ['ingress', 'handover', 'behind-proxy'] as const;

function ofGantry({ extensions, deploy }: ServiceSpec): readonly Found[] {
  const gantry = extensions.get('x-gantry');
  if (!isJsonMap(gantry) || deploy?.updateConfig?.order === 'start-first') return [];
  return OUTAGE_SETTINGS.filter((name) => gantry[name] !== undefined && gantry[name] !== false).map(
    (name) => ({
      setting: `x-gantry (${name})`,
      instead: 'the swarm replaces tasks, without an outage with `deploy.update_config.order: start-first`',
      at: `x-gantry.${name}`,
    }),
  );
}

/** What is to become of a task whose secret or config has another content: there is only one thing that can. */
const ofChanges = (project: Project, service: ServiceSpec): readonly Found[] =>
  (['secrets', 'configs'] as const).flatMap((kind) =>
    service[kind].flatMap(({ source, gantry }) => {
      const declared = project[kind].get(source)?.extensions.get('x-gantry');
      const onChange = onChangeOf(gantry) ?? onChangeOf(declared);
      if (onChange === undefined || onChange.kind === 'recreate') return [];
      return [
        {
          setting: `${kind} (${source}: on-change)`,
          instead: 'another content makes new tasks: the files of a task cannot change',
          at: [kind, source] as const,
        },
      ];
    }),
  );
