import { posix } from 'node:path';
import { commandHint, type HintPart } from '../../diagnostics/hint.ts';
import { type Concern, UserError } from '../../diagnostics/user-error.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { Mount, ServiceSpec } from '../../model/service-spec.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { isWindowsPath } from '../../util/is-windows-path.ts';
import type { Machine } from './machine.ts';
import { createdServices, restartedServices, startedServices } from './started-services.ts';

/** What the plan mounts of this machine. */
interface CheckedMounts {
  readonly problems: readonly UserError[];
  /** One sentence for each folder that the engine makes because it is missing. */
  readonly folders: readonly string[];
}

/**
 * The folders and files of this machine that the plan mounts. An engine makes a folder of a source that is not there, also
 * where a file was meant and is misspelt: that is an error, and of every other folder the user is told.
 */
export function checkMounts(plan: Plan, project: Project, machine: Machine): CheckedMounts {
  const created = createdServices(plan);
  const problems = new Map<string, UserError>();
  const folders = new Map<string, string>();
  for (const service of [...startedServices(plan, project), ...restartedServices(plan, project)]) {
    for (const mount of service.volumes) {
      const { source = '', target } = mount;
      const problem = created.has(service.name)
        ? problemOfNew(service, mount, project, machine)
        : problemOfAny(service, mount, machine);
      if (problem) problems.set(`${service.name} ${source} ${target}`, problem);
      else if (created.has(service.name) && isMissing(mount, machine) && !folders.has(source))
        folders.set(source, folderText(service, mount, machine));
    }
  }
  return { problems: [...problems.values()], folders: [...folders.values()] };
}

const isMissing = ({ type, source }: Mount, machine: Machine): boolean =>
  type === 'bind' && source !== undefined && !isWindowsPath(source) && !machine.fileExists(source);

/** A source that has to be there, and is not. */
export function problemOfAny(service: ServiceSpec, mount: Mount, machine: Machine): UserError | undefined {
  if (!isMissing(mount, machine) || mount.bind?.createHostPath !== false) return undefined;
  return new UserError(
    'missing-file',
    `service "${service.name}" mounts ${mount.source}, which does not exist`,
    {
      hint: 'create it, or correct the path; with `create_host_path: true` the engine makes an empty folder',
      about: concern(service, mount),
    },
  );
}

function problemOfNew(
  service: ServiceSpec,
  mount: Mount,
  project: Project,
  machine: Machine,
): UserError | undefined {
  return (
    problemOfAny(service, mount, machine) ??
    fileMeant(service, mount, machine) ??
    missingDevice(service, mount, project, machine)
  );
}

function fileMeant(service: ServiceSpec, mount: Mount, machine: Machine): UserError | undefined {
  const { source = '', target } = mount;
  if (!isMissing(mount, machine)) return undefined;
  const near = nearTo(source, target, machine);
  if (near === undefined && !isFileName(target)) return undefined;
  const folder: readonly HintPart[] = ['or, if a folder is meant, ', commandHint('mkdir', '-p', source)];
  return new UserError(
    'missing-file',
    `service "${service.name}" mounts ${source} at ${target}, which does not exist: the engine would make a folder of it`,
    {
      hint:
        near === undefined
          ? ['create the file, ', ...folder]
          : [`did you mean "${near}"? correct it, `, ...folder],
      about: concern(service, mount),
    },
  );
}

/**
 * A file beside it whose name is nearly the same: where the source is called like a file, or the target as that file is.
 * `./prometheus-data` beside `prometheus.yml` is a folder that is not there yet.
 */
function nearTo(source: string, target: string, machine: Machine): string | undefined {
  const near = didYouMean(posix.basename(source), machine.filesIn(posix.dirname(source)));
  return isFileName(source) || posix.basename(target) === near ? near : undefined;
}

/** Endings that folders hardly have: `graph.db`, `conf.d`, `cron.daily` and `example.de` are folders, too. */
const FILE_ENDINGS: ReadonlySet<string> = new Set([
  ...[
    'cfg',
    'cnf',
    'conf',
    'config',
    'env',
    'hcl',
    'ini',
    'json',
    'json5',
    'properties',
    'toml',
    'xml',
    'yaml',
    'yml',
  ],
  ...['cjs', 'js', 'lua', 'mjs', 'php', 'pl', 'py', 'rb', 'sh', 'sql', 'ts', 'vcl'],
  ...['cer', 'crt', 'csr', 'jks', 'key', 'p12', 'pem', 'pfx', 'pub'],
  ...['csv', 'gz', 'htm', 'html', 'jar', 'log', 'md', 'rules', 'tmpl', 'tpl', 'txt', 'war', 'zip'],
]);

/** Whether a path is one of a file, by the ending of its name. One that ends with a slash is none. */
const isFileName = (path: string): boolean =>
  FILE_ENDINGS.has(/[^/]\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '');

/** A volume that stands for a folder of this machine. */
function missingDevice(
  service: ServiceSpec,
  { type, source = '' }: Mount,
  { volumes }: Project,
  machine: Machine,
): UserError | undefined {
  const volume = type === 'volume' ? volumes.get(source) : undefined;
  if (!volume || volume.external || (volume.driver ?? 'local') !== 'local') return undefined;
  const device = volume.driverOpts.get('device') ?? '';
  const isBind = (volume.driverOpts.get('o') ?? '').split(',').some((option) => /^r?bind$/.test(option));
  if (!isBind || !posix.isAbsolute(device) || machine.fileExists(device)) return undefined;
  return new UserError(
    'mount-source-missing',
    `volume "${source}", which service "${service.name}" mounts, is the folder ${device}, which does not exist`,
    {
      hint: ['correct `device`, or make it: ', commandHint('mkdir', '-p', device)],
      about: { of: ['volumes', source], settings: ['driver_opts.device', 'driver_opts'] },
    },
  );
}

function folderText({ name }: ServiceSpec, { source = '', target }: Mount, machine: Machine): string {
  const near = didYouMean(posix.basename(source), machine.foldersIn(posix.dirname(source)));
  const meant = near === undefined ? '' : `; did you mean "${near}"?`;
  return `service "${name}" mounts ${source} at ${target}, which does not exist: the engine makes an empty folder${meant}`;
}

/** As it is written there: the path has been made whole since. */
const concern = ({ name }: ServiceSpec, { target }: Mount): Concern => ({
  of: ['services', name],
  settings: [['volumes', target], 'volumes'],
});
