/**
 * What becomes of an attribute on a swarm. `same`: as on one engine. `other`: something else happens, or gantry does it, and nobody has to
 * be told each time. `warned`: a swarm cannot honour it.
 */
type Fate = 'same' | 'other' | 'warned';

export interface AttributeFate {
  /** With the attributes in it: `healthcheck.*`. */
  readonly names: readonly string[];
  readonly fate: Fate;
  /** What happens instead. Empty: nothing else. */
  readonly text: string;
}

const NO_FIELD = 'a service of a swarm has no such setting';
const BY_CPUS = `${NO_FIELD}; write cpus`;
const BY_NAME = 'services of one network find each other by their names';
const OWN_ADDRESS = 'each task gets an address of its own';
const BY_JOB = 'a service with deploy.mode: replicated-job that others wait for does the same';
const DISCARDED = 'engines discard it for tasks';

const fates = (fate: Fate, rows: Readonly<Record<string, string>>): readonly AttributeFate[] =>
  Object.entries(rows).map(([names, text]) => ({ names: names.split(' '), fate, text }));

/**
 * Of a service. Source: Docker Engine API v1.45; tried on Docker Engine 26.1.5. `docs/swarm.md` prints it, and a test holds it against the
 * schema of the file.
 */
export const OF_SERVICE: readonly AttributeFate[] = [
  ...fates('same', {
    'image command entrypoint environment env_file.* user group_add working_dir': '',
    'tty stdin_open read_only init stop_signal stop_grace_period': '',
    'cap_add cap_drop ulimits.* sysctls dns dns_opt dns_search': '',
    'healthcheck.*': '',
    'logging.*': '',
    'labels label_file': '',
    isolation: 'for nodes with Windows',
    'profiles extends.* expose': '',
    'secrets secrets.source secrets.target secrets.uid secrets.gid secrets.mode': '',
    'configs configs.source configs.target configs.uid configs.gid configs.mode': '',
    'networks networks.aliases networks.driver_opts': '',
    'volumes volumes.type volumes.source volumes.target volumes.read_only': '',
    'volumes.bind volumes.bind.propagation': '',
    'volumes.volume volumes.volume.nocopy volumes.volume.subpath volumes.volume.labels': '',
    'volumes.tmpfs volumes.tmpfs.size volumes.tmpfs.mode': '',
    'ports ports.target ports.protocol': '',
    'deploy deploy.mode deploy.endpoint_mode deploy.placement.*': '',
    'deploy.resources deploy.resources.limits.* deploy.resources.reservations deploy.resources.reservations.cpus':
      'limits are at least 4 MiB and 0.001 CPUs',
    'deploy.resources.reservations.generic_resources.*': '',
    'deploy.restart_policy.*': '',
    'deploy.update_config.* deploy.rollback_config.*': 'not of jobs, which a swarm does not update',
    'cpus mem_limit pids_limit': 'limits of each task; what `deploy.resources` says wins',
  }),
  ...fates('other', {
    hostname: 'templates such as `{{.Node.Hostname}}-{{.Task.Slot}}` work, also in `environment`',
    extra_hosts: '`host-gateway` is the node of the task',
    'build.*': 'by gantry, before anything changes; nodes pull what was pushed',
    pull_policy: 'nodes pull by themselves what they do not have',
    pull_refresh_after: 'nodes pull by themselves what they do not have',
    platform: 'the nodes that have it; a swarm does not tell variants of an architecture apart',
    'depends_on.*':
      'gantry waits, when it brings the project there; a swarm that starts tasks again knows no order',
    'scale deploy.replicas': '1 without, also where somebody has scaled it by hand; not of a global service',
    restart:
      '`always` and `unless-stopped`: any; without it tasks are started again, too; `deploy.restart_policy` wins',
    'deploy.labels': 'of the service, not of its containers',
    mem_reservation: 'a claim by which the swarm chooses nodes, no soft limit',
    'deploy.resources.reservations.memory': 'a claim by which the swarm chooses nodes, no soft limit',
    shm_size: 'a mount in memory at /dev/shm',
    tmpfs: 'mounts in memory, with `size` and `mode`',
    'ports.published': 'of all nodes (`mode: ingress`), or of the node of each task (`mode: host`)',
    'ports.mode': '`ingress` where nothing is written',
    'ports.name ports.app_protocol': 'nobody reads it',
    security_opt: '`no-new-privileges`, `label`, a seccomp profile, and `apparmor:unconfined`',
    attach: '`logs` shows all',
    'develop.*': '`watch` works on the containers of one engine',
    'volumes.consistency': 'without effect, as on Linux',
    network_mode: '`host` and `bridge`: those of the node',
    credential_spec: 'for nodes with Windows',
    'credential_spec.file credential_spec.registry': 'for nodes with Windows',
    'secrets.x-gantry configs.x-gantry':
      'another content makes new tasks: the content of a file in a task cannot change',
    'x-gantry':
      '`settle`: see `update_config.monitor`; `ingress`, `handover` and `behind-proxy`: see `update_config.order: start-first`; the rest is the same',
  }),
  ...fates('warned', {
    container_name:
      'each task has a name of its own; other services find it by the name of the service, or an alias',
    'domainname mac_address': NO_FIELD,
    'links external_links': BY_NAME,
    privileged: `${NO_FIELD}; give single rights with cap_add`,
    'devices.* device_cgroup_rules': NO_FIELD,
    'gpus.*': `${NO_FIELD}; offer them as generic resources of the nodes`,
    'userns_mode cgroup cgroup_parent ipc pid uts storage_opt annotations blkio_config.* oom_kill_disable':
      NO_FIELD,
    runtime: `${NO_FIELD}; each node has its own default`,
    oom_score_adj: 'engines before API 1.46 discard it',
    'memswap_limit mem_swappiness cpuset cpu_shares cpu_rt_runtime cpu_rt_period': NO_FIELD,
    'cpu_quota cpu_period cpu_count cpu_percent': BY_CPUS,
    volumes_from: 'tasks may be on different nodes',
    use_api_socket: 'mount the socket of the node, and think of what it allows',
    'pre_start.* post_start.*': BY_JOB,
    'pre_stop.*': 'let the program do it at stop_signal',
    'provider.*': 'it is run on one machine alone',
    'models.*': 'they run on one machine alone',
    'credential_spec.config': 'name a file or a registry',
    'deploy.resources.reservations.devices.*': NO_FIELD,
    'networks.ipv4_address networks.ipv6_address networks.mac_address networks.link_local_ips': OWN_ADDRESS,
    'networks.interface_name networks.gw_priority networks.priority': NO_FIELD,
    'ports.host_ip': 'it is published on all addresses',
    'volumes.bind.create_host_path': 'the folder has to be there on each node: none is made',
    'volumes.bind.selinux': DISCARDED,
    'volumes.bind.recursive': `${DISCARDED}, but for \`disabled\``,
    'volumes.image.*': 'an image cannot be mounted there',
  }),
];

