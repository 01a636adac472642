import { holderNames, type Meanings, plain, settings } from './refusal-words.ts';

/** Mounts: files, folders and volumes. */
export const REFUSED_MOUNTS: Meanings = [
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
      message: `the folder to be mounted, ${path}, cannot be created: ${plain(why)}`,
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
    /remove (\S+): volume is in use - \[(.+)\]/,
    ([, volume, holders]) => ({
      code: 'in-use',
      message: `volume ${volume} is in use by ${holderNames(holders)}`,
      hint: 'remove those containers first',
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
    /cannot access path \S+?\/volumes\/([^/]+)\/_data\/([^:\s]+): .*no such file/,
    ([, volume, subpath]) => ({
      code: 'mount-source-missing',
      message: `volume ${volume} has no ${subpath} in it`,
      hint: 'make it first, in a service that mounts the whole volume, or correct `volume.subpath`',
      ...settings(['volumes', subpath ?? '']),
    }),
  ],
  [
    /error mounting "tmpfs" to rootfs at "([^"]+)".*?data: (\S+): invalid argument/,
    ([, target, options]) => ({
      code: 'engine-refused',
      message: `no tmpfs can be mounted at ${target} with ${options}`,
      hint: 'correct the options after the path, such as size=64m or mode=1777',
      ...settings(['tmpfs', target ?? ''], ['volumes', target ?? '']),
    }),
  ],
  [
    /path (\S+) is mounted on \S+ but it is not a (shared|slave|shared or slave) mount/,
    ([, source, kind]) => ({
      code: 'engine-refused',
      message: `${source} is in a file system that is not mounted as ${kind} on the engine's machine`,
      hint: 'leave `bind.propagation` out, or change that with `mount --make-rshared`',
      ...settings(['volumes', kind ?? ''], 'volumes'),
    }),
  ],
  [
    /failed to mount local volume: mount (\S*):(?:\/\S*?\/volumes\/([^/]+)\/_data)(?:, flags: \S+?)?(?:, data: (.+?))?: ([\w ]+)$/,
    ([, device, volume, options, why]) => ({
      code: 'engine-refused',
      message: `volume ${volume} cannot be mounted${device === '' ? '' : ` from ${device}`}${options === undefined ? '' : ` with ${options}`}: ${why}`,
      hint: 'correct `driver_opts` of the volume: `type`, `device` and `o` are what `mount` would be given',
      about: { of: ['volumes', volume ?? ''], settings: ['driver_opts'] },
    }),
  ],
  [
    /invalid option: "([^"]+)"/,
    ([, option]) => ({
      code: 'engine-refused',
      message: `the driver of the volume has no option ${option}`,
      hint: 'correct `driver_opts`: the local driver has `type`, `device`, `o` and `size`',
      ...settings(['driver_opts', option ?? ''], 'driver_opts'),
    }),
  ],
  [
    /destination can't be '\/'/,
    () => ({
      code: 'engine-refused',
      message: 'nothing can be mounted at /: it is where the image is',
      hint: 'choose a folder below it',
      ...settings('volumes'),
    }),
  ],
  [
    /invalid mount path: '([^']+)' mount path must be absolute/,
    ([, target]) => ({
      code: 'engine-refused',
      message: `${target} is not a whole path of the container`,
      hint: 'write the target with a / in front',
      ...settings(['volumes', target ?? '']),
    }),
  ],
];
