import type { Concern, Setting, UserErrorCode } from '../diagnostics/user-error.ts';

/** The cause in words, and what to do about it. */
export interface Explanation {
  readonly code: UserErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly about?: Concern;
}

/** What of the service, or of whatever the request was about, may be wrong. */
const settings = (...those: readonly Setting[]): { readonly about: Concern } => ({
  about: { settings: those },
});

const commandWith = (program: string | undefined) =>
  settings(['command', program ?? ''], ['entrypoint', program ?? ''], 'command', 'entrypoint');

type Explain = (found: readonly string[]) => Explanation;

/**
 * What the engine says, and what it means. The first row that matches counts, so the more special one comes first.
 * The engine's messages carry no code: their text is all there is, and it changes little from version to version.
 */
const MEANINGS: readonly (readonly [RegExp, Explain])[] = [
  [
    /container name "\/?([^"]+)" is already in use by (?:container )?"?([0-9a-f]{12})?/i,
    ([, name, id]) => ({
      code: 'name-taken',
      message: `the container name ${name} is in use by container ${id ?? name}`,
      hint: `remove that container (\`docker rm -f ${name}\`), or choose another container_name or project name`,
      ...settings('container_name'),
    }),
  ],
  [
    /Bind for (\S+):(\d+) failed: port is already allocated/,
    ([, address, port]) => ({
      code: 'port-taken',
      message: `port ${port} of ${hostName(address)} is published by another container already`,
      hint: `\`docker ps --filter publish=${port}\` shows it; publish another port, or stop that container`,
      ...settings(['ports', port ?? '']),
    }),
  ],
  [
    /listen (?:tcp|udp|sctp)[46]? (\S+):(\d+): bind: address already in use|failed to bind (?:host )?port (?:for )?(\S+?):(\d+)(?:\/\w+)?.*address already in use/,
    ([, address, port, otherAddress, otherPort]) => ({
      code: 'port-taken',
      message: `port ${port ?? otherPort} of ${hostName(address ?? otherAddress)} is in use by a program outside the engine`,
      hint: `\`ss -ltnp 'sport = :${port ?? otherPort}'\` shows it; publish another port, or stop that program`,
      ...settings(['ports', port ?? otherPort ?? '']),
    }),
  ],
  [
    /bind: cannot assign requested address|listen \w+ (\S+):\d+: bind: cannot assign/,
    ([, address]) => ({
      code: 'port-taken',
      message: `the host has no address ${address ?? 'like the one the port is published on'}`,
      hint: 'publish the port on an address that the host has, or on all of them by leaving the address out',
      ...settings(['ports', address ?? '']),
    }),
  ],
  [
    /(?:bind source path does not exist|bind mount source path does not exist): (.+)/,
    ([, path]) => ({
      code: 'mount-source-missing',
      message: `what is to be mounted does not exist on the engine's machine: ${path?.trim()}`,
      hint: 'create it, or correct the path in the file',
      ...settings(['volumes', path?.trim() ?? '']),
    }),
  ],
  [
    /error while creating mount source path '([^']+)': (.+)/,
    ([, path, why]) => ({
      code: 'mount-source-missing',
      message: `the folder to be mounted, ${path}, cannot be made: ${plain(why)}`,
      hint: 'create it yourself, or correct the path in the file',
      ...settings(['volumes', path ?? '']),
    }),
  ],
  [
    /error mounting "[^"]+" to rootfs at "([^"]+)": create mount destination .*read-only file system/,
    ([, target]) => ({
      code: 'engine-refused',
      message: `nothing can be mounted at ${target}: the place is not there, and what is mounted around it is read-only`,
      hint: 'make that folder (or file) in the source of the mount around it, or mount that one without `ro`',
      ...settings(['volumes', target ?? '']),
    }),
  ],
  [
    /failed to mount local volume: mount (\S+?):\S+, .*: no such file or directory/,
    ([, source]) => ({
      code: 'mount-source-missing',
      message: `the volume cannot be mounted: the engine's machine has no ${source}`,
      hint: 'make it, or correct `driver_opts.device` of the volume',
      about: { of: ['volumes'], settings: [['', source ?? '']] },
    }),
  ],
  [
    /error mounting "([^"]+)" to rootfs at "([^"]+)".*not a directory/,
    ([, source, target]) => ({
      code: 'mount-source-missing',
      message: `${source} cannot be mounted on ${target}: one is a folder and the other is a file`,
      hint: 'the engine makes a folder where the source of a mount is missing: remove it and put the file there',
      ...settings(['volumes', target ?? '']),
    }),
  ],
  [
    /exec: "([^"]+)": (?:executable file not found|stat \S+: no such file|no such file)/,
    ([, program]) => ({
      code: 'program-not-found',
      message: `the image has no program ${JSON.stringify(program)}`,
      hint: 'correct `command` or `entrypoint`; a text is split at spaces, and only a shell knows pipes and variables',
      ...commandWith(program),
    }),
  ],
  [
    /exec: "([^"]+)": permission denied/,
    ([, program]) => ({
      code: 'program-not-found',
      message: `${JSON.stringify(program)} may not be executed in the container`,
      hint: 'make it executable (`chmod +x`), or call it through its interpreter; a folder cannot be executed',
      ...commandWith(program),
    }),
  ],
  [
    /exec: "([^"]+)": exec format error|exec (\S+?): exec format error/,
    ([, program, other]) => ({
      code: 'program-not-found',
      message: `${JSON.stringify(program ?? other)} is no program for this machine`,
      hint: 'it is made for another processor (see `platform`), or a script whose first line does not say `#!` and what reads it',
      ...commandWith(program ?? other),
    }),
  ],
  [
    /exec: "([^"]+)": is a directory/,
    ([, program]) => ({
      code: 'program-not-found',
      message: `${JSON.stringify(program)} is a folder of the container, not a program`,
      hint: 'correct `command` or `entrypoint`',
      ...commandWith(program),
    }),
  ],
  [
    /Cannot mkdir: (\S+) is not a directory/,
    ([, folder]) => ({
      code: 'program-not-found',
      message: `the container cannot work in ${folder}: it is a file`,
      hint: 'correct `working_dir`',
      ...settings('working_dir'),
    }),
  ],
  [
    /chdir to cwd \("([^"]+)"\).*?: (\w[\w ]+)$/,
    ([, folder, why]) => ({
      code: 'program-not-found',
      message: `the container cannot work in ${folder}: ${plain(why)}`,
      hint: 'correct `working_dir` or `user`',
      ...settings('working_dir', 'user'),
    }),
  ],
  [
    /unable to find user (\S+?):/,
    ([, user]) => ({
      code: 'program-not-found',
      message: `the image has no user ${user}`,
      hint: 'correct `user`, or give it as a number',
      ...settings('user'),
    }),
  ],
  [
    /unable to find group (\S+?):/i,
    ([, group]) => ({
      code: 'program-not-found',
      message: `the image has no group ${group}`,
      hint: 'correct `group_add` or `user`, or give the group as a number',
      ...settings(['group_add', group ?? ''], 'user'),
    }),
  ],
  [
    /unknown capability: "(?:CAP_)?(\w+)"/,
    ([, name]) => ({
      code: 'engine-refused',
      message: `there is no capability ${name}`,
      hint: 'correct `cap_add` or `cap_drop`; `man 7 capabilities` lists them',
      ...settings(['cap_add', name ?? ''], ['cap_drop', name ?? '']),
    }),
  ],
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
    /rootfs is marked read-only/,
    () => ({
      code: 'engine-refused',
      message: 'the files of the container are read-only',
      hint: 'copy to a volume or `tmpfs` of it, or leave `read_only` out',
      ...settings('read_only'),
    }),
  ],
  [
    /No such image: (\S+)/i,
    ([, image]) => ({
      code: 'image-not-found',
      message: `the engine has no image ${image}`,
      hint: 'pull or build it first, or correct its name',
      ...settings('image'),
    }),
  ],
  [
    /image with reference (\S+) was found but does not match the specified platform: wanted (\S+), actual: (\S+)/,
    ([, image, wanted, actual]) => ({
      code: 'image-not-found',
      message: `the engine has image ${image} for ${actual}, and ${wanted?.replace(/,$/, '')} is wanted`,
      hint: 'pull or build it for that platform, or leave `platform` out',
      ...settings('platform', 'image'),
    }),
  ],
  [
    /pull access denied for (\S+?),|requested access to the resource is denied/,
    ([, image]) => ({
      code: 'image-not-found',
      message: `the registry gives no ${image ? `image ${image}` : 'such image'}: it does not exist, or you are not logged in`,
      hint: 'correct the name, log in with `docker login`, or give the service a `build`',
      ...settings('image'),
    }),
  ],
  [
    /manifest for (\S+) not found|manifest unknown|(\S+): not found$/,
    ([, image, other]) => ({
      code: 'image-not-found',
      message: `the registry has no ${image ?? other ?? 'image of that name and tag'}`,
      hint: 'correct the name or the tag',
      ...settings('image'),
    }),
  ],
  [
    /no matching manifest for (\S+)/,
    ([, platform]) => ({
      code: 'image-not-found',
      message: `the image does not exist for ${platform}`,
      hint: 'set `platform` to one that it exists for, or choose another image',
      ...settings('platform', 'image'),
    }),
  ],
  [
    /unauthorized|authentication required|no basic auth credentials/i,
    () => ({
      code: 'image-not-found',
      message: 'the registry does not accept your login',
      hint: 'log in with `docker login REGISTRY`',
      ...settings('image'),
    }),
  ],
  [
    /toomanyrequests/i,
    () => ({
      code: 'registry-unreachable',
      message: 'the registry has given you as many images as it allows for now',
      hint: 'log in with `docker login` for a higher limit, or try again later',
    }),
  ],
  [
    /(?:Get|Head) "?https?:\/\/([^/"]+)[^ ]*: (.+)/,
    ([, registry, why]) => ({
      code: 'registry-unreachable',
      message: `the engine cannot reach the registry ${registry}: ${plain(why)}`,
      hint: 'check the network of the engine and its proxy, and the name of the registry in the image',
      ...settings(['image', registry ?? '']),
    }),
  ],
  [
    /invalid reference format/,
    () => ({
      code: 'image-not-found',
      message: 'the name of the image is not valid',
      hint: 'write it as `name`, `name:tag` or `registry/name:tag`, in lower case',
      ...settings('image'),
    }),
  ],
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

