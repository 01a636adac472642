import { gantry, type Hint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { ReportedFailure } from '../../model/failure.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { RecordedContainer, Release } from '../../model/release.ts';
import { describeHolder, type LockHolder } from '../../reconciler/lock/lock-holder.ts';
import { describeFailure } from '../../ui/errors/describe-failure.ts';
import { describeRelease } from '../history/describe-release.ts';
import { isSameService, modelAt } from '../history/goal.ts';
import { movesBetween } from '../history/moved.ts';
import { recordedContainers } from '../history/recorded-containers.ts';
import { scalesOf } from '../history/scales.ts';
import { waysAfterKill, waysFrom } from '../history/tell-ways-on.ts';
import type { KeptChanges } from './kept-changes.ts';

interface Now {
  readonly containers: readonly ObservedContainer[];
  /** The services that are asked about; undefined: all. */
  readonly wanted: ReadonlySet<string> | undefined;
  /** Something is wrong with a container. */
  readonly isAiling: boolean;
}

/**
 * The newest change of a project where it ended early, and the project is between two states since.
 *
 * @returns undefined: it was done, or others have done the rest since
 */
export function unfinishedChange({ releases, died }: KeptChanges, now: Now): ReportedFailure | undefined {
  const newest = releases.at(-1);
  if (died) return afterKill(died, releases, now);
  if (newest?.outcome !== 'interrupted' && newest?.outcome !== 'failed') return undefined;
  const undone = undoneBy(newest, releases, now);
  const isLeft =
    undone.length > 0 || now.isAiling || (newest.outcome === 'interrupted' && !hasMoved(newest, now));
  if (!isLeft) return undefined;
  const rest = undone.length === 0 ? '' : ` and did not get to ${undone.join(', ')}`;
  const how = newest.outcome === 'failed' ? 'failed' : 'was interrupted';
  return told(`release ${newest.number} ${how} (${describeRelease(newest)})${rest}`, waysFrom(newest));
}

/** The newest change, where it failed and all of it went back: nothing is wrong since, but it is not there either. */
export function returnedChange({ releases, died }: KeptChanges): ReportedFailure | undefined {
  const newest = releases.at(-1);
  if (died || newest?.outcome !== 'returned') return undefined;
  const why = newest.failures.map((line) => `: ${line}`)[0] ?? '';
  const more: Hint = ['see all of it: ', gantry('history', 'show', String(newest.number))];
  const message = `release ${newest.number} failed (${describeRelease(newest)}), and everything went back${why}`;
  return told(message, more, 'warning');
}

function afterKill(died: LockHolder, releases: readonly Release[], now: Now): ReportedFailure {
  const newest = releases.at(-1);
  const changed = newest ? `; since release ${newest.number}, ${describeChanged(newest, releases, now)}` : '';
  return told(
    `${describeHolder(died)} was killed before it was done${changed}`,
    waysAfterKill(died.command, newest !== undefined),
  );
}

function describeChanged(newest: Release, releases: readonly Release[], { containers }: Now): string {
  const model = modelAt(releases, newest.number)?.model;
  const moved = movesBetween(newest.after, recordedContainers({ containers }), model).map(({ name }) => name);
  const same = newest.after.flatMap(({ name }) => (moved.includes(name) ? [] : [name]));
  if (moved.length === 0) return 'no container has changed';
  const rest = same.length === 0 ? '' : `, and ${same.join(', ')} ${same.length === 1 ? 'has' : 'have'} not`;
  return `${moved.join(', ')} ${moved.length === 1 ? 'has' : 'have'} changed${rest}`;
}

/** Services that a release was to change, and whose containers are not what it was to make of them. */
function undoneBy(
  release: Release,
  releases: readonly Release[],
  { containers, wanted }: Now,
): readonly string[] {
  const { model, number, before, after } = release;
  if (!model) return [];
  const former = modelAt(releases, number - 1)?.model;
  const had = idsOf(before);
  const made = new Set([...idsOf(after)].filter((id) => !had.has(id)));
  const scales = scalesOf(model);
  const present = recordedContainers({ containers });
  const hashes = new Map(containers.map(({ id, labels }) => [id.slice(0, 12), labels[LABEL.configHash]]));
  const isDone = (service: string, id: string): boolean =>
    made.has(id) || (hashes.get(id)?.startsWith(model.hashes[service] ?? '') ?? false);
  return Object.keys(Object(model.file.services)).filter((service) => {
    const own = present.filter((one) => one.service === service);
    if (wanted?.has(service) === false || (former && isSameService(former, model, service))) return false;
    return own.length === 0 ? scales[service] !== 0 : own.some(({ id }) => !isDone(service, id));
  });
}

const idsOf = (containers: readonly RecordedContainer[]): ReadonlySet<string> =>
  new Set(containers.map(({ id }) => id));

/** Others have changed something since. */
const hasMoved = ({ after, model }: Release, { containers }: Now): boolean =>
  movesBetween(after, recordedContainers({ containers }), model).length > 0;

const told = (
  message: string,
  hint: Hint,
  severity: ReportedFailure['severity'] = 'error',
): ReportedFailure => describeFailure(new UserError('wait-failed', message, { hint }), { severity });
