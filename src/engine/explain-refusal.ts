import type { UserErrorCode } from '../diagnostics/user-error.ts';

/** The cause in words, and what to do about it. */
export interface Explanation {
  readonly code: UserErrorCode;
  readonly message: string;
  readonly hint?: string;
}

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
    }),
  ],
  [
    /Bind for (\S+):(\d+) failed: port is already allocated/,
    ([, address, port]) => ({
      code: 'port-taken',
      message: `port ${port} of ${hostName(address)} is published by another container already`,
      hint: `\`docker ps --filter publish=${port}\` shows it; publish another port, or stop that container`,
    }),
  ],
  [
    /listen (?:tcp|udp|sctp)[46]? (\S+):(\d+): bind: address already in use|failed to bind (?:host )?port (?:for )?(\S+?):(\d+)(?:\/\w+)?.*address already in use/,
    ([, address, port, otherAddress, otherPort]) => ({
      code: 'port-taken',
      message: `port ${port ?? otherPort} of ${hostName(address ?? otherAddress)} is in use by a program outside the engine`,
      hint: `\`ss -ltnp 'sport = :${port ?? otherPort}'\` shows it; publish another port, or stop that program`,
    }),
  ],
  [
    /bind: cannot assign requested address|listen \w+ (\S+):\d+: bind: cannot assign/,
    ([, address]) => ({
      code: 'port-taken',
      message: `the host has no address ${address ?? 'like the one the port is published on'}`,
      hint: 'publish the port on an address that the host has, or on all of them by leaving the address out',
    }),
  ],
  [
    /(?:bind source path does not exist|bind mount source path does not exist): (.+)/,
    ([, path]) => ({
      code: 'mount-source-missing',
      message: `what is to be mounted does not exist on the engine's machine: ${path?.trim()}`,
      hint: 'create it, or correct the path in the file',
    }),
  ],
  [
    /error while creating mount source path '([^']+)': (.+)/,
    ([, path, why]) => ({
      code: 'mount-source-missing',
      message: `the folder to be mounted, ${path}, cannot be made: ${plain(why)}`,
      hint: 'create it yourself, or correct the path in the file',
    }),
  ],
  [
    /error mounting "([^"]+)" to rootfs at "([^"]+)".*not a directory/,
    ([, source, target]) => ({
      code: 'mount-source-missing',
      message: `${source} cannot be mounted on ${target}: one is a folder and the other is a file`,
      hint: 'the engine makes a folder where the source of a mount is missing: remove it and put the file there',
    }),
  ],
  [
    /exec: "([^"]+)": (?:executable file not found|stat \S+: no such file|no such file)/,
    ([, program]) => ({
      code: 'program-not-found',
      message: `the image has no program ${JSON.stringify(program)}`,
      hint: 'correct `command` or `entrypoint`; a text is split at spaces, and only a shell knows pipes and variables',
    }),
  ],
  [
    /exec: "([^"]+)": permission denied/,
    ([, program]) => ({
      code: 'program-not-found',
      message: `${JSON.stringify(program)} may not be executed in the container`,
      hint: 'make it executable (`chmod +x`), or call it through its interpreter; a folder cannot be executed',
    }),
  ],
  [
    /exec: "([^"]+)": is a directory/,
    ([, program]) => ({
      code: 'program-not-found',
      message: `${JSON.stringify(program)} is a folder of the container, not a program`,
      hint: 'correct `command` or `entrypoint`',
    }),
  ],
  [
    /Cannot mkdir: (\S+) is not a directory/,
    ([, folder]) => ({
      code: 'program-not-found',
      message: `the container cannot work in ${folder}: it is a file`,
      hint: 'correct `working_dir`',
    }),
  ],
  [
    /chdir to cwd \("([^"]+)"\).*?: (\w[\w ]+)$/,
    ([, folder, why]) => ({
      code: 'program-not-found',
      message: `the container cannot work in ${folder}: ${plain(why)}`,
      hint: 'correct `working_dir` or `user`',
    }),
  ],
  [
    /unable to find user (\S+?):/,
    ([, user]) => ({
      code: 'program-not-found',
      message: `the image has no user ${user}`,
      hint: 'correct `user`, or give it as a number',
    }),
  ],
  [
    /No such image: (\S+)/i,
    ([, image]) => ({
      code: 'image-not-found',
      message: `the engine has no image ${image}`,
      hint: 'pull or build it first, or correct its name',
    }),
  ],
  [
    /image with reference (\S+) was found but does not match the specified platform: wanted (\S+), actual: (\S+)/,
    ([, image, wanted, actual]) => ({
      code: 'image-not-found',
      message: `the engine has image ${image} for ${actual}, and ${wanted?.replace(/,$/, '')} is wanted`,
      hint: 'pull or build it for that platform, or leave `platform` out',
    }),
  ],
  [
    /pull access denied for (\S+?),|requested access to the resource is denied/,
    ([, image]) => ({
      code: 'image-not-found',
      message: `the registry gives no ${image ? `image ${image}` : 'such image'}: it does not exist, or you are not logged in`,
      hint: 'correct the name, log in with `docker login`, or give the service a `build`',
    }),
  ],
  [
    /manifest for (\S+) not found|manifest unknown|(\S+): not found$/,
    ([, image, other]) => ({
      code: 'image-not-found',
      message: `the registry has no ${image ?? other ?? 'image of that name and tag'}`,
      hint: 'correct the name or the tag',
    }),
  ],
  [
    /no matching manifest for (\S+)/,
    ([, platform]) => ({
      code: 'image-not-found',
      message: `the image does not exist for ${platform}`,
      hint: 'set `platform` to one that it exists for, or choose another image',
    }),
  ],
  [
    /unauthorized|authentication required|no basic auth credentials/i,
    () => ({
      code: 'image-not-found',
      message: 'the registry does not accept your login',
      hint: 'log in with `docker login REGISTRY`',
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
    }),
  ],
  [
    /invalid reference format/,
    () => ({
      code: 'image-not-found',
      message: 'the name of the image is not valid',
      hint: 'write it as `name`, `name:tag` or `registry/name:tag`, in lower case',
    }),
  ],
  [
    /(?:pool overlaps with other one|conflicts with network \S+.*networks have overlapping)/i,
    () => ({
      code: 'subnet-taken',
      message: 'the subnet of the network overlaps with that of another network',
      hint: 'choose another `ipam.config.subnet`; `docker network inspect $(docker network ls -q)` shows those in use',
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
    /Address already in use|address is already allocated/i,
    () => ({
      code: 'subnet-taken',
      message: 'the fixed IP address is given to another container already',
      hint: 'choose another `ipv4_address` or `ipv6_address`',
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
    }),
  ],
  [
    /unknown or invalid runtime name: (\S+)/,
    ([, runtime]) => ({
      code: 'engine-not-supported',
      message: `the engine has no runtime ${runtime}`,
      hint: '`docker info` lists the runtimes it has',
    }),
  ],
  [
    /error looking up (?:logging|volume) plugin (\S+): plugin|plugin "(\S+)" not found/,
    ([text = '', driver, other]) => ({
      code: 'engine-not-supported',
      message: `the engine has no ${pluginKind(text)} driver ${driver ?? other}`,
      hint: `correct \`driver\`, or install the plugin (\`docker plugin install ${driver ?? other}\`)`,
    }),
  ],
  [
    /Range of CPUs is from (\S+) to (\S+), as/,
    ([, least, most]) => ({
      code: 'engine-refused',
      message: `the engine has ${Math.floor(Number(most))} processors: a limit has to be between ${least} and ${most}`,
      hint: 'correct `cpus` or `deploy.resources.limits.cpus`',
    }),
  ],
  [
    /Minimum memory limit allowed is (\S+)/,
    ([, least]) => ({
      code: 'engine-refused',
      message: `no container runs with less than ${least} of memory`,
      hint: 'raise `mem_limit` or `deploy.resources.limits.memory`',
    }),
  ],
  [
    /adding custom device "([^"]+)": no such file/,
    ([, device]) => ({
      code: 'mount-source-missing',
      message: `the engine's machine has no device ${device}`,
      hint: 'correct `devices`; a device that is plugged in later has to be there when the container starts',
    }),
  ],
  [
    /no configured subnet or ip-range contain the IP address (\S+)/,
    ([, address]) => ({
      code: 'subnet-taken',
      message: `the address ${address} is in no subnet of the network`,
      hint: 'choose one of its `ipam.config` subnets, or correct the subnet',
    }),
  ],

  [
    /sysctl "?([\w.]+)"? is not|open (\/proc\/sys\/\S+): no such file/,
    ([, name, path]) => ({
      code: 'engine-refused',
      message: `the setting ${name ?? path?.slice('/proc/sys/'.length).replaceAll('/', '.')} cannot be made for one container`,
      hint: 'correct `sysctls`: only those of a namespace (net.*, kernel.shm*, fs.mqueue.*) can be set',
    }),
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
