import { UserError } from '../../diagnostics/user-error.ts';
import type { Observed } from '../../model/observed.ts';
import type { RecordedModel } from '../../model/release.ts';
import { trashedVolumes } from '../../model/trash.ts';
import { whoLeftHalf } from '../../reconciler/lock/left-by-the-dead.ts';
import { describeHolder } from '../../reconciler/lock/lock-holder.ts';
import { needsLock } from '../../reconciler/lock/needs-lock.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { findHistory } from './find-history.ts';
import { type Goal, modelAt } from './goal.ts';
import { type LastChange, lastChange, touchedServices } from './last-change.ts';
import { movesBetween } from './moved.ts';
import { planAway } from './plan-away.ts';
import { planToGoal } from './plan-to-goal.ts';
import { recordedContainers } from './recorded-containers.ts';
import { describeUndo, remarkOnVolumesLeft, remarksOnData, remarksOnMoves } from './undo-remarks.ts';

export interface UndoOptions {
  readonly timeout?: number;
  readonly waitTimeout?: number;
  /** A volume may go with its data. */
  readonly yes?: boolean;
}

/**
 * The plan that takes back the last thing that gantry did to a project.
 *
 * Error: UserError `no-release`, `image-not-found`, and those of `up`.
 */
export async function planForUndo(cli: Cli, { timeout, waitTimeout }: UndoOptions): Promise<Planned> {
  const found = await findHistory(cli);
  const { project, history, observed } = found;
  const newest = history.releases.at(-1);
  const died = whoLeftHalf(project.name, observed.volumes, newest);
  const isHalfDone = died !== undefined && died.command !== 'undo';
  const change = lastChange(history, project.name, isHalfDone);
  const { release, before, model } = change;
  // An undo that was cut off had begun what this one is asked for, again.
  const goesOn = !isHalfDone && (died !== undefined || release?.number !== newest?.number);
  const present = modelAt(history.releases, Number.POSITIVE_INFINITY)?.model;
  const moves =
    newest && !died
      ? movesBetween(newest.after, recordedContainers(observed), newest.model ?? model?.model)
      : [];
  const touched = touchedServices(change);
  const leaves = new Set(moves.flatMap(({ service }) => (touched.has(service) ? [] : [service])));
  const goal = model && before.length > 0 ? { ...model, containers: before } : undefined;
  const restoreTrash = toRestore(change, observed, project.name);
  const planned = goal
    ? await planToGoal(cli, found, goal, {
        verb: 'undo',
        services: [],
        present,
        isHalfDone,
        restoreTrash,
        leaves,
        timeoutSeconds: timeout,
        waitTimeoutMs: waitTimeout === undefined ? undefined : waitTimeout * 1000,
      })
    : await planAway(found, change, { leaves, restoreTrash, timeoutSeconds: timeout });
  const undescribed = goal ? undescribedBy(goal, observed) : [];
  if (undescribed.length > 0 && !needsLock(planned.plan)) throw nothingDescribes(undescribed);
  const headline = release
    ? `${goesOn ? 'goes on where an undo was cut off: ' : ''}${describeUndo(release, history.releases)}`
    : `takes back what ${died ? describeHolder(died) : 'a command'} has done by the time it was killed, as far as that is known`;
  const warnings = [
    ...change.doubts,
    ...remarksOnMoves(moves, leaves),
    ...remarksOnData(change, observed, project.name),
    ...undescribed.map((name) => `${name} does not come back: no release says what it was`),
    ...(goal ? [] : remarkOnVolumesLeft(observed, project.name)),
    ...planned.plan.warnings,
  ];
  const { of: _release, ...rest } = planned;
  return { ...rest, plan: { ...planned.plan, headline, warnings }, ...(release && { of: release.number }) };
}

/** Containers that are gone, and that gantry has not made: an orphan of before its first release. */
function undescribedBy({ model, containers = [] }: Goal, observed: Observed): readonly string[] {
  const described = new Set(Object.keys(Object(model.file.services)));
  const there = new Set(observed.containers.map(({ name }) => name));
  return containers.flatMap(({ name, service }) => (described.has(service) || there.has(name) ? [] : [name]));
}

const nothingDescribes = (names: readonly string[]): UserError =>
  new UserError('no-release', `${names.join(', ')} cannot be made again: no release says what was there`, {
    hint: 'bring the service back into the files, and `up`',
  });

/** What the change threw away. Of one that was killed nobody knows: what the project had, and what is in the trash by now. */
function toRestore(
  { release, model }: LastChange,
  { volumes, containers }: Pick<Observed, 'volumes' | 'containers'>,
  project: string,
): readonly string[] {
  const inTrash = trashedVolumes(volumes).filter((trashed) => trashed.project === project);
  if (release) {
    const thrown = new Set(release.trashedVolumes);
    return [...new Set(inTrash.map(({ name }) => name))].filter((name) => thrown.has(name));
  }
  const there = new Set(volumes.map(({ name }) => name));
  const used = new Set(containers.flatMap(({ mounts }) => mounts.map(({ name }) => name)));
  const had = new Set(namesOf(model?.model));
  return inTrash.flatMap(({ name, marker, of }) => {
    const isGone = marker === undefined ? !there.has(name) : !used.has(name);
    return isGone && (had.has(name) || of) ? [name] : [];
  });
}

const namesOf = (model: RecordedModel | undefined): readonly string[] =>
  Object.values(Object(model?.file.volumes)).flatMap((spec) => {
    const { name } = Object(spec);
    return typeof name === 'string' ? [name] : [];
  });
