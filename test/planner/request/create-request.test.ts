import { describe, expect, test } from 'vitest';
import type { ContainerRequest, HostConfig } from '../../../src/model/container-request.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Project } from '../../../src/model/project.ts';
import type { Mount, PortMapping, ServiceSpec } from '../../../src/model/service-spec.ts';
import { aNetwork } from '../../support/a-network.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { aVolume } from '../../support/a-volume.ts';
import { createRequest } from '../../support/planning.ts';

const want = (
  overrides: Partial<ServiceSpec>,
  more: readonly ServiceSpec[] = [],
  around: Partial<Project> = {},
) => {
  const service = { ...aService('web'), ...overrides };
  const parts = aProject({
    services: [service, ...more],
    networks: [aNetwork('back'), aNetwork('front')],
    volumes: [aVolume('data')],
    secrets: [
      {
        key: 'token',
        name: 'app_token',
        from: { kind: 'file', path: '/app/token.txt' },
        labels: new Map(),
        driverOpts: new Map(),
        extensions: new Map(),
      },
    ],
    configs: [
      {
        key: 'nginx',
        name: 'app_nginx',
        from: { kind: 'file', path: '/app/nginx.conf' },
        labels: new Map(),
        driverOpts: new Map(),
        extensions: new Map(),
      },
    ],
  });
  return createRequest({ ...parts, ...around }, service, 1, () => [1, 2]);
};

type Row = readonly [attribute: string, written: Partial<ServiceSpec>, sent: object];

const limits = { devices: [] };
const port = (overrides: Partial<PortMapping>): PortMapping => ({
  mode: 'ingress',
  target: 80,
  protocol: 'tcp',
  ...overrides,
});
const mount = (overrides: Partial<Mount>): Mount => ({
  type: 'bind',
  source: '/app/in',
  target: '/in',
  ...overrides,
});
const gpu = { capabilities: ['compute'], deviceIds: [], options: new Map() };

