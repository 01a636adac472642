import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { blank, gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { type BackupPart, backupCommandsOf } from '../../model/backup.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { RestoreSource } from '../../planner/snapshot/intent.ts';
import type { CheckedBackup } from '../../reconciler/volumes/read-backup.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { humanSize } from '../../util/human-size.ts';
import { apply } from '../apply/apply.ts';
import { replannable } from '../apply/replannable.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { Planned } from '../context/planned.ts';
import { findTarget } from '../find/target.ts';
import { usersIn } from '../find/users-in.ts';

export interface RestoreOptions {
  readonly as?: string;
  readonly anyProject?: boolean;
  readonly yes?: boolean;
}

/**
 * @param file `-`: standard input, which is kept in a file until the end, as it is read more than once
 * @returns the exit code
 */
export async function runRestore(
  cli: Cli,
  file: string,
  names: readonly string[],
  options: RestoreOptions,
  stdin: Readable & { readonly isTTY?: boolean } = process.stdin,
): Promise<number> {
  const typed = typedRestore(file, names, options);
  if (file !== '-') return restoreFrom(cli, { from: resolve(cli.cwd, file), typed }, names, options);
  if (stdin.isTTY)
    throw new UserError('bad-usage', 'a terminal has no backup', {
      hint: ['name its file, or send it to ', gantry('restore', '-y', '-')],
    });
  const { keptInput } = await import('./kept-input.ts');
  const { path, remove } = await keptInput(stdin);
  try {
    return await restoreFrom(cli, { from: path, typed }, names, options);
  } finally {
    remove();
  }
}

async function restoreFrom(
  cli: Cli,
  { from, typed }: { readonly from: string; readonly typed: readonly string[] },
  names: readonly string[],
  options: RestoreOptions,
): Promise<number> {
  const { checkBackup } = await import('../../reconciler/volumes/read-backup.ts');
  const backup = await checkBackup(from, () => {});
  const planned = await replannable(cli, async (asking) => ({
    ...(await planFor(asking, { from, backup, names, options })),
    typed,
  }));
  if (!cli.globals.dryRun && !(await isAgreed(cli, planned, backup, options))) return EXIT.ok;
  return apply(cli, planned);
}

/** With the file, and without the flags that answer questions. */
const typedRestore = (file: string, names: readonly string[], options: RestoreOptions): readonly string[] => [
  'restore',
  ...(options.as === undefined ? [] : ['--as', options.as]),
  ...(options.anyProject ? ['--any-project'] : []),
  file,
  ...names,
];

interface Asked {
  readonly from: string;
  readonly backup: CheckedBackup;
  readonly names: readonly string[];
  readonly options: RestoreOptions;
}

async function planFor(cli: Cli, asked: Asked): Promise<Planned> {
  const { planRestore } = await import('../../planner/commands/plan-restore.ts');
  const { restoredVolumes } = await import('./restored-volumes.ts');
  const target = await findTarget(cli, []);
  const { engine, project, observed } = target;
  const parts = chosenParts(asked);
  refuseAnotherProject(project, asked);
  const containers = await usersIn(engine);
  if (asked.options.as !== undefined)
    return { ...target, plan: await planAs(target, parts, asked), isOfOthers: true };
  const ofVolumes = parts.flatMap((part) => (part.kind === 'volume' ? [part] : []));
  const { anyProject = false } = asked.options;
  const volumes = restoredVolumes(target, ofVolumes, { containers, anyProject }).map(({ part, request }) => ({
    request,
    source: sourceOf(asked, part),
  }));
  const dumps = parts.flatMap((part) =>
    part.kind === 'dump' ? [dumpOf(project, containers, part, asked)] : [],
  );
  const names = new Set(volumes.map(({ request }) => request.Name));
  const users = containers.filter(({ mounts }) =>
    mounts.some(({ name }) => name !== undefined && names.has(name)),
  );
  refuseForeignUsers(project, users);
  if (users.length > 0) return planWithContainers(cli, project, users, volumes, dumps);
  const { measured } = await import('../find/trash-sizes.ts');
  const { trashOfProject } = await import('../history/trash-of-project.ts');
  const trash = await trashOfProject(cli, target);
  const there = observed.volumes.flatMap(({ name }) => (names.has(name) ? [name] : []));
  const trashSizes = trash ? await measured(engine, there) : new Map();
  const plan = planRestore(observed, { project: project.name, volumes, dumps, trash, trashSizes });
  return { ...target, plan };
}

/** What is kept of containers is in the files: they are made anew, as an `up` of their services would. */
async function planWithContainers(
  cli: Cli,
  { name, origin }: Project,
  users: readonly ObservedContainer[],
  volumes: readonly { readonly request: { readonly Name: string }; readonly source: RestoreSource }[],
  dumps: readonly { readonly service: string }[],
): Promise<Planned> {
  if (origin !== 'files')
    throw new UserError(
      'in-use',
      `${users.map((user) => user.name).join(', ')} has to be made anew, and there are no files of ${name}`,
      {
        hint: ['name them with -f, or `', gantry('down'), '` first'],
      },
    );
  if (dumps.length > 0)
    throw new UserError(
      'bad-usage',
      'files of volumes and what commands wrote are restored one after the other',
      {
        hint: ['name what is restored first: ', gantry('restore', blank('FILE'), blank('VOLUME'))],
      },
    );
  const { loadProjectFor } = await import('../files/load.ts');
  const { lookForUp } = await import('../find/look-for-up.ts');
  const { planUp } = await import('../../planner/up/plan-up.ts');
  const services = [...new Set(users.flatMap(({ labels }) => labels[LABEL.service] ?? []))].sort();
  const project = await loadProjectFor(cli, { services, withDependencies: false, keepsBuilds: false });
  const engine = await cli.engine();
  const restores = new Map(volumes.map(({ request, source }) => [request.Name, source]));
  const intent = { services, noDeps: true, ignoreOrphans: true, build: 'never' as const, restores };
  const looked = await lookForUp(cli, engine, project, intent);
  const plan = planUp(looked.context, looked.inspections);
  const { restoreRemarks } = await import('./restore-remarks.ts');
  const { inspectionsNeeded } = await import('../../planner/up/plan-up.ts');
  const { inspectAll } = await import('../../engine/observe/observe.ts');
  const { restores: _, ...plain } = looked.context.intent;
  const context = { ...looked.context, intent: plain };
  const asUp = planUp(context, await inspectAll(engine, inspectionsNeeded(context)));
  const warnings = [...restoreRemarks(plan, asUp, looked.project), ...plan.warnings];
  return {
    engine,
    project: looked.project,
    observed: looked.observed,
    plan: { ...plan, verb: 'restore', warnings },
  };
}

async function planAs(
  { observed, project }: Planned | Omit<Planned, 'plan'>,
  parts: readonly BackupPart[],
  asked: Asked,
) {
  const { planRestore } = await import('../../planner/commands/plan-restore.ts');
  const { as: name = '' } = asked.options;
  const [part, ...others] = parts.filter(({ kind }) => kind === 'volume');
  if (!part || others.length > 0)
    throw new UserError('bad-usage', '--as makes one volume', {
      hint: `name the one that is meant: ${parts.flatMap((one) => (one.kind === 'volume' ? [one.name] : [])).join(', ')}`,
    });
  if (observed.volumes.some((volume) => volume.name === name))
    throw new UserError('name-taken', `there is a volume "${name}" already`, { hint: 'choose another name' });
  return planRestore(observed, {
    project: project.name,
    volumes: [{ request: { Name: name, Labels: {} }, source: sourceOf(asked, part) }],
    dumps: [],
    trash: undefined,
    trashSizes: new Map(),
  });
}

function sourceOf({ from, backup }: Asked, { folder }: BackupPart): RestoreSource {
  const section = backup.sections.get(folder);
  if (!section) throw new UserError('bad-backup', `the backup has no ${folder}`);
  return { from, section };
}

/** Error: UserError `bad-usage` for a name that the backup does not have. */
function chosenParts({ backup: { manifest }, names }: Asked): readonly BackupPart[] {
  const { parts } = manifest;
  if (names.length === 0) return parts;
  const namesOf = (part: BackupPart): readonly string[] =>
    part.kind === 'dump'
      ? [part.service, part.folder]
      : [part.name, part.labels[LABEL.volume]].filter((name) => name !== undefined);
  const known = parts.flatMap(namesOf);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const near = didYouMean(unknown, known);
    throw new UserError('bad-usage', `the backup has no "${unknown}"`, {
      hint: near === undefined ? `it has ${known.join(', ')}` : `did you mean "${near}"?`,
    });
  }
  return parts.filter((part) => namesOf(part).some((name) => names.includes(name)));
}

