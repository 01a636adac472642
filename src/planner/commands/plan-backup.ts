import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import {
  type BackedUpVolume,
  type BackupManifest,
  type BackupOrder,
  backupCommandsOf,
  type Dump,
  folderOf,
} from '../../model/backup.ts';
import type { ContainerId, StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed, ObservedContainer, ObservedVolume } from '../../model/observed.ts';
import type { Cause, Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { halfCopies, stopMarker, writersOf } from '../../model/volume-copy.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { isAnonymousVolume } from '../../util/is-anonymous-volume.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { declaredServices } from '../graph/service-graph.ts';
import { isOneOff, serviceOf } from '../snapshot/own-containers.ts';
import { listNames, sortByName } from '../snapshot/sort-by-name.ts';
import { trashedUnused } from '../work/trash.ts';

/** How the files of a volume are read that somebody writes into. */
export type WritersDuringBackup = 'stop' | 'pause' | 'live';

export interface BackupIntent extends Pick<BackupOrder, 'to' | 'replaces' | 'compression'> {
  /** Services, and volumes by key or name. Empty: all volumes of the project. */
  readonly named: readonly string[];
  /** Also volumes without a name of their own. */
  readonly anonymous: boolean;
  /** Absent: they are paused, unless one is a database. */
  readonly writers: WritersDuringBackup | undefined;
  /** Every container of the engine. */
  readonly containers: readonly ObservedContainer[];
  /** Those that hold data. */
  readonly databases: ReadonlySet<ContainerId>;
  /** Those that run, and cannot be stopped and started again, and why. */
  readonly endedByStop: ReadonlyMap<ContainerId, string>;
  readonly startedAt: ReadonlyMap<ContainerId, string>;
  readonly sizes: ReadonlyMap<string, number>;
  readonly made: Pick<BackupManifest, 'madeAt' | 'madeBy'>;
}

const BY_BACKUP: Cause = { kind: 'requested', by: 'backup' };

/**
 * Writes volumes, and what backup commands of services write, into one file. Whoever writes into a volume is paused or stopped meanwhile, and
 * goes on afterwards, also when the backup fails or is interrupted.
 *
 * Error: UserError `bad-usage` for a name that is none, or when there is nothing to write; `source-in-use`.
 */
export function planBackup(project: Project, observed: Observed, intent: BackupIntent): Plan {
  const plan = new PlanBuilder('backup', project.name);
  const chosen = chooseVolumes(project, observed, intent);
  const dumps = chooseDumps(plan, project, observed, intent, chosen);
  const dumped = new Set(dumps.flatMap(({ covers }) => covers));
  const files = chosen.volumes.filter(({ name }) => !dumped.has(name));
  if (files.length + dumps.length === 0)
    throw new UserError('bad-usage', `${project.name} has no volume on this engine to back up`, {
      hint: [gantry('volumes'), ' lists those that it has'],
    });
  const writers = sortByName([
    ...new Set(files.flatMap((volume) => writersOf(intent.containers, sourceOf(volume)))),
  ]);
  const mode = modeFor(writers, files, intent);
  const halted = writers.filter(({ state }) => mode !== 'live' && state === 'running');
  const halts = halt(plan, project, halted, mode, intent);
  const volumes = files.map(
    (volume): BackedUpVolume => ({
      folder: folderOf(volume.name),
      name: volume.name,
      ...(volume.mountpoint !== undefined && { sourceFolder: volume.mountpoint }),
      ...(intent.sizes.has(volume.name) && { sizeBytes: intent.sizes.get(volume.name) ?? 0 }),
      writers: mode === 'live' ? 'any' : mode === 'pause' ? 'paused' : 'nobody',
    }),
  );
  const { to, replaces, compression, made } = intent;
  const manifest: BackupManifest = {
    version: 1,
    project: project.name,
    ...made,
    parts: [
      ...files.map(({ name, labels }) => ({ kind: 'volume', folder: folderOf(name), name, labels }) as const),
      ...dumps.map(({ folder, service }) => ({ kind: 'dump', folder, service }) as const),
    ],
  };
  const order: BackupOrder = {
    to,
    replaces,
    compression,
    manifest,
    volumes,
    dumps: dumps.map(({ covers: _, ...dump }) => dump),
  };
  const write = plan.add({
    operation: { kind: 'write-backup', ...order },
    cause: BY_BACKUP,
    after: [...halts.values()].map(({ halted }) => halted),
  });
  for (const container of halted) goOn(plan, container, mode, { write, halts });
  return plan.build();
}

const sourceOf = ({ name, mountpoint }: ObservedVolume) => ({
  source: name,
  ...(mountpoint !== undefined && { sourceFolder: mountpoint }),
});

interface Chosen {
  readonly volumes: readonly ObservedVolume[];
  /** Services that are named. Empty: all. */
  readonly services: ReadonlySet<string>;
}

function chooseVolumes(project: Project, observed: Observed, { named, anonymous }: BackupIntent): Chosen {
  const gone = trashedUnused(observed);
  const halves = halfCopies(observed.volumes);
  const external = new Map(
    [...project.volumes.values()].flatMap((volume) => (volume.external ? [[volume.name, volume.key]] : [])),
  );
  const mounted = new Map<string, Set<string>>();
  for (const container of observed.containers) {
    const service = serviceOf(container);
    for (const { type, name } of container.mounts)
      if (type === 'volume' && name !== undefined && service !== undefined && !isOneOff(container))
        mounted.set(name, (mounted.get(name) ?? new Set()).add(service));
  }
  const known = sortByName(observed.volumes).filter(({ name }) => !gone.has(name) && !halves.has(name));
  const isOwn = ({ name, labels }: ObservedVolume): boolean =>
    labels[LABEL.project] === project.name && labels[LABEL.volume] !== undefined && !external.has(name);
  const isItsAnonymous = ({ name }: ObservedVolume): boolean => isAnonymousVolume(name) && mounted.has(name);
  if (named.length === 0)
    return {
      volumes: known.filter((one) => isOwn(one) || (anonymous && isItsAnonymous(one))),
      services: new Set(),
    };
  const services = declaredServices(project);
  const keyOf = ({ name, labels }: ObservedVolume): string | undefined =>
    external.get(name) ?? labels[LABEL.volume];
  const candidates = known.filter((one) => isOwn(one) || external.has(one.name) || isItsAnonymous(one));
  const wanted = new Set<string>();
  for (const word of named) {
    const byName = candidates.filter((one) => one.name === word || keyOf(one) === word);
    const ofService = services.has(word)
      ? candidates.filter(
          (one) => mounted.get(one.name)?.has(word) && (anonymous || !isAnonymousVolume(one.name)),
        )
      : [];
    if (byName.length === 0 && !services.has(word)) refuseUnknown(project, word, candidates, services.keys());
    for (const { name } of [...byName, ...ofService]) wanted.add(name);
  }
  return {
    volumes: candidates.filter(({ name }) => wanted.has(name)),
    services: new Set(named.filter((word) => services.has(word))),
  };
}

function refuseUnknown(
  project: Project,
  word: string,
  volumes: readonly ObservedVolume[],
  services: Iterable<string>,
): never {
  const known = [...volumes.flatMap(({ name, labels }) => [name, labels[LABEL.volume] ?? name]), ...services];
  const near = didYouMean(word, [...new Set(known)]);
  throw new UserError('bad-usage', `${project.name} has no service and no volume "${word}" on this engine`, {
    hint: near === undefined ? [gantry('volumes'), ' lists its volumes'] : `did you mean "${near}"?`,
  });
}

/** A command, and the volumes that it is the backup of. */
type ChosenDump = Dump & { readonly covers: readonly string[] };

function chooseDumps(
  plan: PlanBuilder,
  project: Project,
  { containers }: Observed,
  { named }: BackupIntent,
  { services, volumes }: Chosen,
): readonly ChosenDump[] {
  const chosen = new Set(volumes.map(({ name }) => name));
  return [...declaredServices(project).values()].flatMap((service): readonly ChosenDump[] => {
    const commands = backupCommandsOf(service.extensions.get('x-gantry'));
    if (!commands) return [];
    const own = sortByName(containers).filter((one) => serviceOf(one) === service.name && !isOneOff(one));
    const covers = [
      ...new Set(
        own.flatMap(({ mounts }) =>
          mounts.flatMap(({ type, name, isReadOnly }) =>
            type === 'volume' && name !== undefined && !isReadOnly ? [name] : [],
          ),
        ),
      ),
    ];
    const isMeant =
      named.length === 0 || services.has(service.name) || covers.some((name) => chosen.has(name));
    if (!isMeant) return [];
    const running = own.find(({ state }) => state === 'running');
    if (running)
      return [
        {
          folder: folderOf(`${service.name}.dump`),
          service: service.name,
          container: running.id,
          name: running.name,
          command: commands.command,
          covers,
        },
      ];
    if (covers.some((name) => chosen.has(name)))
      plan.warn(
        `service "${service.name}" does not run: the files of its volumes are backed up, and not what its backup command would write`,
      );
    return [];
  });
}

/** Error: UserError `source-in-use` where nobody said what a database may have to put up with, or where it cannot be done. */
function modeFor(
  writers: readonly ObservedContainer[],
  volumes: readonly ObservedVolume[],
  { writers: asked, databases, endedByStop }: BackupIntent,
): WritersDuringBackup {
  const stores = writers.filter(({ id, state }) => databases.has(id) && state !== 'paused');
  if (asked === undefined && stores.length > 0)
    throw new UserError(
      'source-in-use',
      `${listNames(stores)} may write into ${namesOf(stores, volumes)}, and ${stores.length === 1 ? 'is a database' : 'are databases'} without a backup command`,
      {
        hint: 'say what writes its backup, as x-gantry: {backup: {command: pg_dump …}} of the service; or --stop (it is stopped meanwhile), --pause (as after a power cut), --live (files of different moments)',
      },
    );
  const mode = asked ?? 'pause';
  const odd = writers.flatMap((writer) => {
    if (mode === 'live' || writer.state === 'paused') return [];
    const why =
      writer.state === 'running' ? (mode === 'stop' ? endedByStop.get(writer.id) : undefined) : writer.state;
    return why === undefined ? [] : [`${writer.name}: ${why}`];
  });
  if (odd.length === 0)
    return mode === 'stop' && writers.some(({ state }) => state === 'paused') ? 'pause' : mode;
  throw new UserError('source-in-use', `somebody writes into the volumes whom gantry does not ${mode}`, {
    hint: `see to it yourself, and do the same again: ${odd.join(', ')}`,
  });
}

const namesOf = (writers: readonly ObservedContainer[], volumes: readonly ObservedVolume[]): string =>
  volumes
    .filter((volume) => writersOf(writers, sourceOf(volume)).length > 0)
    .map(({ name }) => `"${name}"`)
    .join(', ');

interface Halt {
  readonly halted: StepId;
  /** The volume that says that it is to be started. */
  readonly marker?: string;
}

/** A volume says of each that is stopped that it is to be started again: whoever is killed in between leaves that to the next `up`. */
function halt(
  plan: PlanBuilder,
  project: Project,
  containers: readonly ObservedContainer[],
  mode: WritersDuringBackup,
  { startedAt }: BackupIntent,
): ReadonlyMap<ContainerId, Halt> {
  return new Map(
    containers.map((container) => {
      const { id, name } = container;
      if (mode === 'pause') {
        const halted = plan.add({
          operation: { kind: 'pause-container', container: id, name },
          cause: BY_BACKUP,
        });
        return [id, { halted }];
      }
      const owner = { Name: project.name, Labels: { [LABEL.project]: project.name } };
      const request = stopMarker({ id, name }, owner, startedAt.get(id));
      const written = plan.add({
        operation: { kind: 'create-volume', key: request.Name, request },
        cause: BY_BACKUP,
      });
      const halted = plan.add({
        operation: { kind: 'stop-container', container: { id }, name, service: serviceOf(container) ?? name },
        cause: BY_BACKUP,
        after: [written],
      });
      return [id, { halted, marker: request.Name }];
    }),
  );
}

/** Nobody stays halted because the backup failed, nor, by the second step, because the user interrupted it. */
function goOn(
  plan: PlanBuilder,
  container: ObservedContainer,
  mode: WritersDuringBackup,
  { write, halts }: { readonly write: StepId; readonly halts: ReadonlyMap<ContainerId, Halt> },
): void {
  const { id, name } = container;
  const { halted, marker } = halts.get(id) ?? {};
  const others = [...halts.values()].map((one) => one.halted).filter((step) => step !== halted);
  const operation =
    mode === 'pause'
      ? ({ kind: 'unpause-container', container: id, name } as const)
      : ({
          kind: 'start-container',
          container: { id },
          name,
          service: serviceOf(container) ?? name,
        } as const);
  const start = plan.add({
    operation,
    cause: BY_BACKUP,
    after: [write, ...(halted === undefined ? [] : [halted])],
    tolerates: [write, ...others],
  });
  const guard = { failed: [start], orCancelled: true, ...(halted !== undefined && { did: halted }) } as const;
  const again = plan.add({ operation, cause: BY_BACKUP, guard });
  if (marker === undefined) return;
  const forget = { kind: 'remove-volume', name: marker, hasNoData: true } as const;
  plan.add({ operation: forget, cause: BY_BACKUP, after: [start] });
  plan.add({
    operation: forget,
    cause: BY_BACKUP,
    guard: { failed: [start], orCancelled: true, did: again },
  });
}