const HOST_CONFIG: readonly Row[] = [
  ['annotations', { annotations: new Map([['a', 'b']]) }, { Annotations: { a: 'b' } }],
  [
    'blkio_config',
    {
      blkioConfig: {
        weight: 300,
        weightDevice: [{ path: '/dev/sda', weight: 200 }],
        deviceReadBps: [{ path: '/dev/sda', rate: 1024 }],
        deviceReadIops: [{ path: '/dev/sda', rate: 1 }],
        deviceWriteBps: [{ path: '/dev/sda', rate: 2 }],
        deviceWriteIops: [{ path: '/dev/sda', rate: 3 }],
      },
    },
    {
      BlkioWeight: 300,
      BlkioWeightDevice: [{ Path: '/dev/sda', Weight: 200 }],
      BlkioDeviceReadBps: [{ Path: '/dev/sda', Rate: 1024 }],
      BlkioDeviceReadIOps: [{ Path: '/dev/sda', Rate: 1 }],
      BlkioDeviceWriteBps: [{ Path: '/dev/sda', Rate: 2 }],
      BlkioDeviceWriteIOps: [{ Path: '/dev/sda', Rate: 3 }],
    },
  ],
  [
    'cap_add, cap_drop',
    { capAdd: ['NET_ADMIN'], capDrop: ['ALL'] },
    { CapAdd: ['NET_ADMIN'], CapDrop: ['ALL'] },
  ],
  [
    'cgroup, cgroup_parent',
    { cgroup: 'host', cgroupParent: '/p' },
    { CgroupnsMode: 'host', CgroupParent: '/p' },
  ],
  ['cpu_count, cpu_percent', { cpuCount: 2, cpuPercent: 5 }, { CpuCount: 2, CpuPercent: 500 }],
  ['cpu_period, cpu_quota', { cpuPeriod: 1000, cpuQuota: 500 }, { CpuPeriod: 1000, CpuQuota: 500 }],
  ['cpu_rt_*', { cpuRtPeriod: 7, cpuRtRuntime: 6 }, { CpuRealtimePeriod: 7, CpuRealtimeRuntime: 6 }],
  ['cpus', { cpus: 0.1 }, { NanoCpus: 100_000_000 }],
  ['cpuset, cpu_shares', { cpuset: '0-1', cpuShares: 512 }, { CpusetCpus: '0-1', CpuShares: 512 }],
  [
    'deploy.resources wins',
    {
      cpus: 1,
      memLimitBytes: 1,
      pidsLimit: 1,
      deploy: {
        labels: new Map(),
        limits: { ...limits, cpus: 0.5, memoryBytes: 2, pids: 3 },
        reservations: { memoryBytes: 4, devices: [gpu] },
      },
    },
    {
      NanoCpus: 500_000_000,
      Memory: 2,
      PidsLimit: 3,
      MemoryReservation: 4,
      DeviceRequests: [{ Count: -1, Capabilities: [['compute']] }],
    },
  ],
  ['device_cgroup_rules', { deviceCgroupRules: ['c 1:3 mr'] }, { DeviceCgroupRules: ['c 1:3 mr'] }],
  [
    'devices',
    { devices: [{ source: '/dev/null' }, { source: 'vendor.com/gpu=all' }] },
    {
      Devices: [{ PathOnHost: '/dev/null', PathInContainer: '/dev/null', CgroupPermissions: 'rwm' }],
      DeviceRequests: [{ Driver: 'cdi', DeviceIDs: ['vendor.com/gpu=all'] }],
    },
  ],
  [
    'dns, dns_opt, dns_search',
    { dns: ['1.1.1.1'], dnsOpt: ['use-vc'], dnsSearch: ['lan'] },
    { Dns: ['1.1.1.1'], DnsOptions: ['use-vc'], DnsSearch: ['lan'] },
  ],
  ['extra_hosts', { extraHosts: ['a=1.2.3.4', 'b=::1'] }, { ExtraHosts: ['a:1.2.3.4', 'b:::1'] }],
  [
    'gpus',
    { gpus: [{ ...gpu, count: 2 }] },
    { DeviceRequests: [{ Count: 2, Capabilities: [['compute', 'gpu']] }] },
  ],
  ['group_add', { groupAdd: ['mail'] }, { GroupAdd: ['mail'] }],
  ['init', { init: false }, { Init: false }],
  ['ipc', { ipc: 'host' }, { IpcMode: 'host' }],
  ['isolation', { isolation: 'process' }, { Isolation: 'process' }],
  [
    'logging',
    { logging: { driver: 'local', options: new Map([['max-size', '1m']]) } },
    { LogConfig: { Type: 'local', Config: { 'max-size': '1m' } } },
  ],
  [
    'mem_*',
    { memLimitBytes: 4, memReservationBytes: 2, memSwapLimitBytes: -1, memSwappiness: 10 },
    { Memory: 4, MemoryReservation: 2, MemorySwap: -1, MemorySwappiness: 10 },
  ],
  ['network_mode', { networkMode: 'host' }, { NetworkMode: 'host' }],
  ['no network at all', {}, { NetworkMode: 'none' }],
  [
    'oom_kill_disable, oom_score_adj',
    { oomKillDisable: true, oomScoreAdj: 5 },
    { OomKillDisable: true, OomScoreAdj: 5 },
  ],
  ['pid', { pid: 'host' }, { PidMode: 'host' }],
  ['pids_limit', { pidsLimit: 50 }, { PidsLimit: 50 }],
  [
    'ports',
    {
      ports: [
        port({ published: '8080' }),
        port({ published: '9000-9002', hostIp: '127.0.0.1', protocol: 'udp' }),
        port({}),
      ],
    },
    {
      PortBindings: {
        '80/tcp': [
          { HostIp: '', HostPort: '8080' },
          { HostIp: '', HostPort: '' },
        ],
        '80/udp': [{ HostIp: '127.0.0.1', HostPort: '9000-9002' }],
      },
    },
  ],
  ['privileged', { privileged: true }, { Privileged: true }],
  ['read_only', { readOnly: true }, { ReadonlyRootfs: true }],
  ['restart', { restart: 'on-failure:3' }, { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 } }],
  [
    'deploy.restart_policy wins, and has attempts only on failure',
    { restart: 'no', deploy: { labels: new Map(), restartPolicy: { condition: 'any', maxAttempts: 4 } } },
    { RestartPolicy: { Name: 'always', MaximumRetryCount: 0 } },
  ],
  ['runtime', { runtime: 'runsc' }, { Runtime: 'runsc' }],
  [
    'secrets and configs from files',
    { secrets: [{ source: 'token' }], configs: [{ source: 'nginx', target: '/etc/nginx.conf' }] },
    {
      Mounts: [
        { Type: 'bind', Source: '/app/token.txt', Target: '/run/secrets/token', ReadOnly: true },
        { Type: 'bind', Source: '/app/nginx.conf', Target: '/etc/nginx.conf', ReadOnly: true },
      ],
    },
  ],
  [
    'security_opt',
    { securityOpt: ['no-new-privileges:true', 'systempaths=unconfined'] },
    { SecurityOpt: ['no-new-privileges:true'], MaskedPaths: [], ReadonlyPaths: [] },
  ],
  ['shm_size', { shmSizeBytes: 1024 }, { ShmSize: 1024 }],
  ['storage_opt', { storageOpt: new Map([['size', '1G']]) }, { StorageOpt: { size: '1G' } }],
  [
    'sysctls',
    { sysctls: new Map([['net.core.somaxconn', '100']]) },
    { Sysctls: { 'net.core.somaxconn': '100' } },
  ],
  ['tmpfs', { tmpfs: ['/tmp', '/x:size=1m'] }, { Tmpfs: { '/tmp': '', '/x': 'size=1m' } }],
  [
    'ulimits',
    { ulimits: new Map([['nofile', { soft: 1, hard: 2, single: false }]]) },
    { Ulimits: [{ Name: 'nofile', Soft: 1, Hard: 2 }] },
  ],
  ['userns_mode, uts', { usernsMode: 'host', uts: 'host' }, { UsernsMode: 'host', UTSMode: 'host' }],
  [
    'volumes that make the folder of the host',
    {
      volumes: [
        mount({ bind: { createHostPath: true }, readOnly: true }),
        mount({ target: '/z', bind: { createHostPath: true, selinux: 'z', propagation: 'rslave' } }),
      ],
    },
    { Binds: ['/app/in:/in:ro', '/app/in:/z:rw,z,rslave'] },
  ],
  [
    'volumes of every other kind',
    {
      volumes: [
        mount({ bind: { createHostPath: false, propagation: 'shared', recursive: 'readonly' } }),
        mount({
          type: 'volume',
          source: 'data',
          target: '/data',
          volume: { nocopy: true, labels: new Map() },
        }),
        { type: 'volume', target: '/anonymous' },
        { type: 'tmpfs', target: '/t', tmpfs: { sizeBytes: 10, mode: 0o755 } },
        mount({ type: 'image', source: 'app', target: '/i', image: { subpath: 's' } }),
      ],
    },
    {
      Mounts: [
        {
          Type: 'bind',
          Source: '/app/in',
          Target: '/in',
          BindOptions: { Propagation: 'shared', ReadOnlyForceRecursive: true },
        },
        { Type: 'volume', Source: 'app_data', Target: '/data', VolumeOptions: { NoCopy: true } },
        { Type: 'volume', Target: '/anonymous', VolumeOptions: {} },
        { Type: 'tmpfs', Target: '/t', TmpfsOptions: { SizeBytes: 10, Mode: 0o755 } },
        { Type: 'image', Source: 'app', Target: '/i', ImageOptions: { Subpath: 's' } },
      ],
    },
  ],
  [
    'a missing folder of the host is made unless the file forbids it',
    {
      volumes: [
        mount({}),
        mount({ target: '/p', bind: { propagation: 'rshared' } }),
        mount({ target: '/s', bind: { selinux: 'z' } }),
        mount({ target: '/r', bind: { recursive: 'disabled' } }),
        mount({ target: '/no', bind: { createHostPath: false } }),
      ],
    },
    {
      Binds: ['/app/in:/in:rw', '/app/in:/p:rw,rshared', '/app/in:/s:rw,z'],
      Mounts: [
        {
          Type: 'bind',
          Source: '/app/in',
          Target: '/r',
          BindOptions: { CreateMountpoint: true, NonRecursive: true },
        },
        { Type: 'bind', Source: '/app/in', Target: '/no', BindOptions: {} },
      ],
    },
  ],
  [
    'volume.subpath and volume.labels',
    {
      volumes: [
        {
          type: 'volume',
          source: 'data',
          target: '/data',
          readOnly: true,
          volume: { subpath: 's', labels: new Map([['a', 'b']]) },
        },
      ],
    },
    {
      Mounts: [
        {
          Type: 'volume',
          Source: 'app_data',
          Target: '/data',
          ReadOnly: true,
          VolumeOptions: { Subpath: 's', Labels: { a: 'b' } },
        },
      ],
    },
  ],
  [
    'mounts of other kinds of engines',
    { volumes: [mount({ type: 'npipe' }), mount({ type: 'cluster', target: '/c' })] },
    {
      Mounts: [
        { Type: 'npipe', Source: '/app/in', Target: '/in' },
        { Type: 'cluster', Source: '/app/in', Target: '/c' },
      ],
    },
  ],
  [
    'images and volumes by what they are, also where both have one name',
    {
      volumes: [
        mount({ type: 'image', source: 'data', target: '/i' }),
        mount({ target: '/w', bind: { createHostPath: true, recursive: 'writable' } }),
      ],
    },
    {
      Mounts: [
        { Type: 'image', Source: 'data', Target: '/i' },
        {
          Type: 'bind',
          Source: '/app/in',
          Target: '/w',
          BindOptions: { CreateMountpoint: true, ReadOnlyNonRecursive: true },
        },
      ],
    },
  ],
  ['network_mode: disabled, which is no mode of the host', { networkMode: 'disabled' }, {}],
  ['a restart that says nothing', { restart: '' }, {}],
  ['external_links', { externalLinks: ['old', 'old:alias'] }, { Links: ['old:old', 'old:alias'] }],
  [
    'deploy.restart_policy without a condition',
    { deploy: { labels: new Map(), restartPolicy: {} } },
    { RestartPolicy: { Name: 'always', MaximumRetryCount: 0 } },
  ],
  [
    'deploy.restart_policy that never restarts',
    { restart: 'always', deploy: { labels: new Map(), restartPolicy: { condition: 'none' } } },
    { RestartPolicy: { Name: 'no', MaximumRetryCount: 0 } },
  ],
  [
    'deploy.restart_policy that counts',
    { deploy: { labels: new Map(), restartPolicy: { condition: 'on-failure', maxAttempts: 3 } } },
    { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 } },
  ],
  [
    'gpus by id and by number',
    {
      gpus: [
        { ...gpu, deviceIds: ['0', '3'] },
        { ...gpu, count: -1, driver: 'nvidia', options: new Map([['a', 'b']]) },
      ],
    },
    {
      DeviceRequests: [
        { DeviceIDs: ['0', '3'], Capabilities: [['compute', 'gpu']] },
        { Driver: 'nvidia', Count: -1, Capabilities: [['compute', 'gpu']], Options: { a: 'b' } },
      ],
    },
  ],
  [
    'memswap_limit and pids_limit without an end',
    { memSwapLimitBytes: -1, pidsLimit: -1 },
    { MemorySwap: -1, PidsLimit: -1 },
  ],
  [
    'amounts of nothing, which mean "not said"',
    { memSwappiness: 0, pidsLimit: 0, cpuShares: 0, shmSizeBytes: 0 },
    {},
  ],
  ['volumes_from a container', { volumesFrom: ['container:old:ro'] }, { VolumesFrom: ['old:ro'] }],
];