/** Error: UserError `bad-usage`: nobody overwrites the data of one project with that of another by mistake. */
function refuseAnotherProject({ name }: Project, { backup: { manifest }, options }: Asked): void {
  if (manifest.project === name || options.anyProject || options.as !== undefined) return;
  throw new UserError('bad-usage', `the backup is one of ${manifest.project}, and not of ${name}`, {
    hint: '--any-project restores it all the same, volume by volume; --as VOLUME makes a new volume of one',
  });
}

function dumpOf(
  project: Project,
  containers: readonly ObservedContainer[],
  part: Extract<BackupPart, { kind: 'dump' }>,
  asked: Asked,
) {
  const { service: name } = part;
  const service = project.services.get(name) ?? project.disabledServices.get(name);
  const command = service && backupCommandsOf(service.extensions.get('x-gantry'))?.restore;
  if (!command)
    throw new UserError('bad-usage', `service "${name}" does not say what restores its backup`, {
      hint: 'write x-gantry: {backup: {restore: …}} of the service, or take it out by hand: tar --wildcards -xOf FILE "SERVICE.dump/*"',
    });
  const container = containers.find(
    ({ labels, state }) =>
      labels[LABEL.project] === project.name && labels[LABEL.service] === name && state === 'running',
  );
  if (!container)
    throw new UserError(
      'no-container',
      `service "${name}" does not run, and its restore command runs in its container`,
      {
        hint: gantry('up', '-d', name),
      },
    );
  const { from, section } = sourceOf(asked, part);
  return { service: name, container: { id: container.id }, name: container.name, command, from, section };
}

