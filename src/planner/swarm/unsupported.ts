import type { PortMapping, ServiceSpec } from '../../model/service-spec.ts';

/** A setting that a swarm cannot honour. */
export interface Unsupported {
  readonly service: string;
  /** In the words of the file. */
  readonly setting: string;
  /** What happens instead. */
  readonly instead: string;
}

type Row = readonly [setting: string, isWritten: (service: ServiceSpec) => boolean, instead: string];

const has = (list: { readonly length: number } | { readonly size: number } | undefined): boolean =>
  list !== undefined && ('size' in list ? list.size > 0 : list.length > 0);

const NO_FIELD = 'a service of a swarm has no such setting';

/** What the API has no field for, or engines discard. Source: Docker Engine API v1.45. */
const ROWS: readonly Row[] = [
  [
    'container_name',
    ({ containerName }) => containerName !== undefined,
    'each task has a name of its own; other services find it by the name of the service, or an alias',
  ],
  ['domainname', ({ domainname }) => domainname !== undefined, NO_FIELD],
  ['mac_address', ({ macAddress }) => macAddress !== undefined, NO_FIELD],
  ['links', ({ links }) => has(links), 'services of one network find each other by their names'],
  [
    'external_links',
    ({ externalLinks }) => has(externalLinks),
    'services of one network find each other by their names',
  ],
  ['privileged', ({ privileged }) => privileged === true, `${NO_FIELD}; give single rights with cap_add`],
  ['devices', ({ devices }) => has(devices), NO_FIELD],
  ['device_cgroup_rules', ({ deviceCgroupRules }) => has(deviceCgroupRules), NO_FIELD],
  ['gpus', ({ gpus }) => has(gpus), `${NO_FIELD}; offer them as generic resources of the nodes`],
  ['userns_mode', ({ usernsMode }) => usernsMode !== undefined, NO_FIELD],
  ['cgroup', ({ cgroup }) => cgroup !== undefined, NO_FIELD],
  ['cgroup_parent', ({ cgroupParent }) => cgroupParent !== undefined, NO_FIELD],
  ['ipc', ({ ipc }) => ipc !== undefined, NO_FIELD],
  ['pid', ({ pid }) => pid !== undefined, NO_FIELD],
  ['uts', ({ uts }) => uts !== undefined, NO_FIELD],
  ['runtime', ({ runtime }) => runtime !== undefined, `${NO_FIELD}; each node has its own default`],
  ['storage_opt', ({ storageOpt }) => has(storageOpt), NO_FIELD],
  ['annotations', ({ annotations }) => has(annotations), NO_FIELD],
  ['blkio_config', ({ blkioConfig }) => blkioConfig !== undefined, NO_FIELD],
  ['oom_kill_disable', ({ oomKillDisable }) => oomKillDisable === true, NO_FIELD],
  ['oom_score_adj', ({ oomScoreAdj }) => (oomScoreAdj ?? 0) !== 0, 'engines before API 1.46 discard it'],
  ['memswap_limit', ({ memSwapLimitBytes }) => memSwapLimitBytes !== undefined, NO_FIELD],
  ['mem_swappiness', ({ memSwappiness }) => memSwappiness !== undefined, NO_FIELD],
  ['cpuset', ({ cpuset }) => cpuset !== undefined, NO_FIELD],
  ['cpu_shares', ({ cpuShares }) => (cpuShares ?? 0) !== 0, NO_FIELD],
  ['cpu_quota', ({ cpuQuota }) => (cpuQuota ?? 0) !== 0, `${NO_FIELD}; write cpus`],
  ['cpu_period', ({ cpuPeriod }) => (cpuPeriod ?? 0) !== 0, `${NO_FIELD}; write cpus`],
  ['cpu_rt_runtime', ({ cpuRtRuntime }) => (cpuRtRuntime ?? 0) !== 0, NO_FIELD],
  ['cpu_rt_period', ({ cpuRtPeriod }) => (cpuRtPeriod ?? 0) !== 0, NO_FIELD],
  ['cpu_count', ({ cpuCount }) => (cpuCount ?? 0) !== 0, `${NO_FIELD}; write cpus`],
  ['cpu_percent', ({ cpuPercent }) => (cpuPercent ?? 0) !== 0, `${NO_FIELD}; write cpus`],
  ['volumes_from', ({ volumesFrom }) => has(volumesFrom), 'tasks may be on different nodes'],
  [
    'use_api_socket',
    ({ useApiSocket }) => useApiSocket === true,
    'mount the socket of the node, and think of what it allows',
  ],
  [
    'pre_start',
    ({ preStart }) => preStart !== undefined,
    'a service with deploy.mode: replicated-job that others wait for does the same',
  ],
  [
    'post_start',
    ({ postStart }) => postStart !== undefined,
    'a service with deploy.mode: replicated-job that others wait for does the same',
  ],
  ['pre_stop', ({ preStop }) => preStop !== undefined, 'let the program do it at stop_signal'],
  ['provider', ({ provider }) => provider !== undefined, 'it is run on one machine alone'],
  ['models', ({ models }) => models !== undefined, 'they run on one machine alone'],
  ['deploy.resources.reservations.devices', ({ deploy }) => has(deploy?.reservations?.devices), NO_FIELD],
];