const CONFIG: readonly Row[] = [
  ['command and entrypoint', { command: ['a'], entrypoint: [] }, { Cmd: ['a'], Entrypoint: [] }],
  ['domainname, hostname', { domainname: 'lan', hostname: 'h' }, { Domainname: 'lan', Hostname: 'h' }],
  [
    'environment',
    {
      environment: new Map([
        ['B', ''],
        ['A', 'x'],
        ['C', null],
      ]),
    },
    { Env: ['A=x', 'B=', 'C'] },
  ],
  ['expose', { expose: ['50', '60-61/udp'] }, { ExposedPorts: { '50/tcp': {}, '60/udp': {}, '61/udp': {} } }],
  [
    'healthcheck',
    {
      healthcheck: {
        test: ['CMD', 'true'],
        intervalMs: 1000,
        timeoutMs: 0.5,
        retries: 3,
        startPeriodMs: 2,
        startIntervalMs: 1,
      },
    },
    {
      Healthcheck: {
        Test: ['CMD', 'true'],
        Interval: 1_000_000_000,
        Timeout: 500_000,
        Retries: 3,
        StartPeriod: 2_000_000,
        StartInterval: 1_000_000,
      },
    },
  ],
  [
    'healthcheck.disable',
    { healthcheck: { disable: true, test: ['CMD', 'true'], retries: 3 } },
    { Healthcheck: { Test: ['NONE'], Retries: 3 } },
  ],
  ['ports, which are exposed too', { ports: [port({ target: 80 })] }, { ExposedPorts: { '80/tcp': {} } }],
  ['image', { image: 'app:1' }, { Image: 'app:1' }],
  ['network_mode: disabled', { networkMode: 'disabled' }, { NetworkDisabled: true }],
  ['stdin_open, tty', { stdinOpen: true, tty: true }, { OpenStdin: true, Tty: true }],
  ['stop_grace_period in whole seconds', { stopGraceMs: 61_500 }, { StopTimeout: 61 }],
  ['stop_signal', { stopSignal: 'SIGINT' }, { StopSignal: 'SIGINT' }],
  ['user, working_dir', { user: 'app', workingDir: '/w' }, { User: 'app', WorkingDir: '/w' }],
];