/** Of the other parts of the file, by their names there. */
export const OF_TOP_LEVEL: readonly AttributeFate[] = [
  ...fates('same', {
    'networks.name networks.labels networks.attachable networks.internal networks.driver_opts networks.enable_ipv6 networks.ipam.*':
      '',
    'secrets.file secrets.environment secrets.labels secrets.template_driver': '',
    'configs.file configs.environment configs.content configs.labels configs.template_driver': '',
    'secrets.driver secrets.driver_opts': 'only a swarm has drivers of secrets',
  }),
  ...fates('other', {
    'networks.driver': '`overlay`, also where the file says `bridge`',
    'networks.external.*': 'one of the swarm (`docker network create --driver overlay --attachable NAME`)',
    'networks.enable_ipv4': 'from API 1.48 on',
    'volumes.driver volumes.driver_opts volumes.labels volumes.name':
      'each node makes the volume of them when it gets a task, and never changes one that it has',
    'volumes.external.*': 'it has to be on each node that gets a task: an empty one is made where it is not',
    'secrets.name configs.name':
      'without it the name ends with a digest of the content, so that it can change; with it neither can',
    'secrets.external.* configs.external.*': 'one of the swarm (`docker secret create NAME FILE`)',
    'networks.x-gantry': 'it is about one engine',
    'volumes.x-gantry': 'it is about one engine',
    'secrets.x-gantry': 'another content makes new tasks',
    'configs.x-gantry': 'another content makes new tasks',
  }),
  ...fates('warned', {
    'models.*': 'they run on one machine alone',
  }),
];

const SETTINGS: ReadonlyMap<string, string> = new Map(
  OF_SERVICE.filter(({ fate }) => fate === 'warned').flatMap(({ names, text }) =>
    names.map((name) => [name.replace(/\.\*$/, ''), text] as const),
  ),
);

/** What happens instead of a setting of a service that a swarm cannot honour. */
export const insteadOf = (setting: string): string => SETTINGS.get(setting) ?? NO_FIELD;
