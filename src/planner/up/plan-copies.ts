import { blank, type CommandHint, gantry } from '../../diagnostics/hint.ts';
import { InternalError } from '../../diagnostics/internal-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { VolumeRequest } from '../../model/container-request.ts';
import type { StepId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer, ObservedVolume } from '../../model/observed.ts';
import type { Cause } from '../../model/plan.ts';
import {
  type HalfCopy,
  type StoppedContainer,
  stopMarker,
  type VolumeCopy,
  writersOf,
  writesInto,
} from '../../model/volume-copy.ts';
import type { NewStep, PlanBuilder } from '../graph/plan-builder.ts';
import type { CopyIntent } from '../snapshot/intent.ts';
import { listNames, sortByName } from '../snapshot/sort-by-name.ts';
import { type OwedStart, startOwed } from './plan-owed-starts.ts';

/** A copy that is to be made, and why. */
export interface PlannedCopy {
  readonly key: string;
  readonly copy: VolumeCopy;
  readonly cause: Cause;
  /** The step after which nothing has the name of the copy. Absent: nothing has it. */
  readonly freed?: StepId;
  /** Whose containers are stopped for it. Absent: its own. */
  readonly owner?: VolumeRequest;
  /** Those that an interrupted copy has stopped. */
  readonly stoppedBefore: readonly StoppedContainer[];
}

/** @param half what is there of it. Absent: nothing. */
export const plannedCopy = (key: string, copy: VolumeCopy, half: HalfCopy | undefined): PlannedCopy => ({
  key,
  copy: half ? { ...copy, replacesHalf: true } : copy,
  cause: half ? { kind: 'leftover', ofCopy: true } : { kind: 'missing' },
  stoppedBefore: half?.stopped ?? [],
});

interface CopyRun {
  readonly intent: CopyIntent;
  readonly copies: readonly PlannedCopy[];
  readonly owed: readonly OwedStart[];
}

const BY_STOP: Cause = { kind: 'requested', by: '--stop-source' };
const LEFT: Cause = { kind: 'leftover', ofCopy: true };

/**
 * Copies volumes while nobody writes into them: who does is stopped, if the user agreed to that, and started again as soon as those volumes
 * have been copied, also when that fails. From before it is stopped until it runs again a volume says so of each: whoever is killed in
 * between leaves that to the next run.
 *
 * @returns the step that makes each volume, by name
 * Error: UserError `source-in-use`.
 */
export function planCopies(plan: PlanBuilder, run: CopyRun): ReadonlyMap<string, StepId> {
  const { intent, copies, owed } = run;
  refuseWriters(intent, copies);
  const writers = copies.flatMap(({ copy }) => writersOf(intent.containers, copy));
  const left = leftStopped(run);
  const involved = new Set([...writers, ...left].map(({ id }) => id));
  startOwed(
    plan,
    owed.filter(({ id }) => !involved.has(id)),
  );
  const stops = new Map(
    sortByName([...new Set(writers)]).map((container) => [
      container.id,
      plan.add({
        operation: { kind: 'stop-container', ...referenceTo(container) },
        cause: BY_STOP,
        after: [writeDown(plan, container, run)],
      }),
    ]),
  );
  const made = copies.map(({ key, copy, cause, freed }) => {
    const own = writersOf(intent.containers, copy);
    const before = left.filter((one) => writesInto(one, copy));
    const stopped = [...own, ...before].map(({ id, name }) => ({ id, name }));
    const step = plan.add({
      operation: { kind: 'copy-volume', key, ...copy, ...(stopped.length > 0 && { stopped }) },
      cause,
      after: [...own.flatMap(({ id }) => stops.get(id) ?? []), ...(freed === undefined ? [] : [freed])],
    });
    return { step, copy, name: copy.request.Name };
  });
  for (const container of [...sortByName([...new Set(writers)]), ...left]) {
    const own = made.filter(({ copy }) => writesInto(container, copy)).map(({ step }) => step);
    const stop = stops.get(container.id);
    const others = [...stops.values()].filter((step) => step !== stop);
    const marker =
      stop === undefined ? owed.find(({ id }) => id === container.id)?.marker : markerOf(container, run).Name;
    startAgain(plan, container, { stop, marker, copies: own, tolerates: [...others, ...own] });
  }
  return new Map(made.map(({ name, step }) => [name, step]));
}

/** @returns the step after which it is known on the engine that the container is to be started again */
function writeDown(plan: PlanBuilder, container: ObservedContainer, run: CopyRun): StepId {
  const request = markerOf(container, run);
  // The labels of one that is there cannot be changed.
  const before = run.owed.filter(({ marker }) => marker === request.Name);
  return plan.add({
    operation: { kind: 'create-volume', key: request.Name, request },
    cause: BY_STOP,
    after: before.map(({ marker }) => forget(plan, marker, LEFT)),
  });
}

function markerOf(container: ObservedContainer, { intent, copies }: CopyRun): VolumeRequest {
  const written = copies.find(({ copy }) => writesInto(container, copy));
  const owner = written?.owner ?? written?.copy.request;
  if (!owner) throw new InternalError(`nothing is copied that ${container.name} writes`);
  return stopMarker(container, owner, intent.startedAt?.get(container.id));
}