describe('createRequest()', () => {
  test.each(HOST_CONFIG)('sends %s as docker compose does', (_attribute, written, sent) => {
    const config: HostConfig = want(written).request.HostConfig;
    const { NetworkMode, ...others } = config;

    expect('NetworkMode' in sent || NetworkMode !== 'none' ? config : others).toEqual(sent);
  });

  test.each(CONFIG)('sends %s with the container', (_attribute, written, sent) => {
    expect(want(written).request).toMatchObject(sent);
  });

  test('sends nothing that was not written', () => {
    const { Labels: _, ...request } = want({}).request;
    const bare: Omit<ContainerRequest, 'Labels'> = {
      Image: 'busybox',
      AttachStdout: true,
      AttachStderr: true,
      HostConfig: { NetworkMode: 'none' },
      NetworkingConfig: { EndpointsConfig: {} },
    };

    expect(request).toEqual(bare);
  });

  test('connects to every network, the one with the highest priority first, under all names', () => {
    const endpoint = { aliases: ['data'], driverOpts: new Map([['x', '1']]), linkLocalIps: ['169.254.1.1'] };
    const { request } = want({
      macAddress: '06:00:00:00:00:01',
      networks: new Map([
        ['back', null],
        [
          'front',
          { ...endpoint, priority: 10, gwPriority: 1, interfaceName: 'eth9', ipv4Address: '10.0.0.2' },
        ],
      ]),
    });

    expect(request.HostConfig.NetworkMode).toBe('app_front');
    expect(request.NetworkingConfig.EndpointsConfig).toEqual({
      app_front: {
        Aliases: ['app-web-1', 'web', 'data'],
        MacAddress: '06:00:00:00:00:01',
        GwPriority: 1,
        DriverOpts: { x: '1', 'com.docker.network.endpoint.ifname': 'eth9' },
        IPAMConfig: { IPv4Address: '10.0.0.2', LinkLocalIPs: ['169.254.1.1'] },
      },
      app_back: { Aliases: ['app-web-1', 'web'] },
    });
  });

  test('is made on the first network by name where no priority says otherwise', () => {
    for (const keys of [
      ['front', 'back'],
      ['back', 'front'],
    ]) {
      const { request } = want({ networks: new Map(keys.map((key) => [key, null])) });

      expect(request.HostConfig.NetworkMode).toBe('app_back');
      expect(Object.keys(request.NetworkingConfig.EndpointsConfig)).toEqual(['app_back', 'app_front']);
    }
  });

  test('has no names of its own on the networks of the engine, which know none', () => {
    const { request } = want({ networks: new Map([['front', null]]) }, [], {
      networks: new Map([['front', { ...aNetwork('front'), name: 'host', external: true }]]),
    });

    expect(request.HostConfig.NetworkMode).toBe('host');
    expect(request.NetworkingConfig.EndpointsConfig).toEqual({ host: {} });
  });

  test('asks for a volume that is a folder of the host as for a folder, and for any other as for a volume', () => {
    const folder = { ...aVolume('data'), driverOpts: new Map(Object.entries({ o: 'bind', device: '/srv' })) };
    const volumes: readonly Mount[] = [{ type: 'volume', source: 'data', target: '/data', readOnly: true }];
    const around = { volumes: new Map([['data', folder]]) };

    expect(want({ volumes }, [], around).request.HostConfig).toMatchObject({
      Binds: ['app_data:/data:ro'],
    });
    expect(want({ volumes }).request.HostConfig).not.toHaveProperty('Binds');
    const empty: Mount = {
      type: 'volume',
      source: 'data',
      target: '/data',
      volume: { nocopy: true, labels: new Map() },
    };
    expect(want({ volumes: [empty] }, [], around).request.HostConfig.Binds).toEqual([
      'app_data:/data:rw,nocopy',
    ]);
    const part: Mount = { ...empty, volume: { subpath: 's', labels: new Map() } };
    expect(want({ volumes: [part] }, [], around).request.HostConfig).not.toHaveProperty('Binds');
  });

  test('links to every container of a service, by the alias and by the numbered names', () => {
    const { request } = want({ links: ['db:store'], externalLinks: ['other:o'] }, [aService('db')]);

    expect(request.HostConfig.Links).toEqual([
      'app-db-1:store',
      'app-db-1:db-1',
      'app-db-1:app-db-1',
      'app-db-2:store',
      'app-db-2:db-2',
      'app-db-2:app-db-2',
      'other:o',
    ]);
  });

  test('leaves the ids of other containers open until they exist, and keeps the mode of volumes_from', () => {
    const { request, references } = want({
      networkMode: 'service:vpn',
      pid: 'service:vpn',
      ipc: 'service:vpn',
      volumesFrom: ['data:ro'],
    });

    expect(request.HostConfig).toEqual({});
    expect(references).toMatchObject([
      { field: 'NetworkMode', template: 'container:{}', service: 'vpn' },
      { field: 'IpcMode', template: 'container:{}', service: 'vpn' },
      { field: 'PidMode', template: 'container:{}', service: 'vpn' },
      { field: 'VolumesFrom', template: '{}:ro', service: 'data' },
    ]);
  });

  test('sends the text of a seccomp profile, as the engine may be elsewhere', () => {
    const seccompProfiles = new Map([['seccomp:strict.json', '{"defaultAction":"SCMP_ACT_ERRNO"}']]);
    const { request } = want({ securityOpt: ['seccomp:strict.json', 'seccomp=unconfined'] }, [], {
      seccompProfiles,
    });

    expect(request.HostConfig.SecurityOpt).toEqual([
      'seccomp={"defaultAction":"SCMP_ACT_ERRNO"}',
      'seccomp=unconfined',
    ]);
  });

  test('gives containers the proxies of this machine, unless the file says something else', () => {
    const proxies = new Map([
      ['HTTP_PROXY', 'http://proxy:1'],
      ['NO_PROXY', 'a'],
    ]);
    const environment = new Map<string, string | null>([
      ['NO_PROXY', 'b'],
      ['A', '1'],
    ]);

    expect(want({ environment }, [], { proxies }).request.Env).toEqual([
      'A=1',
      'HTTP_PROXY=http://proxy:1',
      'NO_PROXY=b',
    ]);
  });

  test('lets a mount that the user wrote win over a secret at the same place', () => {
    const volumes = [mount({ target: '/run/secrets/token', bind: { createHostPath: false } })];

    expect(want({ secrets: [{ source: 'token' }], volumes }).request.HostConfig.Mounts).toHaveLength(1);
  });

  test('labels a container as docker compose does, whatever the user writes', () => {
    const service = {
      ...aService('web', {
        dependsOn: { db: { condition: 'service_healthy', restart: true }, off: 'service_started' },
      }),
    };
    const labels = new Map([
      ['mine', 'x'],
      [LABEL.project, 'hidden'],
    ]);
    const { Labels } = want({ ...service, labels }, [aService('db')]).request;

    expect(Labels).toEqual({
      mine: 'x',
      'com.docker.compose.project': 'app',
      'com.docker.compose.service': 'web',
      'com.docker.compose.container-number': '1',
      'com.docker.compose.oneoff': 'False',
      'com.docker.compose.version': expect.any(String),
      'com.docker.compose.project.working_dir': '/app',
      'com.docker.compose.project.config_files': '/app/compose.yaml',
      'com.docker.compose.depends_on': 'db:service_healthy:true',
      'com.docker.compose.config-hash': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('labels a container with all files, and with all that it depends on', () => {
    const dependsOn = aService('web', {
      dependsOn: { db: 'service_started', cache: 'service_healthy' },
    }).dependsOn;
    const files = { configFiles: ['/app/a.yaml', '/app/b.yaml'], envFiles: ['/app/.env', '/app/more.env'] };
    const { Labels } = want({ dependsOn }, [aService('db'), aService('cache')], files).request;

    expect(Labels).toMatchObject({
      'com.docker.compose.project.config_files': '/app/a.yaml,/app/b.yaml',
      'com.docker.compose.project.environment_file': '/app/.env,/app/more.env',
      'com.docker.compose.depends_on': 'cache:service_healthy:false,db:service_started:false',
    });
  });

  test('gives the container its own name, or the number of its service', () => {
    expect(want({}).name).toBe('app-web-1');
    expect(want({ containerName: 'site' }).name).toBe('site');
  });
});
