import { holderNames, type Meanings, pluginKind, settings, short } from './refusal-words.ts';

/** Networks, volumes, devices and limits, and the engine itself. */
export const REFUSED_RESOURCES: Meanings = [
  [
    /(?:pool overlaps with other one|conflicts with network \S+.*networks have overlapping)/i,
    () => ({
      code: 'subnet-taken',
      message: 'the subnet of the network overlaps with that of another network',
      hint: 'choose another `ipam.config.subnet`; `docker network inspect $(docker network ls -q)` shows those in use',
      ...settings('ipam.config', 'ipam', 'driver_opts'),
    }),
  ],
  [
    /(?:non-overlapping IPv[46] address pool|all predefined address pools have been fully subnetted)/,
    () => ({
      code: 'subnet-taken',
      message: 'the engine has no free subnet left for another network',
      hint: 'remove networks that nobody uses (`docker network prune`), or give this one a subnet of its own',
    }),
  ],
  [
    /no available IPv([46]) addresses on this network's address pools: (\S+)/,
    ([, version, network]) => ({
      code: 'subnet-taken',
      message: `the subnet of network ${network} has no IPv${version} address left`,
      hint: 'give it a larger `ipam.config.subnet`, or take containers off it',
      about: { of: ['networks', network ?? ''], settings: ['ipam.config', 'ipam'] },
    }),
  ],
  [
    /Address already in use|address is already allocated/i,
    () => ({
      code: 'subnet-taken',
      message: 'the fixed IP address is given to another container already',
      hint: 'choose another `ipv4_address` or `ipv6_address`',
      ...settings('networks'),
    }),
  ],
  [
    /remove (\S+): volume is in use - \[(.+)\]/,
    ([, volume, holders]) => ({
      code: 'in-use',
      message: `volume ${volume} is in use by ${holderNames(holders)}`,
      hint: 'remove those containers first',
    }),
  ],
  [
    /network (\S+)(?: id \S+)? has active endpoints(?: \((.+)\))?/,
    ([, network, holders]) => ({
      code: 'in-use',
      message: `network ${network} is still joined by ${holders?.replaceAll('"', '') ?? 'other containers'}`,
      hint: `\`docker network inspect ${network}\` shows them; disconnect or remove them first`,
    }),
  ],
  [
    /\/volumes\/([^/\s]+)\/_data\S*: no space left on device/i,
    ([, volume]) => ({
      code: 'no-space',
      message: `volume ${volume} is full`,
      hint: 'the engine copies into a new volume what the image has at that place: make the volume larger, or mount it elsewhere',
      about: { of: ['volumes', volume ?? ''], settings: [['driver_opts', 'size'], 'driver_opts'] },
    }),
  ],
  [
    /no space left on device/i,
    () => ({
      code: 'no-space',
      message: 'the disk of the engine is full',
      hint: '`docker system df` shows what takes the space',
    }),
  ],
  [
    /could not select device driver "([^"]*)" with capabilities: (.+)/,
    ([, , capabilities]) => ({
      code: 'engine-not-supported',
      message: `the engine cannot give containers a device with ${capabilities}`,
      hint: 'install the container toolkit of the device on the machine of the engine',
      ...settings('gpus', 'deploy.resources.reservations.devices'),
    }),
  ],
  [
    /unknown or invalid runtime name: (\S+)/,
    ([, runtime]) => ({
      code: 'engine-not-supported',
      message: `the engine has no runtime ${runtime}`,
      hint: '`docker info` lists the runtimes it has',
      ...settings('runtime'),
    }),
  ],
  [
    /error looking up (?:logging|volume) plugin (\S+): plugin|plugin "(\S+)" not found/,
    ([text = '', driver, other]) => ({
      code: 'engine-not-supported',
      message: `the engine has no ${pluginKind(text)} driver ${driver ?? other}`,
      hint: `correct \`driver\`, or install the plugin (\`docker plugin install ${driver ?? other}\`)`,
      ...settings('logging.driver', 'driver'),
    }),
  ],
  [
    /Range of CPUs is from (\S+) to (\S+), as/,
    ([, least, most]) => ({
      code: 'engine-refused',
      message: `the engine has ${Math.floor(Number(most))} processors: a limit has to be between ${least} and ${most}`,
      hint: 'correct `cpus` or `deploy.resources.limits.cpus`',
      ...settings('cpus', 'deploy.resources.limits.cpus'),
    }),
  ],
  [
    /Minimum memory limit allowed is (\S+)/,
    ([, least]) => ({
      code: 'engine-refused',
      message: `no container runs with less than ${least} of memory`,
      hint: 'raise `mem_limit` or `deploy.resources.limits.memory`',
      ...settings('mem_limit', 'deploy.resources.limits.memory'),
    }),
  ],
  [
    /adding custom device "([^"]+)": no such file/,
    ([, device]) => ({
      code: 'mount-source-missing',
      message: `the engine's machine has no device ${device}`,
      hint: 'correct `devices`; a device that is plugged in later has to be there when the container starts',
      ...settings(['devices', device ?? '']),
    }),
  ],
  [
    /invalid IPv([46]) address: (\S+)/,
    ([, version, address]) => ({
      code: 'subnet-taken',
      message: `${address} is no IPv${version} address`,
      hint: `correct \`ipv${version}_address\``,
      ...settings(['networks', address ?? '']),
    }),
  ],
  [
    /no configured subnet or ip-range contain the IP address (\S+)/,
    ([, address]) => ({
      code: 'subnet-taken',
      message: `the address ${address} is in no subnet of the network`,
      hint: 'choose one of its `ipam.config` subnets, or correct the subnet',
      ...settings(['networks', address ?? '']),
    }),
  ],
  [
    /sysctl "?([\w.]+)"? is not|open (\/proc\/sys\/\S+): no such file/,
    ([, name, path = '']) => {
      const setting = name ?? path.slice('/proc/sys/'.length).replaceAll('/', '.');
      return {
        code: 'engine-refused',
        message: `the setting ${setting} cannot be made for one container`,
        hint: 'correct `sysctls`: only those of a namespace (net.*, kernel.shm*, fs.mqueue.*) can be set',
        ...settings(['sysctls', setting]),
      };
    },
  ],
  [
    /sent an HTTP request to an HTTPS server/,
    () => ({
      code: 'engine-unreachable',
      message: 'the engine takes no connection without TLS',
      hint: 'set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder of the certificates',
    }),
  ],
  [
    /client version \S+ is too (?:new|old)/,
    () => ({
      code: 'engine-not-supported',
      message: 'the engine speaks another version of the API',
      hint: 'take DOCKER_API_VERSION away: without it every engine speaks its own',
    }),
  ],
  [
    /No such container: (\S+)/i,
    ([, container]) => ({
      code: 'no-container',
      message: `container ${short(container)} does not exist any more`,
    }),
  ],
  [
    /network (\S+) not found|No such network: (\S+)/i,
    ([, network, other]) => ({
      code: 'missing-external',
      message: `the engine has no network ${network ?? other}`,
      hint: `create it with \`docker network create ${network ?? other}\``,
    }),
  ],
];