/** Every setting of these services that is written and that a swarm cannot honour. */
export const unsupported = (services: Iterable<ServiceSpec>): readonly Unsupported[] =>
  [...services].flatMap((service) =>
    [
      ...ROWS.filter(([, isWritten]) => isWritten(service)).map(([setting, , instead]) => ({
        setting,
        instead,
      })),
      ...ofNetworks(service),
      ...service.ports.flatMap(ofPort),
      ...ofMounts(service),
    ].map((found) => ({ service: service.name, ...found })),
  );

type Found = Omit<Unsupported, 'service'>;

function ofNetworks({ networkMode, networks }: ServiceSpec): readonly Found[] {
  const isPossible = networkMode === undefined || networkMode === 'host' || networkMode === 'none';
  const mode = isPossible
    ? []
    : [
        {
          setting: 'network_mode',
          instead: `${networkMode} is of one machine; tasks may be on different nodes`,
        },
      ];
  const addresses = [...networks].flatMap(([key, endpoint]) => {
    const written = [
      ...(endpoint?.ipv4Address === undefined ? [] : ['ipv4_address']),
      ...(endpoint?.ipv6Address === undefined ? [] : ['ipv6_address']),
      ...(endpoint?.macAddress === undefined ? [] : ['mac_address']),
      ...(has(endpoint?.linkLocalIps) ? ['link_local_ips'] : []),
      ...(endpoint?.interfaceName === undefined ? [] : ['interface_name']),
      ...(endpoint?.gwPriority === undefined ? [] : ['gw_priority']),
    ];
    return written.map((name) => ({
      setting: `networks.${key}.${name}`,
      instead: 'each task gets an address of its own',
    }));
  });
  return [...mode, ...addresses];
}

function ofPort({ hostIp, published, target, mode }: PortMapping): readonly Found[] {
  const setting = `ports (${target})`;
  return [
    ...(hostIp === undefined
      ? []
      : [
          {
            setting,
            instead: `${hostIp} cannot be asked for: it is published on all addresses of ${mode === 'host' ? 'the node of each task' : 'all nodes'}`,
          },
        ]),
    ...(published?.includes('-') ? [{ setting, instead: `the first of ${published} is published` }] : []),
  ];
}

function ofMounts({ volumes, securityOpt }: ServiceSpec): readonly Found[] {
  const images = volumes
    .filter(({ type }) => type === 'image')
    .map(({ target }) => ({ setting: `volumes (${target})`, instead: 'an image cannot be mounted there' }));
  const created = volumes
    .filter(({ type, bind }) => type === 'bind' && bind?.createHostPath !== false)
    .map(({ source }) => ({
      setting: `volumes (${source})`,
      instead: 'the folder has to be there on each node: none is made',
    }));
  const options = securityOpt
    .filter((option) => !KNOWN_OPTION.test(option))
    .map((option) => ({ setting: `security_opt (${option})`, instead: NO_FIELD }));
  return [...images, ...created, ...options];
}

const KNOWN_OPTION = /^(no-new-privileges([:=]true)?|(apparmor|seccomp)[:=]unconfined)$/;
