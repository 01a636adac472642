import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { RecordedModel, Release } from '../../model/release.ts';
import { whoLeftHalf } from '../../reconciler/lock/left-by-the-dead.ts';
import type { LockHolder } from '../../reconciler/lock/lock-holder.ts';
import { stableJson } from '../../util/stable-json.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { describeRelease } from './describe-release.ts';
import { findHistory, theRelease } from './find-history.ts';
import { describeMove, endingServices, movesBetween } from './moved.ts';
import { planToGoal } from './plan-to-goal.ts';
import { scalesOf } from './scales.ts';
import { takenBack } from './taken-back.ts';
import { wayThatWasCutOff } from './way-that-was-cut-off.ts';
import { isWhole, type WholeRelease } from './whole-release.ts';

export interface RollbackOptions {
  readonly to?: number;
  readonly timeout?: number;
  readonly waitTimeout?: number;
}

/** Error: UserError `no-release`, `image-not-found`, `no-such-service`, and those of `up`. */
export async function planForRollback(
  cli: Cli,
  services: readonly string[],
  { to, timeout, waitTimeout }: RollbackOptions,
): Promise<Planned> {
  const found = await findHistory(cli);
  const { project, history, observed } = found;
  const { releases } = history;
  const present = releases.findLast(isWhole);
  const died = whoLeftHalf(project.name, observed.volumes, releases.at(-1));
  const isHalfDone = died !== undefined;
  // It was on the way that this one is asked for, again.
  const cutOff = died ? goalOf(died) : wayThatWasCutOff('rollback', releases)?.number;
  const goesOn = to === undefined && cutOff !== undefined;
  const number = to ?? cutOff;
  const target =
    number === undefined
      ? theOneBefore(releases, project.name, { present, isHalfDone, gone: takenBack(releases, died) })
      : requireModel(theRelease(history, project.name, number));
  await requireServices(services, target);
  const { number: of, model, commit, after } = target;
  const goal = { number: of, model, left: after, ...(commit && { commit }) };
  const planned = await planToGoal(cli, found, goal, {
    verb: 'rollback',
    services,
    present: present?.model,
    isHalfDone,
    timeoutSeconds: timeout,
    waitTimeoutMs: waitTimeout === undefined ? undefined : waitTimeout * 1000,
  });
  const warnings = [...doubtsAbout(target, releases), ...planned.plan.warnings];
  const headline = `${goesOn ? 'a rollback was cut off: ' : ''}goes back to release ${of}: ${describeRelease(target)}`;
  return { ...planned, plan: { ...planned.plan, headline, warnings } };
}

const goalOf = ({ command, of }: LockHolder): number | undefined => (command === 'rollback' ? of : undefined);

/** What had ended by itself before the next change, or never ran, may have been bad, and nobody noticed. */
function doubtsAbout(target: WholeRelease, releases: readonly Release[]): readonly string[] {
  const next = releases.find(({ number }) => number > target.number);
  const ended = next
    ? movesBetween(target.after, next.before, target.model).filter(({ how }) => how === 'ended')
    : [];
  const ends = endingServices(target.model.file.services);
  const dead =
    target.verb === 'create'
      ? []
      : target.after.filter(({ isRunning, service }) => !isRunning && !ends.has(service));
  const doubts = [...ended.map(describeMove), ...dead.map(({ name }) => `${name} did not run`)];
  if (doubts.length === 0) return [];
  return [
    `by the end of release ${target.number}, ${doubts.join(', ')}: if that one was bad, --to names another`,
  ];
}

interface Now {
  readonly present: WholeRelease | undefined;
  /** Somebody died in the middle of something newer. */
  readonly isHalfDone: boolean;
  /** Releases that an undo took back. */
  readonly gone: ReadonlySet<number>;
}

/** The newest that ended well, made something else of the project than it is now, and was not taken back. */
function theOneBefore(
  releases: readonly Release[],
  project: string,
  { present, isHalfDone, gone }: Now,
): WholeRelease {
  const isBefore = ({ number, model }: WholeRelease): boolean =>
    isHalfDone ||
    (present !== undefined &&
      number < present.number &&
      (present.outcome !== 'done' || !isSame(model, present.model)));
  const others = releases
    .filter(isWhole)
    .filter((release) => release.outcome === 'done' && isBefore(release))
    .toReversed();
  const target = others.find(({ number }) => !gone.has(number));
  if (target) return target;
  const [undone] = others;
  if (undone)
    throw new UserError(
      'no-release',
      `there is nothing to go back to: an undo took back release ${undone.number}, and no other release that is kept made something else of ${project}`,
      { hint: ['to go there all the same: ', gantry('rollback', '--to', `${undone.number}`)] },
    );
  throw new UserError(
    'no-release',
    present
      ? `there is nothing to go back to: release ${present.number} is the first one of ${project} that is kept`
      : `there is nothing to go back to: no release of ${project} is kept`,
    {
      hint: ['the next `up` that changes something is a release; those that there are: ', gantry('history')],
    },
  );
}

const isSame = (a: RecordedModel, b: RecordedModel): boolean =>
  stableJson([a.file, a.images, scalesOf(a), a.contents]) ===
  stableJson([b.file, b.images, scalesOf(b), b.contents]);

function requireModel(release: Release): WholeRelease {
  if (isWhole(release)) return release;
  throw new UserError(
    'no-release',
    `${release.number} is no release to go back to: ${release.model ? 'it failed, and everything went back' : `a ${release.verb} gives the project no other services`}`,
    { hint: ['choose another one: ', gantry('history')] },
  );
}

async function requireServices(services: readonly string[], { model }: WholeRelease): Promise<void> {
  const known = Object.keys(Object(model.file.services));
  const unknown = services.filter((service) => !known.includes(service));
  if (unknown.length === 0) return;
  const [first = ''] = unknown;
  if (unknown.length === 1 && /^[1-9]\d*$/.test(first))
    throw new UserError('no-such-service', `no such service: ${first}`, {
      hint: ['for the release of this number: ', gantry('rollback', '--to', first)],
    });
  const { noSuchServiceError } = await import('../../diagnostics/no-such-service.ts');
  throw noSuchServiceError(unknown, known);
}
