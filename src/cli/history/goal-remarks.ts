import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Observed } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { Commit, RecordedModel } from '../../model/release.ts';
import { type Goal, isSameService } from './goal.ts';
import { endingServices } from './moved.ts';

/** The plan that makes a project into what it was, and what it was made from. */
interface Made {
  readonly project: Project;
  readonly observed: Pick<Observed, 'volumes'>;
  readonly plan: Plan;
  /** What the project is now, as far as is known. */
  readonly present: RecordedModel | undefined;
  /** Volumes that are taken out of the trash, by name. */
  readonly restoreTrash: readonly string[];
}

/** What does not go back, said first. */
export function remarksOnGoal(
  { number, model }: Goal,
  { project, observed, plan, present, restoreTrash }: Made,
): readonly string[] {
  const made = new Set(
    plan.steps.flatMap(({ operation }) => (operation.kind === 'create-container' ? [operation.service] : [])),
  );
  const changed = [...made].filter((name) => !present || !isSameService(model, present, name));
  const there = new Set(observed.volumes.map(({ name }) => name));
  const volumes = new Set(
    changed
      .flatMap((name) => project.services.get(name)?.volumes ?? [])
      .flatMap(({ type, source }) => {
        const { name = source } = project.volumes.get(source ?? '') ?? {};
        const stays =
          type === 'volume' && name !== undefined && there.has(name) && !restoreTrash.includes(name);
        return stays ? [source ?? name] : [];
      }),
  );
  const ends = [...endingServices(model.file.services)].sort();
  const [again, done] = [ends.filter((name) => made.has(name)), ends.filter((name) => !made.has(name))];
  return [
    ...(volumes.size > 0
      ? [
          `the data in ${[...volumes].sort().join(', ')} stays as it is now: release ${number} gets what later ones have written`,
        ]
      : []),
    ...(again.length > 0
      ? [
          `${again.join(', ')} run${again.length === 1 ? 's' : ''} again, as release ${number} has ${again.length === 1 ? 'it' : 'them'}`,
        ]
      : []),
    ...(changed.length > 0 && done.length > 0
      ? [`what ${done.join(', ')} has done is not taken back, and it does not run again`]
      : []),
  ];
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
