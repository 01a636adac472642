import { describe, expect, test } from 'vitest';
import { formatChange } from '../../src/model/format-plan.ts';
import type { ServiceSpec } from '../../src/model/service-spec.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { aVolume } from '../support/a-volume.ts';
import { inspectionsOf } from '../support/apply-plan.ts';
import { planUp } from '../support/planning.ts';
import { running } from '../support/running.ts';

type Settings = Partial<ServiceSpec>;
type Said = readonly string[];

/** What `up` says has changed when a service that runs asks for something else. */
function changes(before: Settings, after: Settings): readonly string[] {
  const project = (settings: Settings) =>
    aProject({
      volumes: [aVolume('data'), aVolume('logs')],
      services: [{ ...aService('web'), ...settings }, aService('vpn')],
    });
  const observed = running(project(before));
  const { steps } = planUp(project(after), observed, {}, inspectionsOf(observed));
  return [
    ...new Set(
      steps.flatMap(({ cause }) => (cause.kind === 'changed' ? cause.fields.map(formatChange) : [])),
    ),
  ];
}

const mib = 1024 * 1024;
const device = (path: string, rate: number) => ({ path, rate });
const blkio = {
  weightDevice: [],
  deviceReadBps: [],
  deviceReadIops: [],
  deviceWriteBps: [],
  deviceWriteIops: [],
};
const bind = { type: 'bind', source: '/in', target: '/in' } as const;
const volume = { type: 'volume', source: 'data', target: '/data' } as const;
const port = { mode: 'ingress', target: 80, protocol: 'tcp' };