const forget = (
  plan: PlanBuilder,
  name: string,
  cause: Cause,
  when: Pick<NewStep, 'after' | 'guard'> = {},
): StepId => plan.add({ operation: { kind: 'remove-volume', name, hasNoData: true }, cause, ...when });

interface Pause {
  /** What says that it is to be started. Absent: nothing. */
  readonly marker: string | undefined;
  /** Absent: an interrupted copy has stopped it. */
  readonly stop: StepId | undefined;
  readonly copies: readonly StepId[];
  readonly tolerates: readonly StepId[];
}

/** Nobody stays stopped because a copy failed, nor, by the second step, because the user interrupted it. */
function startAgain(
  plan: PlanBuilder,
  container: ObservedContainer,
  { stop, marker, copies, tolerates }: Pause,
): void {
  const operation = { kind: 'start-container', ...referenceTo(container) } as const;
  const cause = stop === undefined ? LEFT : BY_STOP;
  const start = plan.add({ operation, cause, after: copies, tolerates });
  const guard = { failed: [start], orCancelled: true, ...(stop !== undefined && { did: stop }) } as const;
  const again = plan.add({ operation, cause, guard });
  if (marker === undefined) return;
  forget(plan, marker, cause, { after: [start] });
  forget(plan, marker, cause, { guard: { failed: [start], orCancelled: true, did: again } });
}

/** Whoever was killed while copying has left these stopped. */
function leftStopped({ intent: { containers }, copies, owed }: CopyRun): readonly ObservedContainer[] {
  const writes = (container: ObservedContainer) => copies.some(({ copy }) => writesInto(container, copy));
  const due = new Set(owed.flatMap(({ id, isDue }) => (isDue ? [id] : [])));
  const ids = new Set([
    ...copies.flatMap(({ stoppedBefore }) => stoppedBefore.map(({ id }) => id)),
    ...containers.filter((one) => due.has(one.id) && writes(one)).map(({ id }) => id),
  ]);
  return sortByName(containers.filter(({ id, state }) => ids.has(id) && state === 'exited'));
}

const referenceTo = ({ id, name, labels }: ObservedContainer) => ({
  container: { id },
  name,
  service: labels[LABEL.service] ?? name,
});

/** Only one that runs can be stopped and started, and is then as it was. */
function refuseWriters(
  { stopsSource, containers, endedByStop }: CopyIntent,
  copies: readonly PlannedCopy[],
): void {
  const writers = [...new Set(copies.flatMap(({ copy }) => writersOf(containers, copy)))];
  const whyNot = ({ id, state }: ObservedContainer): string | undefined =>
    state === 'running' ? endedByStop?.get(id) : state;
  const odd = sortByName(writers).flatMap((writer) => {
    const why = whyNot(writer);
    return why === undefined ? [] : [{ writer, why }];
  });
  const told = stopsSource ? odd.map(({ writer }) => writer) : writers;
  if (told.length === 0) return;
  const volumes = copies
    .filter(({ copy }) => writersOf(told, copy).length > 0)
    .map(({ copy }) => `"${copy.source}"`);
  throw new UserError(
    'source-in-use',
    `${listNames(told)} may write into ${volumes.length === 1 ? 'volume' : 'volumes'} ${volumes.join(', ')}, and a copy of what is being written is worth nothing`,
    {
      hint:
        odd.length > 0
          ? `gantry does not stop ${odd.map(({ writer, why }) => `${writer.name}: ${why}`).join(', ')}; see to it yourself, and do the same again`
          : 'stop it, or add --stop-source: it is stopped while the volumes are copied, and started again',
    },
  );
}

/** Error: UserError `half-copied`: nobody is to take half a copy for a whole one. */
export function refuseHalf(
  name: string,
  { source, stopped }: HalfCopy,
  volumes: readonly ObservedVolume[],
): never {
  const rest = stopped.length === 0 ? '' : `; ${listNames(stopped)} was stopped for it`;
  throw new UserError(
    'half-copied',
    `volume "${name}" is half a copy of "${source}": whoever made it was interrupted${rest}`,
    {
      hint: [
        '`',
        beginsAnew(name, source, volumes),
        '` begins anew; `',
        gantry('down', '-v'),
        '` removes it, with all volumes of the project',
      ],
    },
  );
}

/** It was to be a copy of a backup, of a volume of another instance, or of any other one. */
function beginsAnew(name: string, source: string, volumes: readonly ObservedVolume[]): CommandHint {
  const labels = volumes.find((one) => one.name === name)?.labels ?? {};
  // The name of a volume has none of these.
  if (/[/\\]/.test(source)) return gantry('restore', source);
  if (labels[LABEL.instance] !== undefined) return gantry('up', '--from', blank('INSTANCE'));
  return gantry('clone', source, name);
}

/** Before a volume is made that is no copy, where one was to be. @returns the step */
export const unmark = (plan: PlanBuilder, { marker }: HalfCopy): StepId => forget(plan, marker, LEFT);
