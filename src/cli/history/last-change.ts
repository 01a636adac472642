import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { History, RecordedContainer, RecordedModel, Release } from '../../model/release.ts';
import { whyUnreadable } from '../../ui/tables/history-output.ts';
import { stableJson } from '../../util/stable-json.ts';
import { type Goal, isSameService, modelAt } from './goal.ts';
import { modelOfContainers } from './model-of-containers.ts';
import { endingServices } from './moved.ts';
import { waysAfterKill } from './tell-ways-on.ts';
import { firstPartOf, wayThatWasCutOff } from './way-that-was-cut-off.ts';

/** What an undo takes back. */
export interface LastChange {
  /** Absent: the command was killed, and has left none. */
  readonly release?: Release;
  /** The containers before it. */
  readonly before: readonly RecordedContainer[];
  /** What the project had been made into before it. Absent: nothing. */
  readonly model?: Pick<Goal, 'number' | 'model' | 'commit' | 'laterOneShots'>;
  /** What it may have taken back less of than one thinks. */
  readonly doubts: readonly string[];
}

/**
 * The newest change of a project, whatever it was; where an undo of one was cut off, that one.
 *
 * @param isHalfDone somebody was killed in the middle of something newer
 * Error: UserError `no-release` where there is none, where it cannot be read, or where nothing of it is left.
 */
export function lastChange(history: History, project: string, isHalfDone: boolean): LastChange {
  const { releases, unreadable } = history;
  const newest = (isHalfDone ? undefined : wayThatWasCutOff('undo', releases)) ?? releases.at(-1);
  const hidden = unreadable.find(({ number = 0 }) => number > (newest?.number ?? 0));
  if (hidden) throw refused(whyUnreadable(hidden, project), hidden.why === 'newer');
  if (!newest) throw isHalfDone ? nothingKnown(project) : nothingKept(project);
  const doubts = unreadable.flatMap((one) =>
    one.number === undefined ? [`${whyUnreadable(one, project)}: it may be the newest one`] : [],
  );
  if (!isHalfDone && newest.verb === 'undo' && newest.of === undefined && newest.outcome === 'done')
    throw refused(
      `release ${newest.number} took back a command that was killed: what that one was to do is not known`,
    );
  const first = firstPartOf(newest, releases);
  const change = { ...newest, before: first.before };
  const before = isHalfDone ? newest.after : first.before;
  const model = modelBefore(before, releases, isHalfDone ? newest.number : first.number - 1);
  if (!isHalfDone && !isLeft(change, model?.model))
    throw refused(
      `nothing is left of release ${newest.number} (${newest.typed.join(' ')}) that could be taken back${newest.outcome === 'returned' ? ': it failed, and everything went back' : ''}`,
    );
  if (!model && before.length > 0)
    throw refused(
      `what ${project} was before release ${newest.number} is not kept: it is the first one that is`,
    );
  return { ...(!isHalfDone && { release: change }), before, ...(model && { model }), doubts };
}

/** What the containers were made by, as far as releases tell. */
function modelBefore(
  containers: readonly RecordedContainer[],
  releases: readonly Release[],
  number: number,
): LastChange['model'] {
  const found = modelAt(releases, number);
  const by = releases.filter((release) => release.number <= number);
  if (!found) return undefined;
  const model = modelOfContainers(found.model, containers, by);
  return { ...found, model, laterOneShots: laterOneShots(found.model, model, by) };
}

/** Those that another release has run last: its number. */
function laterOneShots(
  model: RecordedModel,
  mixed: RecordedModel,
  releases: readonly Release[],
): ReadonlyMap<string, number> {
  const others = [...endingServices(mixed.file.services)].filter(
    (name) => !isSameService(model, mixed, name),
  );
  return new Map(
    others.flatMap((name) => {
      const maker = releases.findLast(
        (release) => release.model && isSameService(release.model, mixed, name),
      );
      return maker ? [[name, maker.number] as const] : [];
    }),
  );
}

/** Whether the project is another one than before it. */
function isLeft(release: Release, former: RecordedModel | undefined): boolean {
  const { outcome, model, before, after, lostVolumes, trashedVolumes = [] } = release;
  if (outcome === 'returned') return false;
  const data = lostVolumes.length + trashedVolumes.length;
  return (
    data > 0 ||
    stableJson(before) !== stableJson(after) ||
    (model !== undefined && former !== undefined && differs(model, former))
  );
}

/** By the files alone: what their names for images stood for, and what was in secrets, shows in the containers. */
const differs = (a: RecordedModel, b: RecordedModel): boolean => stableJson(a.file) !== stableJson(b.file);

const nothingKept = (project: string): UserError =>
  new UserError('no-release', `there is nothing to take back: no change of ${project} is kept`, {
    hint: ['the next `up` that changes something is one; those that there are: ', gantry('history')],
  });

/** The first that was killed: containers that others made may have been there before. */
const nothingKnown = (project: string): UserError =>
  new UserError('no-release', `a command was killed, and what ${project} was before it is not kept`, {
    hint: waysAfterKill('up', false),
  });

const refused = (message: string, isNewer = false): UserError =>
  new UserError('no-release', message, {
    hint: isNewer
      ? 'use that gantry, or a newer one'
      : ['to go further back, choose a release: ', gantry('history'), ', ', gantry('rollback', '--to', 'N')],
  });

/** Services that are others by it: their containers, or what the files say of them. */
export function touchedServices({ release, model }: LastChange): ReadonlySet<string> {
  if (!release) return new Set();
  const { before, after } = release;
  const names = new Set([...before, ...after].map(({ service }) => service));
  const [former, now] = [model?.model, release.model];
  const declared = now ? Object.keys({ ...Object(former?.file.services), ...Object(now.file.services) }) : [];
  const of = (all: readonly RecordedContainer[], name: string) =>
    stableJson(all.filter(({ service }) => service === name));
  return new Set(
    [...names, ...declared].filter(
      (name) =>
        of(before, name) !== of(after, name) ||
        (now !== undefined && (!former || !isSameService(now, former, name))),
    ),
  );
}
