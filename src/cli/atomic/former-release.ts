import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { RecordedContainer, RecordedModel } from '../../model/release.ts';
import { whoLeftHalf } from '../../reconciler/lock/left-by-the-dead.ts';
import type { Target } from '../context/target.ts';
import { historyOf } from '../history/find-history.ts';
import type { Goal } from '../history/goal.ts';
import { completedServices, withLaterOneShots } from '../history/one-shots.ts';
import { recordedContainers } from '../history/recorded-containers.ts';
import { withOthers } from '../history/recorded-model.ts';
import { isWhole, type WholeRelease } from '../history/whole-release.ts';

export interface FormerRelease {
  readonly goal: Goal;
  /** The project is not as any release wanted it: something failed, or died, in the middle of a newer one. */
  readonly isHalfDone: boolean;
}

/**
 * What a project was before a change: as the newest release wanted it, with the containers that there are. Where something newer is half
 * done, the newest release that ended well.
 *
 * Error: UserError `no-release`.
 */
export async function formerRelease(target: Target): Promise<FormerRelease> {
  const { project, observed } = target;
  const { releases } = await historyOf(target);
  const whole = releases.filter(isWhole);
  const newest = whole.at(-1);
  const died = whoLeftHalf(project.name, observed.volumes, releases.at(-1));
  const isHalfDone = newest?.outcome !== 'done' || died !== undefined;
  const release = whole.findLast(({ outcome }) => outcome === 'done');
  if (!release) throw nothingToGoBackTo(project.name, newest);
  const containers = recordedContainers(observed);
  const made = { number: release.number, model: withOrphans(release.model, whole, containers) };
  const goal = withLaterOneShots(made, releases, completedServices(observed, made.model));
  return { goal: isHalfDone ? goal : { ...goal, containers }, isHalfDone };
}

/** With the services that the files had lost by then, and whose containers are there still, as the releases before made them. */
function withOrphans(
  model: RecordedModel,
  releases: readonly WholeRelease[],
  containers: readonly RecordedContainer[],
): RecordedModel {
  const present = new Set(Object.keys(Object(model.file.services)));
  const orphans = containers.filter(({ service }) => !present.has(service));
  return orphans.reduce((whole, { service, name }) => {
    const has = ({ file }: RecordedModel): boolean => service in Object(file.services);
    const former = releases.findLast((release) => has(release.model));
    if (!former) throw madeByOthers(name, service);
    return has(whole) ? whole : withOthers(whole, former.model, (other) => other === service);
  }, model);
}

const madeByOthers = (container: string, service: string): UserError =>
  new UserError(
    'no-release',
    `nobody knows how to make ${container} again as it is now: no release has a service "${service}"`,
    { hint: ['remove it first, or change the project without a way back: ', gantry('up', '--no-atomic')] },
  );

const nothingToGoBackTo = (project: string, newest: WholeRelease | undefined): UserError =>
  new UserError(
    'no-release',
    `nobody knows how to make ${project} again as it is now: ${newest ? 'no release of it ended well' : 'its containers were made without a release'}`,
    { hint: ['the first one is made without a way back: ', gantry('up', '--no-atomic')] },
  );
