import { didYouMean } from '../../util/did-you-mean.ts';
import { type Meanings, megabytes, plain, settings } from './refusal-words.ts';

/** In the order of their numbers in the kernel. */
const RLIMITS = [
  'cpu',
  'fsize',
  'data',
  'stack',
  'core',
  'rss',
  'nproc',
  'nofile',
  'memlock',
  'as',
  'locks',
  'sigpending',
  'msgqueue',
  'nice',
  'rtprio',
  'rttime',
];

/** Limits and devices of containers. */
export const REFUSED_LIMITS: Meanings = [
  [
    /unable to set memory limit to (\d+) \(current usage: \d+, peak usage: (\d+)/,
    ([, limit, peak]) => ({
      code: 'engine-refused',
      message: `the container takes ${megabytes(peak)} of memory to start, and may have ${megabytes(limit)}`,
      hint: 'raise `mem_limit` or `deploy.resources.limits.memory`',
      ...settings('mem_limit', 'deploy.resources.limits.memory'),
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
    /could not select device driver "cdi"/,
    () => ({
      code: 'engine-not-supported',
      message: 'the engine has no CDI, by which the device is named',
      hint: 'switch it on (`"features": {"cdi": true}` in its daemon.json), or name the device by its path',
      ...settings('devices', 'deploy.resources.reservations.devices'),
    }),
  ],
  [
    /could not select device driver "([^"]*)" with capabilities: \[*([^\]]*)/,
    ([, driver, capabilities]) => ({
      code: 'engine-not-supported',
      message: `the engine has no driver${driver === '' ? '' : ` ${driver}`} to give containers a device with ${capabilities?.replaceAll(' ', ', ')}`,
      hint: /\bgpu\b/.test(capabilities ?? '')
        ? "install the NVIDIA Container Toolkit on the engine's machine, or leave the device out"
        : "install the container toolkit of the device on the engine's machine",
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
    /sysctl "([\w.]+)" not allowed in host network namespace/,
    ([, setting]) => ({
      code: 'engine-refused',
      message: `the setting ${setting} is that of the whole machine where a container shares its network`,
      hint: 'leave `network_mode: host` or the setting out; on the host, set it with `sysctl -w`',
      ...settings(['sysctls', setting ?? ''], 'network_mode'),
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
    /error setting rlimit type (\d+): (operation not permitted|invalid argument)/,
    ([, type, why]) => {
      const name = RLIMITS[Number(type)] ?? `number ${type}`;
      const isAbove = why === 'operation not permitted';
      return {
        code: 'engine-refused',
        message: isAbove
          ? `the limit ${name} is higher than the engine may set it`
          : `the limit ${name} cannot be set: its soft value is higher than its hard one`,
        hint: isAbove
          ? `lower \`ulimits.${name}\`, or raise the limit of the engine itself (\`LimitNOFILE=\` and the like of its unit)`
          : `correct \`ulimits.${name}\``,
        ...settings(`ulimits.${name}`, 'ulimits'),
      };
    },
  ],
  [
    /wrong rlimit value: RLIMIT_(\w+)|invalid ulimit type: (\w+)/,
    ([, name, other]) => {
      const limit = (name ?? other ?? '').toLowerCase();
      const near = didYouMean(limit, RLIMITS);
      return {
        code: 'engine-refused',
        message: `there is no limit ${limit}`,
        hint: near === undefined ? `correct \`ulimits\`: ${RLIMITS.join(', ')}` : `did you mean "${near}"?`,
        ...settings(`ulimits.${limit}`, 'ulimits'),
      };
    },
  ],
  [
    /Requested (CPUs|memory nodes) are not available - requested ([^,\s]+), available: (\S+)/i,
    ([, what, wanted, has]) => ({
      code: 'engine-refused',
      message: `the engine's machine has ${what === 'CPUs' ? 'the processors' : 'the memory nodes'} ${has}, and ${wanted} is wanted`,
      hint: 'correct `cpuset`',
      ...settings('cpuset'),
    }),
  ],
  [
    /memory limit can not be less than memory reservation/i,
    () => ({
      code: 'engine-refused',
      message: 'the container reserves more memory than it may take',
      hint: 'raise `mem_limit`, or lower `mem_reservation` (or `limits` and `reservations` of `deploy.resources`)',
      ...settings('mem_reservation', 'deploy.resources.reservations.memory', 'mem_limit'),
    }),
  ],
  [
    /memoryswap limit should be larger than memory limit/i,
    () => ({
      code: 'engine-refused',
      message: '`memswap_limit` is less than `mem_limit`, although it is the sum of memory and swap',
      hint: 'raise it at least to `mem_limit`, which means: no swap',
      ...settings('memswap_limit'),
    }),
  ],
  [
    /storage-opt is supported only for (.+)|(?:overlay|storage)\S*: (?:unknown option|the storage driver does not support)/i,
    ([, where]) => ({
      code: 'engine-not-supported',
      message: `the engine cannot limit the disk space of a container${where === undefined ? '' : `: only ${where} can`}`,
      hint: 'leave `storage_opt` out, or limit a `tmpfs` instead',
      ...settings('storage_opt'),
    }),
  ],
  [
    /^(?:Error response from daemon: )?stat (\/dev\/\S+): no such file/,
    ([, device]) => ({
      code: 'mount-source-missing',
      message: `the engine's machine has no device ${device}`,
      hint: 'correct `blkio_config`: `lsblk -p` lists the disks of a machine',
      ...settings(['blkio_config', device ?? '']),
    }),
  ],
  [
    /write \/proc\/sys\/(\S+): (.+?)(?:: unknown)?$/,
    ([, path, why]) => {
      const setting = path?.replaceAll('/', '.') ?? '';
      return {
        code: 'engine-refused',
        message: `the setting ${setting} does not take this value: ${plain(why)}`,
        hint: 'correct `sysctls`',
        ...settings(`sysctls.${setting}`, ['sysctls', setting]),
      };
    },
  ],
];