/** Settings, two values of each: what is said when the first one is added, changed to the second, taken away again. */
const TABLE: readonly (readonly [string, Settings, Settings, Said, Said, Said])[] = [
  [
    'annotations',
    { annotations: new Map([['a', '1']]) },
    { annotations: new Map([['a', '2']]) },
    ['annotations (none) -> {"a":"1"}'],
    ['annotations {"a":"1"} -> {"a":"2"}'],
    ['annotations {"a":"2"} -> (none)'],
  ],
  [
    'blkio weight',
    { blkioConfig: { ...blkio, weight: 10 } },
    { blkioConfig: { ...blkio, weight: 20 } },
    ['blkio_config.weight (none) -> 10'],
    ['blkio_config.weight 10 -> 20'],
    ['blkio_config.weight 20 -> (none)'],
  ],
  [
    'blkio rate',
    { blkioConfig: { ...blkio, deviceReadBps: [device('/dev/sda', 9)] } },
    { blkioConfig: { ...blkio, deviceReadBps: [device('/dev/sda', 8)] } },
    ['blkio_config.device_read_bps (none) -> {"Path":"/dev/sda","Rate":9}'],
    ['blkio_config.device_read_bps {"Path":"/dev/sda","Rate":9} -> {"Path":"/dev/sda","Rate":8}'],
    ['blkio_config.device_read_bps {"Path":"/dev/sda","Rate":8} -> (none)'],
  ],
  [
    'cap_add',
    { capAdd: ['NET_ADMIN'] },
    { capAdd: ['SYS_TIME', 'NET_ADMIN'] },
    ['cap_add (none) -> NET_ADMIN'],
    ['cap_add NET_ADMIN -> NET_ADMIN, SYS_TIME'],
    ['cap_add NET_ADMIN, SYS_TIME -> (none)'],
  ],
  [
    'cgroup_parent',
    { cgroupParent: 'a' },
    { cgroupParent: 'b' },
    ['cgroup_parent (none) -> a'],
    ['cgroup_parent a -> b'],
    ['cgroup_parent b -> (none)'],
  ],
  [
    'command',
    { command: ['a', 'b c'] },
    { command: ['a'] },
    ['command ["sh"] -> ["a","b c"]'],
    ['command ["a","b c"] -> ["a"]'],
    ['command ["a"] -> ["sh"]'],
  ],
  [
    'cpu_count',
    { cpuCount: 1 },
    { cpuCount: 2 },
    ['cpu_count (none) -> 1'],
    ['cpu_count 1 -> 2'],
    ['cpu_count 2 -> (none)'],
  ],
  [
    'cpu_percent',
    { cpuPercent: 10 },
    { cpuPercent: 20 },
    ['cpu_percent (none) -> 10'],
    ['cpu_percent 10 -> 20'],
    ['cpu_percent 20 -> (none)'],
  ],
  [
    'cpu_shares',
    { cpuShares: 10 },
    { cpuShares: 20 },
    ['cpu_shares (none) -> 10'],
    ['cpu_shares 10 -> 20'],
    ['cpu_shares 20 -> (none)'],
  ],
  ['cpus', { cpus: 0.5 }, { cpus: 1 }, ['cpus (none) -> 0.5'], ['cpus 0.5 -> 1'], ['cpus 1 -> (none)']],
  [
    'cpuset',
    { cpuset: '0' },
    { cpuset: '0-1' },
    ['cpuset (none) -> 0'],
    ['cpuset 0 -> 0-1'],
    ['cpuset 0-1 -> (none)'],
  ],
  [
    'device_cgroup_rules',
    { deviceCgroupRules: ['c 1:3 mr'] },
    { deviceCgroupRules: ['c 1:3 r'] },
    ['device_cgroup_rules (none) -> c 1:3 mr'],
    ['device_cgroup_rules c 1:3 mr -> c 1:3 r'],
    ['device_cgroup_rules c 1:3 r -> (none)'],
  ],
  [
    'devices',
    { devices: [{ source: '/dev/a', target: '/dev/a' }] },
    { devices: [{ source: '/dev/b', target: '/dev/a' }] },
    ['devices (none) -> {"CgroupPermissions":"rwm","PathInContainer":"/dev/a","PathOnHost":"/dev/a"}'],
    [
      'devices {"CgroupPermissions":"rwm","PathInContainer":"/dev/a","PathOnHost":"/dev/a"} -> {"CgroupPermissions":"rwm","PathInContainer":"/dev/a","PathOnHost":"/dev/b"}',
    ],
    ['devices {"CgroupPermissions":"rwm","PathInContainer":"/dev/a","PathOnHost":"/dev/b"} -> (none)'],
  ],
  [
    'dns',
    { dns: ['1.1.1.1'] },
    { dns: ['8.8.8.8', '1.1.1.1'] },
    ['dns (none) -> 1.1.1.1'],
    ['dns 1.1.1.1 -> 8.8.8.8, 1.1.1.1'],
    ['dns 8.8.8.8, 1.1.1.1 -> (none)'],
  ],
  [
    'dns_opt',
    { dnsOpt: ['ndots:1'] },
    { dnsOpt: ['ndots:2'] },
    ['dns_opt (none) -> ndots:1'],
    ['dns_opt ndots:1 -> ndots:2'],
    ['dns_opt ndots:2 -> (none)'],
  ],
  [
    'dns_search',
    { dnsSearch: ['a.lan'] },
    { dnsSearch: ['b.lan'] },
    ['dns_search (none) -> a.lan'],
    ['dns_search a.lan -> b.lan'],
    ['dns_search b.lan -> (none)'],
  ],
  [
    'domainname',
    { domainname: 'lan' },
    { domainname: 'wan' },
    ['domainname (none) -> lan'],
    ['domainname lan -> wan'],
    ['domainname wan -> (none)'],
  ],
  [
    'entrypoint',
    { entrypoint: ['run'], command: ['a'] },
    { entrypoint: ['run', '-v'], command: ['a'] },
    ['command ["sh"] -> ["a"]', 'entrypoint [] -> ["run"]'],
    ['entrypoint ["run"] -> ["run","-v"]'],
    ['command ["a"] -> ["sh"]', 'entrypoint ["run","-v"] -> []'],
  ],
  [
    'environment',
    { environment: new Map([['A', '1']]) },
    {
      environment: new Map([
        ['A', '2'],
        ['B', ''],
      ]),
    },
    ['environment.A (none) -> 1'],
    ['environment.A 1 -> 2', 'environment.B (none) -> '],
    ['environment.A •••••• -> (none)', 'environment.B  -> (none)'],
  ],
  [
    'extra_hosts',
    { extraHosts: ['a:1.1.1.1'] },
    { extraHosts: ['a:2.2.2.2'] },
    ['extra_hosts (none) -> a:1.1.1.1'],
    ['extra_hosts a:1.1.1.1 -> a:2.2.2.2'],
    ['extra_hosts a:2.2.2.2 -> (none)'],
  ],
  [
    'group_add',
    { groupAdd: ['1'] },
    { groupAdd: ['2'] },
    ['group_add (none) -> 1'],
    ['group_add 1 -> 2'],
    ['group_add 2 -> (none)'],
  ],
  [
    'healthcheck',
    { healthcheck: { test: ['CMD', 'a'], intervalMs: 1000 } },
    { healthcheck: { test: ['CMD', 'b'], retries: 3, timeoutMs: 90_000 } },
    ['healthcheck.test (none) -> ["CMD","a"]', 'healthcheck.interval (none) -> 1s'],
    [
      'healthcheck.test ["CMD","a"] -> ["CMD","b"]',
      'healthcheck.interval 1s -> (none)',
      'healthcheck.timeout (none) -> 90s',
      'healthcheck.retries (none) -> 3',
    ],
    ['healthcheck ["CMD","b"] -> (none)'],
  ],
  [
    'hostname',
    { hostname: 'a' },
    { hostname: 'b' },
    ['hostname (none) -> a'],
    ['hostname a -> b'],
    ['hostname b -> (none)'],
  ],
  ['init', { init: true }, { init: false }, ['init (none) -> true'], ['init true -> (none)'], []],
  ['ipc', { ipc: 'host' }, { ipc: 'private' }, ['ipc private -> host'], ['ipc host -> private'], []],
  [
    'isolation',
    { isolation: 'hyperv' },
    { isolation: 'default' },
    ['isolation (none) -> hyperv'],
    ['isolation hyperv -> default'],
    [],
  ],
  [
    'labels',
    { labels: new Map([['a', '1']]) },
    { labels: new Map([['a', '2']]) },
    ['labels.a (none) -> 1'],
    ['labels.a 1 -> 2'],
    ['labels.a 2 -> (none)'],
  ],
  [
    'logging',
    { logging: { driver: 'local', options: new Map([['max-size', '1m']]) } },
    { logging: { driver: 'local', options: new Map([['max-size', '2m']]) } },
    ['logging json-file {} -> local {"max-size":"1m"}'],
    ['logging local {"max-size":"1m"} -> local {"max-size":"2m"}'],
    ['logging {"Config":{"max-size":"2m"},"Type":"local"} -> (none)'],
  ],
  [
    'mem_limit',
    { memLimitBytes: 64 * mib },
    { memLimitBytes: 128 * mib },
    ['mem_limit (none) -> 64m'],
    ['mem_limit 64m -> 128m'],
    ['mem_limit 128m -> (none)'],
  ],
  [
    'mem_reservation',
    { memReservationBytes: 64 * mib },
    { memReservationBytes: 1000 },
    ['mem_reservation (none) -> 64m'],
    ['mem_reservation 64m -> 1000'],
    ['mem_reservation 1000 -> (none)'],
  ],
  [
    'mem_swappiness',
    { memSwappiness: 10 },
    { memSwappiness: 20 },
    ['mem_swappiness (none) -> 10'],
    ['mem_swappiness 10 -> 20'],
    ['mem_swappiness 20 -> (none)'],
  ],
  [
    'memswap_limit',
    { memLimitBytes: mib, memSwapLimitBytes: 4 * mib },
    { memLimitBytes: mib, memSwapLimitBytes: -1 },
    ['mem_limit (none) -> 1m', 'memswap_limit 2m -> 4m'],
    ['memswap_limit 4m -> -1'],
    ['mem_limit 1m -> (none)'],
  ],
  [
    'network_mode',
    { networkMode: 'host' },
    { networkMode: 'bridge' },
    ['network_mode none -> host'],
    ['network_mode host -> (none)'],
    ['network_mode (none) -> none'],
  ],
  [
    'oom_kill_disable',
    { oomKillDisable: true },
    { oomKillDisable: false },
    ['oom_kill_disable (none) -> true'],
    ['oom_kill_disable true -> (none)'],
    [],
  ],
  [
    'oom_score_adj',
    { oomScoreAdj: 100 },
    { oomScoreAdj: -100 },
    ['oom_score_adj (none) -> 100'],
    ['oom_score_adj 100 -> -100'],
    ['oom_score_adj -100 -> (none)'],
  ],
  [
    'pid',
    { pid: 'host' },
    { pid: 'service:vpn' },
    ['pid (none) -> host'],
    ['pid host -> container:4595a2b731f7'],
    ['pid container:4595a2b731f7 -> (none)'],
  ],
  [
    'pids_limit',
    { pidsLimit: 10 },
    { pidsLimit: -1 },
    ['pids_limit (none) -> 10'],
    ['pids_limit 10 -> -1'],
    [],
  ],
  [
    'ports',
    { ports: [{ ...port, published: '8080' }] },
    { ports: [{ ...port, published: '8081', hostIp: '127.0.0.1' }] },
    ['ports (none) -> 8080:80/tcp'],
    ['ports 8080:80/tcp -> 127.0.0.1:8081:80/tcp'],
    ['ports 127.0.0.1:8081:80/tcp -> (none)'],
  ],
  [
    'privileged',
    { privileged: true },
    { privileged: false },
    ['privileged (none) -> true'],
    ['privileged true -> (none)'],
    [],
  ],
  [
    'read_only',
    { readOnly: true },
    { readOnly: false },
    ['read_only (none) -> true'],
    ['read_only true -> (none)'],
    [],
  ],
  [
    'restart',
    { restart: 'always' },
    { restart: 'on-failure:3' },
    ['restart no -> always'],
    ['restart always -> on-failure:3'],
    ['restart on-failure:3 -> no'],
  ],
  [
    'runtime',
    { runtime: 'kata' },
    { runtime: 'runc' },
    ['runtime runc -> kata'],
    ['runtime kata -> runc'],
    [],
  ],
  [
    'security_opt',
    { securityOpt: ['no-new-privileges:true'] },
    { securityOpt: ['apparmor:unconfined'] },
    ['security_opt (none) -> no-new-privileges:true'],
    ['security_opt no-new-privileges:true -> apparmor:unconfined'],
    ['security_opt apparmor:unconfined -> (none)'],
  ],
  [
    'shm_size',
    { shmSizeBytes: 128 * mib },
    { shmSizeBytes: 64 * mib },
    ['shm_size 64m -> 128m'],
    ['shm_size 128m -> 64m'],
    [],
  ],
  [
    'stdin_open',
    { stdinOpen: true },
    { stdinOpen: false },
    ['stdin_open (none) -> true'],
    ['stdin_open true -> (none)'],
    [],
  ],
  [
    'stop_grace_period',
    { stopGraceMs: 1000 },
    { stopGraceMs: 2000 },
    ['stop_grace_period (none) -> 1s'],
    ['stop_grace_period 1s -> 2s'],
    ['stop_grace_period 2s -> (none)'],
  ],
  [
    'stop_signal',
    { stopSignal: 'SIGINT' },
    { stopSignal: 'SIGQUIT' },
    ['stop_signal (none) -> SIGINT'],
    ['stop_signal SIGINT -> SIGQUIT'],
    ['stop_signal SIGQUIT -> (none)'],
  ],
  [
    'storage_opt',
    { storageOpt: new Map([['size', '1G']]) },
    { storageOpt: new Map([['size', '2G']]) },
    ['storage_opt (none) -> {"size":"1G"}'],
    ['storage_opt {"size":"1G"} -> {"size":"2G"}'],
    ['storage_opt {"size":"2G"} -> (none)'],
  ],
  [
    'sysctls',
    { sysctls: new Map([['net.a', '1']]) },
    { sysctls: new Map([['net.a', '2']]) },
    ['sysctls (none) -> {"net.a":"1"}'],
    ['sysctls {"net.a":"1"} -> {"net.a":"2"}'],
    ['sysctls {"net.a":"2"} -> (none)'],
  ],
  [
    'tmpfs',
    { tmpfs: ['/run'] },
    { tmpfs: ['/run:size=1m'] },
    ['tmpfs (none) -> {"/run":""}'],
    ['tmpfs {"/run":""} -> {"/run":"size=1m"}'],
    ['tmpfs {"/run":"size=1m"} -> (none)'],
  ],
  ['tty', { tty: true }, { tty: false }, ['tty (none) -> true'], ['tty true -> (none)'], []],
  [
    'ulimits',
    { ulimits: new Map([['nofile', { soft: 1, hard: 2, single: false }]]) },
    { ulimits: new Map([['nofile', { soft: 2, hard: 2, single: false }]]) },
    ['ulimits (none) -> {"Hard":2,"Name":"nofile","Soft":1}'],
    ['ulimits {"Hard":2,"Name":"nofile","Soft":1} -> {"Hard":2,"Name":"nofile","Soft":2}'],
    ['ulimits {"Hard":2,"Name":"nofile","Soft":2} -> (none)'],
  ],
  ['user', { user: '1' }, { user: '2' }, ['user (none) -> 1'], ['user 1 -> 2'], ['user 2 -> (none)']],
  [
    'userns_mode',
    { usernsMode: 'host' },
    { usernsMode: 'private' },
    ['userns_mode (none) -> host'],
    ['userns_mode host -> private'],
    ['userns_mode private -> (none)'],
  ],
  [
    'uts',
    { uts: 'host' },
    { uts: 'private' },
    ['uts (none) -> host'],
    ['uts host -> private'],
    ['uts private -> (none)'],
  ],
  [
    'a bind',
    { volumes: [bind] },
    { volumes: [{ ...bind, source: '/out', readOnly: true }] },
    ['volumes./in (none) -> bind /in'],
    ['volumes./in bind /in -> bind /out (ro)'],
    ['volumes./in bind /out (ro) -> (none)'],
  ],
  [
    'bind propagation',
    { volumes: [{ ...bind, bind: { propagation: 'rshared' } }] },
    { volumes: [{ ...bind, bind: { propagation: 'rslave' } }] },
    ['volumes./in (none) -> bind /in (rshared)'],
    ['volumes./in bind /in (rshared) -> bind /in (rslave)'],
    ['volumes./in bind /in (rslave) -> (none)'],
  ],
  [
    'a volume',
    { volumes: [volume] },
    { volumes: [{ ...volume, source: 'logs' }] },
    ['volumes./data (none) -> volume app_data'],
    ['volumes./data volume app_data -> volume app_logs'],
    ['volumes./data volume app_logs -> (none)'],
  ],
  [
    'a part of a volume',
    { volumes: [{ ...volume, volume: { subpath: 'a', labels: new Map() } }] },
    { volumes: [{ ...volume, readOnly: true }] },
    ['volumes./data (none) -> volume app_data ({"subpath":"a"})'],
    ['volumes./data volume app_data ({"subpath":"a"}) -> volume app_data (ro)'],
    ['volumes./data volume app_data (ro) -> (none)'],
  ],
  [
    'a tmpfs mount',
    { volumes: [{ type: 'tmpfs', target: '/t', tmpfs: { sizeBytes: mib } }] },
    { volumes: [{ type: 'tmpfs', target: '/t', tmpfs: { mode: 0o700 } }] },
    ['volumes./t (none) -> tmpfs ({"SizeBytes":1048576})'],
    ['volumes./t tmpfs ({"SizeBytes":1048576}) -> tmpfs ({"Mode":448})'],
    ['volumes./t tmpfs ({"Mode":448}) -> (none)'],
  ],
  [
    'volumes_from',
    { volumesFrom: ['vpn'] },
    { volumesFrom: ['vpn:ro'] },
    ['volumes_from (none) -> 4595a2b731f7'],
    ['volumes_from 4595a2b731f7 -> 4595a2b731f7:ro'],
    ['volumes_from 4595a2b731f7:ro -> (none)'],
  ],
  [
    'working_dir',
    { workingDir: '/a' },
    { workingDir: '/b' },
    ['working_dir (none) -> /a'],
    ['working_dir /a -> /b'],
    ['working_dir /b -> (none)'],
  ],
];

describe('planUp() names the settings that changed, in the words of the file', () => {
  test.each(TABLE)('%s', (_, first, second, added, changed, takenAway) => {
    expect(changes({}, first)).toEqual(added);
    expect(changes(first, second)).toEqual(changed);
    expect(changes(second, {})).toEqual(takenAway);
    expect(changes(first, first)).toEqual([]);
    expect(changes(second, second)).toEqual([]);
  });
});
