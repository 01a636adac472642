import { isAbsolute, relative } from 'node:path';
import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Observed } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { Commit, RecordedModel } from '../../model/release.ts';
import { type Goal, isSameService } from './goal.ts';
import { endingServices } from './moved.ts';
import { recordedContainers } from './recorded-containers.ts';

/** The plan that makes a project into what it was, and what it was made from. */
interface Made {
  readonly project: Project;
  readonly observed: Pick<Observed, 'volumes' | 'containers'>;
  readonly plan: Plan;
  /** What the project is now, as far as is known. */
  readonly present: RecordedModel | undefined;
  /** Somebody died in the middle of something that no release tells of. */
  readonly isHalfDone: boolean;
  /** Volumes that are taken out of the trash, by name. */
  readonly restoreTrash: readonly string[];
  /** Services that do not run afterwards. */
  readonly stopped: ReadonlySet<string>;
}

/** What does not go back, said first; and what stays down. */
export function remarksOnGoal(goal: Goal, made: Made): readonly string[] {
  const { number, model } = goal;
  const { plan, project, present, isHalfDone, observed, stopped } = made;
  const renewed = new Set(
    plan.steps.flatMap(({ operation }) => (operation.kind === 'create-container' ? [operation.service] : [])),
  );
  const changed = [...renewed].filter(
    (name) => isHalfDone || !present || !isSameService(model, present, name),
  );
  const volumes = keptVolumes(changed, made);
  const ends = [...endingServices(model.file.services)].sort();
  const again = ends.filter((name) => renewed.has(name));
  const done = ends.filter((name) => !renewed.has(name) && hasRunSince(name, goal, observed));
  const down = [...renewed].filter((name) => stopped.has(name)).sort();
  const data = volumes.join(', ');
  const files = mountedFiles(changed, project);
  return [
    ...(volumes.length > 0
      ? [`the data in ${data} stays as it is now: release ${number} gets what later ones have written`]
      : []),
    ...(files.length > 0
      ? [`what is in ${files.join(', ')} stays as it is now: no release keeps files that are mounted`]
      : []),
    ...byRelease(again, goal).map(
      ([release, names]) =>
        `${names.join(', ')} run${plural(names)} again, as release ${release} has ${names.length === 1 ? 'it' : 'them'}${volumes.length > 0 ? `, on what is in ${data} now` : ''}`,
    ),
    ...(done.length > 0
      ? [`what ${done.join(', ')} has done is not taken back, and it does not run again`]
      : []),
    ...(down.length > 0
      ? [`${down.join(', ')} stay${plural(down)} stopped, as it was before what is taken back`]
      : []),
  ];
}

/** By the number of the release that has them as the goal does. */
function byRelease(
  oneShots: readonly string[],
  { number, laterOneShots }: Goal,
): readonly (readonly [number, readonly string[]])[] {
  const numberOf = (name: string): number => laterOneShots?.get(name) ?? number;
  const numbers = [...new Set(oneShots.map(numberOf))];
  return numbers.map((one) => [one, oneShots.filter((name) => numberOf(name) === one)]);
}

const plural = (names: readonly string[]): string => (names.length === 1 ? 's' : '');

/** Those of services that stay as they are now, by the names that the files have for them. */
function keptVolumes(
  services: readonly string[],
  { project, observed, restoreTrash }: Made,
): readonly string[] {
  const there = new Set(observed.volumes.map(({ name }) => name));
  const names = services
    .flatMap((name) => project.services.get(name)?.volumes ?? [])
    .flatMap(({ type, source }) => {
      const { name = source } = project.volumes.get(source ?? '') ?? {};
      const stays =
        type === 'volume' && name !== undefined && there.has(name) && !restoreTrash.includes(name);
      return stays ? [source ?? name] : [];
    });
  return [...new Set(names)].sort();
}

/** Files and folders of the project that services mount, from its folder on: mended there, they are not what the release ran with. */
function mountedFiles(
  services: readonly string[],
  { services: all, workingDir }: Project,
): readonly string[] {
  const places = services
    .flatMap((name) => all.get(name)?.volumes ?? [])
    .flatMap(({ type, source }) => {
      if (type !== 'bind' || source === undefined) return [];
      const inside = relative(workingDir, source);
      return inside.startsWith('..') || isAbsolute(inside) ? [] : [inside === '' ? '.' : `./${inside}`];
    });
  return [...new Set(places)].sort();
}

/** Whether a one-shot has another container than then: one that is made, runs. */
function hasRunSince(
  service: string,
  { containers, left = containers }: Goal,
  observed: Pick<Observed, 'containers'>,
): boolean {
  if (!left) return true;
  const known = new Set(left.map(({ id }) => id));
  return recordedContainers(observed).some((one) => one.service === service && !known.has(one.id));
}

/** Secrets and configs that have another content now: `configs.site`. */
export function remarkOnContents(
  { number, commit }: Goal,
  project: Project,
  changed: readonly string[],
): readonly string[] {
  if (changed.length === 0) return [];
  const users = usersOf(project, changed);
  const get =
    users.length > 0 ? `${users.join(', ')} get${users.length === 1 ? 's' : ''}` : 'what comes later gets';
  return [
    `${otherContents(number, changed)}: ${get} what is in the files now${commit ? ` (${madeFrom(number, commit)})` : ''}`,
  ];
}

/** Where contents are all that is another. */
export const contentsNotKept = ({ number, commit }: Goal, changed: readonly string[]): UserError =>
  new UserError('no-release', `${otherContents(number, changed)}, and nothing else is another`, {
    hint: [
      `bring it back into the files${commit ? ` (${madeFrom(number, commit)})` : ''}, and then: `,
      gantry('up'),
    ],
  });

const otherContents = (number: number, changed: readonly string[]): string =>
  `${changed.join(', ')} had another content in release ${number}, of which only a hash is kept`;

const madeFrom = (number: number, { sha, isDirty }: Commit): string =>
  `release ${number} was made from commit ${sha.slice(0, 12)}${isDirty ? ' with changes' : ''}`;

function usersOf({ services }: Project, places: readonly string[]): readonly string[] {
  const isOne =
    (section: string) =>
    ({ source }: { readonly source: string }): boolean =>
      places.includes(`${section}.${source}`);
  return [...services.values()].flatMap(({ name, secrets, configs }) =>
    secrets.some(isOne('secrets')) || configs.some(isOne('configs')) ? [name] : [],
  );
}