function refuseForeignUsers({ name }: Project, users: readonly ObservedContainer[]): void {
  const others = users.filter(({ labels }) => labels[LABEL.project] !== name);
  if (others.length === 0) return;
  const names = others.map((other) => other.name).sort();
  throw new UserError('in-use', `containers of others have the volumes: ${names.join(', ')}`, {
    hint: 'remove them first, if they can go; or make a new volume of the backup with --as',
  });
}

/** Error: UserError `bad-usage` where nobody can answer. */
async function isAgreed(
  cli: Cli,
  { plan, observed }: Planned,
  { manifest }: CheckedBackup,
  { yes }: RestoreOptions,
): Promise<boolean> {
  const there = new Set(observed.volumes.map(({ name }) => name));
  const replaced = plan.steps.flatMap(({ operation }) => {
    if (operation.kind === 'restore-dump') return [`what service ${operation.service} has`];
    return operation.kind === 'copy-volume' && there.has(operation.request.Name)
      ? [`${operation.request.Name} (${humanSize(operation.sizeBytes ?? 0)} in the backup)`]
      : [];
  });
  if (yes || replaced.length === 0) return true;
  const { showPlan } = await import('../../ui/plan/show-plan.ts');
  const { askYesNo } = await import('../terminal/ask.ts');
  cli.stderr.write(showPlan(plan, { colour: cli.errorColour, columns: cli.stderr.columns }));
  return askYesNo(cli, `Replace the content of ${replaced.join(', ')} by that of ${manifest.madeAt}?`);
}