/** @param text the engine's message, as it came. */
export function explainRefusal(text: string): Explanation {
  for (const [pattern, explain] of MEANINGS) {
    const found = pattern.exec(text);
    if (found) return explain(found);
  }
  const message = plain(text);
  return {
    code: 'engine-refused',
    message: message === '' ? 'the engine refused without saying why' : message,
  };
}

/** Takes off what the engine's parts put around their messages on the way to us. */
function plain(text: string | undefined): string {
  return (text ?? '')
    .trim()
    .replace(/^Error response from daemon: /, '')
    .replace(/^failed to create task for container: /, '')
    .replace(/^failed to create shim task: /, '')
    .replace(/^OCI runtime create failed: (?:runc create failed: )?/, '')
    .replace(/^unable to start container process: /, '')
    .replace(/: unknown$/, '');
}

/** The limits of memory that people write are whole numbers of these. */
const megabytes = (bytes: string | undefined): string => `${Math.ceil(Number(bytes) / 2 ** 20)}MB`;

function pluginKind(text: string): string {
  if (text.includes('logging')) return 'log';
  return text.includes('volume') ? 'volume' : 'network';
}

function hostName(address: string | undefined): string {
  const bare = (address ?? '').replace(/^\[|\]$/g, '');
  return bare === '' || bare === '0.0.0.0' || bare === '::' ? 'the host' : bare;
}

function short(id: string | undefined): string {
  return id !== undefined && /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : (id ?? '');
}

function holderNames(list: string | undefined): string {
  const ids = (list ?? '').split(/,\s*/);
  return `container${ids.length === 1 ? '' : 's'} ${ids.map(short).join(', ')}`;
}
