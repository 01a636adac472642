import { freePort, freeSubnet } from '../free-addresses.ts';
import { docker, removeContainers, removeFromEngine } from '../gantry.ts';
import { type Case, removeOther, service, startOther } from './case.ts';

/** One for each case, since they run side by side. */
const PORTS = {
  nowhere: await freePort(),
  listened: await freePort(),
  published: await freePort(),
  ofNeighbour: await freePort(),
};
const SUBNETS = {
  around: await freeSubnet(),
  other: await freeSubnet(),
  small: await freeSubnet(),
  twice: await freeSubnet(),
  overlapped: await freeSubnet(),
};

/** A container cannot be created or started as the file wants it. */
export const CREATES: Readonly<Record<string, Case>> = {
  'the program is not in the image': { file: service('command: serve --port 80, init: false') },
  'the program may not be run': { file: service('command: /etc/passwd, init: false') },
  'the user is not in the image': { file: service('command: sleep 1h, user: postgres') },
  'the group is not in the image': { file: service('command: sleep 1h, group_add: [staff0]') },
  'the working directory is a file': { file: service('command: sleep 1h, working_dir: /etc/passwd') },
  'a file is mounted over a folder': {
    file: service('command: sleep 1h, volumes: ["./settings.ini:/etc"]'),
    files: { 'settings.ini': 'a=1' },
  },
  'a mount has no room in a read-only one': {
    file: service(
      'command: sleep 1h, volumes: ["./ro:/data:ro", "cache:/data/cache"]',
      'volumes: {cache: {}}\n',
    ),
    files: { 'ro/a.txt': 'a' },
  },
  'a volume is full': {
    file: service(
      'command: sleep 1h, volumes: ["small:/bin"]',
      'volumes: {small: {driver: local, driver_opts: {type: tmpfs, device: tmpfs, o: size=64k}}}\n',
    ),
  },
  'a volume cannot be mounted': {
    file: service(
      'command: sleep 1h, volumes: ["data:/data"]',
      'volumes: {data: {driver: local, driver_opts: {type: none, device: /nosuch/folder, o: bind}}}\n',
    ),
  },
  'a volume driver is not there': {
    file: service('command: sleep 1h, volumes: ["data:/data"]', 'volumes: {data: {driver: nosuch}}\n'),
  },
  'a log driver is not there': { file: service('command: sleep 1h, logging: {driver: nosuch}') },
  'a network driver is not there': {
    file: service('command: sleep 1h', 'networks: {default: {driver: nosuch}}\n'),
  },
  'a capability does not exist': { file: service('command: sleep 1h, cap_add: [NET_ADMN]') },
  'a device is not there': { file: service('command: sleep 1h, devices: ["/dev/nosuch:/dev/nosuch"]') },
  'a graphics card is not there': { file: service('command: sleep 1h, gpus: all') },
  'more processors than there are': { file: service('command: sleep 1h, cpus: 999') },
  'less memory than the engine allows': { file: service('command: sleep 1h, mem_limit: 1m') },
  'a runtime is not there': { file: service('command: sleep 1h, runtime: nosuch') },
  'a sysctl is not allowed': { file: service('command: sleep 1h, sysctls: {net.nosuch: 1}') },
  'a limit is higher than the engine may set it': {
    file: service('command: sleep 1h, ulimits: {nofile: 99999999999}'),
  },
  'a soft limit is higher than the hard one': {
    file: service('command: sleep 1h, ulimits: {nofile: {soft: 20, hard: 10}}'),
  },
  'a limit does not exist': { file: service('command: sleep 1h, ulimits: {nofiles: 10}') },
  'a processor is not there': { file: service('command: sleep 1h, cpuset: "999"') },
  'more memory is reserved than allowed': {
    file: service('command: sleep 1h, mem_limit: 20m, mem_reservation: 40m'),
  },
  'less memory with swap than without': {
    file: service('command: sleep 1h, mem_limit: 20m, memswap_limit: 10m'),
  },
  'the disk of a container cannot be limited': {
    file: service('command: sleep 1h, storage_opt: {size: 1G}'),
  },
  'a disk to slow down is not there': {
    file: service('command: sleep 1h, blkio_config: {device_read_bps: [{path: /dev/nosuch, rate: 1mb}]}'),
  },
  'a sysctl does not take the value': {
    file: service('command: sleep 1h, sysctls: {net.ipv4.ip_forward: bogus}'),
  },
  'a sysctl is that of the host': {
    file: service('command: sleep 1h, network_mode: host, sysctls: {net.core.somaxconn: 1024}'),
  },
  'the working directory is relative': { file: service('command: sleep 1h, working_dir: app/src') },
  'the signal to stop does not exist': { file: service('command: sleep 1h, stop_signal: SIGTREM') },
  'a host has no address': { file: service('command: sleep 1h, extra_hosts: ["db:nosuch"]') },
  'a host name is too long': {
    file: service(
      'command: sleep 1h, hostname: a-host-name-that-is-longer-than-sixty-four-characters-is-refused-by-the-kernel',
    ),
  },
  'a log option does not exist': {
    file: service('command: sleep 1h, logging: {driver: json-file, options: {max-siz: 10m}}'),
  },
  'nobody receives the logs': {
    file: service(
      'command: sleep 1h, logging: {driver: syslog, options: {syslog-address: "tcp://127.0.0.1:9"}}',
    ),
  },
  'a device of CDI is not there': { file: service('command: sleep 1h, devices: ["nvidia.com/gpu=all"]') },
  'the container to share a network with is not there': {
    file: service('command: sleep 1h, network_mode: "container:gt-nosuch"'),
  },
  'a folder of a volume is not there': {
    file: service(
      'command: sleep 1h, volumes: [{type: volume, source: data, target: /d, volume: {subpath: in/it}}]',
      'volumes: {data: {}}\n',
    ),
  },
  'a tmpfs has a wrong option': { file: service('command: sleep 1h, tmpfs: ["/scratch:size=lots"]') },
  'a mount cannot be shared': {
    file: service('command: sleep 1h, volumes: ["./data:/data:shared"]'),
    files: { 'data/a.txt': 'a' },
  },
  'a volume has an unknown option': {
    file: service(
      'command: sleep 1h, volumes: ["data:/data"]',
      'volumes: {data: {driver_opts: {typ: tmpfs}}}\n',
    ),
  },
  'a volume is mounted with a wrong option': {
    file: service(
      'command: sleep 1h, volumes: ["data:/data"]',
      'volumes: {data: {driver_opts: {type: tmpfs, device: tmpfs, o: siz=1m}}}\n',
    ),
  },
  'a volume is mounted at the root': {
    file: service('command: sleep 1h, volumes: ["data:/"]', 'volumes: {data: {}}\n'),
  },
  'a subnet is none': {
    file: service(
      'command: sleep 1h, init: true',
      'networks: {default: {ipam: {config: [{subnet: 10.217.245.1/24}]}}}\n',
    ),
  },
  'a gateway is outside of its subnet': {
    file: service(
      'command: sleep 1h, init: true',
      'networks: {default: {ipam: {config: [{subnet: 10.217.244.0/24, gateway: 10.217.243.1}]}}}\n',
    ),
  },
  'the bridge of a network has too long a name': {
    file: service(
      'command: sleep 1h, init: true',
      'networks: {default: {driver_opts: {com.docker.network.bridge.name: gt-a-very-long-bridge}}}\n',
    ),
  },
  'the interface of a network is not there': {
    file: service(
      'command: sleep 1h, init: true',
      'networks: {default: {driver: macvlan, driver_opts: {parent: gtnosuch0}}}\n',
    ),
  },
  'a fixed address without a subnet': {
    file: service(
      'command: sleep 1h, networks: {default: {ipv4_address: 10.99.0.9}}',
      'networks: {default: {}}\n',
    ),
  },
  'a hardware address is none': { file: service('command: sleep 1h, mac_address: zz:zz') },
  'the host has no such address to publish on': {
    file: service(`command: sleep 1h, ports: ["192.0.2.77:${PORTS.nowhere}:80"]`),
  },
  'an address is outside of its network': {
    file: service(
      'command: sleep 1h, networks: {default: {ipv4_address: 10.99.0.9}}',
      `networks: {default: {ipam: {config: [{subnet: ${SUBNETS.around}.0/24}]}}}\n`,
    ),
  },
  'an address is no address': {
    file: service(
      'command: sleep 1h, networks: {default: {ipv4_address: 10.99.0.999}}',
      `networks: {default: {ipam: {config: [{subnet: ${SUBNETS.other}.0/24}]}}}\n`,
    ),
  },
  'a network has no address left': {
    file: service(
      'command: sleep 1h, init: true, scale: 2',
      `networks: {default: {ipam: {config: [{subnet: ${SUBNETS.small}.0/30}]}}}\n`,
    ),
    words: '--parallel 1 up -d',
  },
  'two services have one address': {
    file: `services:
  app: {image: busybox, command: sleep 1h, init: true, networks: {default: {ipv4_address: ${SUBNETS.twice}.9}}}
  web: {image: busybox, command: sleep 1h, init: true, depends_on: [app], networks: {default: {ipv4_address: ${SUBNETS.twice}.9}}}
networks: {default: {ipam: {config: [{subnet: ${SUBNETS.twice}.0/24}]}}}
`,
  },
  'a subnet is taken': {
    file: service(
      'command: sleep 1h',
      `networks: {default: {ipam: {config: [{subnet: ${SUBNETS.overlapped}.0/24}]}}}\n`,
    ),
    meanwhile: ({ project }) =>
      docker('network', 'create', '--subnet', `${SUBNETS.overlapped}.0/25`, `${project}-other`),
    afterwards: ({ project }) => removeFromEngine(`/networks/${project}-other`),
  },
  // Where the engine runs on this machine, what listens before would be seen before anything is made.
  'a port is taken by a program': {
    file: service(
      `command: sleep 1h, ports: ["${PORTS.listened}:80"], depends_on: {other: {condition: service_healthy}}`,
      `  other:
    image: busybox
    init: true
    network_mode: host
    command: httpd -f -p ${PORTS.listened}
    healthcheck: {test: netstat -ltn | grep -q ":${PORTS.listened} ", interval: 100ms, retries: 600}
`,
    ),
    once: true,
  },
  'a port is taken by another container': {
    file: service(`command: sleep 1h, ports: ["${PORTS.published}:80"]`),
    meanwhile: (workspace) => startOther(workspace, '-p', `${PORTS.published}:80`),
    afterwards: removeOther,
    makesNothing: true,
  },
  'a name is taken': {
    file: service('command: sleep 1h, container_name: "${COMPOSE_PROJECT_NAME}-taken"'),
    meanwhile: ({ project }) => docker('create', '--name', `${project}-taken`, 'busybox'),
    afterwards: ({ project }) => removeContainers(`${project}-taken`),
    makesNothing: true,
  },
  'a port is taken by a container of another project': {
    file: service(`command: sleep 1h, ports: ["${PORTS.ofNeighbour}:80"]`),
    meanwhile: (workspace) =>
      startOther(
        workspace,
        '-p',
        `${PORTS.ofNeighbour}:80`,
        '--label',
        'com.docker.compose.project=gt-neighbour',
      ),
    afterwards: removeOther,
    makesNothing: true,
  },
  'a seccomp profile is missing': {
    file: service('command: sleep 1h, security_opt: ["seccomp:./nosuch.json"]'),
    makesNothing: true,
  },
  'a config has no file': {
    file: service('command: sleep 1h, configs: [conf]', 'configs: {conf: {file: ./nosuch.conf}}\n'),
    makesNothing: true,
  },
  'an external network is missing': {
    file: service('command: sleep 1h, networks: [shared]', 'networks: {shared: {external: true}}\n'),
    makesNothing: true,
  },
  'an external volume is missing': {
    file: service('command: sleep 1h, volumes: ["shared:/data"]', 'volumes: {shared: {external: true}}\n'),
    makesNothing: true,
  },
  'the source of a mount is missing': {
    file: service(
      'command: sleep 1h, volumes: [{type: bind, source: ./nosuch, target: /x, bind: {create_host_path: false}}]',
    ),
    makesNothing: true,
  },
  'a secret has no file': {
    file: service('command: sleep 1h, secrets: [key]', 'secrets: {key: {file: ./nosuch.txt}}\n'),
    makesNothing: true,
  },
  'a secret has no variable': {
    file: service('command: sleep 1h, secrets: [key]', 'secrets: {key: {environment: GT_NOT_SET}}\n'),
    makesNothing: true,
  },
  'a hook fails before the start': {
    file: service('command: sleep 1h, pre_start: [{command: [sh, -c, "echo migrating; exit 9"]}]'),
  },
  'a hook has no program': {
    file: service('command: sleep 1h, init: true, post_start: [{command: [seed, --all]}]'),
    words: 'up -d --force-recreate -t 0',
  },
  'a provider is not there': {
    file: service('command: sleep 1h, depends_on: [db]', '  db: {provider: {type: gt-nosuch}}\n'),
    makesNothing: true,
  },
  'a provider fails': {
    file: service('command: sleep 1h, depends_on: [db]', '  db: {provider: {type: "false"}}\n'),
  },
  'models are not supported': {
    file: service('command: sleep 1h, models: [small]', 'models: {small: {model: ai/small}}\n'),
    makesNothing: true,
  },
  'a hook fails after the start': {
    file: service('command: sleep 1h, post_start: [{command: [sh, -c, "echo seeding; exit 9"]}]'),
    words: 'up -d --force-recreate -t 0',
  },
};
