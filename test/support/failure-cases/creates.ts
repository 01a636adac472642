import { docker } from '../gantry.ts';
import { type Case, removeOther, service, startOther } from './case.ts';

/** A container cannot be created or started as the file wants it. */
export const CREATES: Readonly<Record<string, Case>> = {
  'the program is not in the image': { file: service('command: serve --port 80, init: false') },
  'the program may not be run': { file: service('command: /etc/passwd, init: false') },
  'the user is not in the image': { file: service('command: sleep 60, user: postgres') },
  'the group is not in the image': { file: service('command: sleep 60, group_add: [staff0]') },
  'the working directory is a file': { file: service('command: sleep 60, working_dir: /etc/passwd') },
  'a file is mounted over a folder': {
    file: service('command: sleep 60, volumes: ["./settings.ini:/etc"]'),
    files: { 'settings.ini': 'a=1' },
  },
  'a mount has no room in a read-only one': {
    file: service(
      'command: sleep 60, volumes: ["./ro:/data:ro", "cache:/data/cache"]',
      'volumes: {cache: {}}\n',
    ),
    files: { 'ro/a.txt': 'a' },
  },
  'a volume is full': {
    file: service(
      'command: sleep 60, volumes: ["small:/bin"]',
      'volumes: {small: {driver: local, driver_opts: {type: tmpfs, device: tmpfs, o: size=64k}}}\n',
    ),
  },
  'a volume cannot be mounted': {
    file: service(
      'command: sleep 60, volumes: ["data:/data"]',
      'volumes: {data: {driver: local, driver_opts: {type: none, device: /nosuch/folder, o: bind}}}\n',
    ),
  },
  'a volume driver is not there': {
    file: service('command: sleep 60, volumes: ["data:/data"]', 'volumes: {data: {driver: nosuch}}\n'),
  },
  'a log driver is not there': { file: service('command: sleep 60, logging: {driver: nosuch}') },
  'a network driver is not there': {
    file: service('command: sleep 60', 'networks: {default: {driver: nosuch}}\n'),
  },
  'a capability does not exist': { file: service('command: sleep 60, cap_add: [NET_ADMN]') },
  'a device is not there': { file: service('command: sleep 60, devices: ["/dev/nosuch:/dev/nosuch"]') },
  'a graphics card is not there': { file: service('command: sleep 60, gpus: all') },
  'more processors than there are': { file: service('command: sleep 60, cpus: 999') },
  'less memory than the engine allows': { file: service('command: sleep 60, mem_limit: 1m') },
  'a runtime is not there': { file: service('command: sleep 60, runtime: nosuch') },
  'a sysctl is not allowed': { file: service('command: sleep 60, sysctls: {net.nosuch: 1}') },
  'an address is outside of its network': {
    file: service(
      'command: sleep 60, networks: {default: {ipv4_address: 10.99.0.9}}',
      'networks: {default: {ipam: {config: [{subnet: 10.215.250.0/24}]}}}\n',
    ),
  },
  'an address is no address': {
    file: service(
      'command: sleep 60, networks: {default: {ipv4_address: 10.99.0.999}}',
      'networks: {default: {ipam: {config: [{subnet: 10.215.249.0/24}]}}}\n',
    ),
  },
  'a network has no address left': {
    file: service(
      'command: sleep 60, init: true, scale: 2',
      'networks: {default: {ipam: {config: [{subnet: 10.215.248.0/30}]}}}\n',
    ),
    words: '--parallel 1 up -d',
  },
  'two services have one address': {
    file: `services:
  app: {image: busybox, command: sleep 60, init: true, networks: {default: {ipv4_address: 10.215.247.9}}}
  web: {image: busybox, command: sleep 60, init: true, depends_on: [app], networks: {default: {ipv4_address: 10.215.247.9}}}
networks: {default: {ipam: {config: [{subnet: 10.215.247.0/24}]}}}
`,
  },
  'a subnet is taken': {
    file: service(
      'command: sleep 60',
      'networks: {default: {ipam: {config: [{subnet: 10.215.246.0/24}]}}}\n',
    ),
    meanwhile: ({ project }) =>
      docker('network', 'create', '--subnet', '10.215.246.0/25', `${project}-other`),
    afterwards: ({ project }) => docker('network', 'rm', `${project}-other`),
  },
  'a port is taken by a program': {
    file: service('command: sleep 60, ports: ["24872:80"]'),
    // The engine need not run where we do: a program in its network.
    meanwhile: async ({ project }) => {
      const run = ['run', '-d', '--init', '--network', 'host', '--name', `${project}-other`];
      docker(...run, 'busybox', 'httpd', '-f', '-p', '24872');
      // Until it listens.
      while (!docker('exec', `${project}-other`, 'netstat', '-ltn').includes(':24872'));
    },
    afterwards: removeOther,
  },
  'a port is taken by another container': {
    file: service('command: sleep 60, ports: ["24873:80"]'),
    meanwhile: (workspace) => startOther(workspace, '-p', '24873:80'),
    afterwards: removeOther,
    makesNothing: true,
  },
  'a name is taken': {
    file: service('command: sleep 60, container_name: gt-taken'),
    meanwhile: () => docker('create', '--name', 'gt-taken', 'busybox'),
    afterwards: () => docker('rm', '-f', 'gt-taken'),
    makesNothing: true,
  },
  'an external network is missing': {
    file: service('command: sleep 60, networks: [shared]', 'networks: {shared: {external: true}}\n'),
    makesNothing: true,
  },
  'an external volume is missing': {
    file: service('command: sleep 60, volumes: ["shared:/data"]', 'volumes: {shared: {external: true}}\n'),
    makesNothing: true,
  },
  'the source of a mount is missing': {
    file: service(
      'command: sleep 60, volumes: [{type: bind, source: ./nosuch, target: /x, bind: {create_host_path: false}}]',
    ),
    makesNothing: true,
  },
  'a secret has no file': {
    file: service('command: sleep 60, secrets: [key]', 'secrets: {key: {file: ./nosuch.txt}}\n'),
    makesNothing: true,
  },
  'a secret has no variable': {
    file: service('command: sleep 60, secrets: [key]', 'secrets: {key: {environment: GT_NOT_SET}}\n'),
    makesNothing: true,
  },
  'a hook fails after the start': {
    file: service('command: sleep 60, post_start: [{command: [sh, -c, "echo seeding; exit 9"]}]'),
    words: 'up -d --force-recreate -t 0',
  },
};
