import { hostName, type Meanings, megabytes, plain, settings } from './refusal-words.ts';

/** Only where it stands in the file: what `run` runs was typed. */
const commandWith = (program: string | undefined) =>
  settings(['command', program ?? ''], ['entrypoint', program ?? '']);

/** Names, ports, mounts, programs: what a container has of its own. */
export const REFUSED_CONTAINERS: Meanings = [
  [
    /container name "\/?([^"]+)" is already in use by (?:container )?"?([0-9a-f]{12})?/i,
    ([, name, id]) => ({
      code: 'name-taken',
      message: `the container name ${name} is in use by container ${id ?? name}`,
      // Names that are taken are found before anything is touched: this one was free a moment ago.
      hint: 'another command has made it meanwhile, maybe a second `up` of this project: run the command again',
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
      hint: 'correct the command; a text in `command` or `entrypoint` is split at spaces, and only a shell knows pipes and variables',
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
      ...settings(['working_dir', folder ?? '']),
    }),
  ],
  [
    /chdir to cwd \("([^"]+)"\).*?: (\w[\w ]+?)(?:: unknown)?$/,
    ([, folder, why]) => ({
      code: 'program-not-found',
      message: `the container cannot work in ${folder}: ${plain(why)}`,
      hint: 'correct `working_dir` or `user`',
      ...settings(['working_dir', folder ?? ''], 'user'),
    }),
  ],
  [
    /unable to find user (\S+?):/,
    ([, user]) => ({
      code: 'program-not-found',
      message: `the image has no user ${user}`,
      hint: 'correct `user`, or give it as a number',
      ...settings(['user', user ?? '']),
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
];
