import type { Observed } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { RecordedModel } from '../../model/release.ts';
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
    ...(again.length > 0 ? [`${again.join(', ')} run${again.length === 1 ? 's' : ''} again`] : []),
    ...(changed.length > 0 && done.length > 0
      ? [`what ${done.join(', ')} has done is not taken back, and it does not run again`]
      : []),
  ];
}

/** Secrets and configs that have another content now: `configs.site`. */
export function remarkOnContents({ number }: Goal, changed: readonly string[]): readonly string[] {
  if (changed.length === 0) return [];
  return [
    `${changed.join(', ')} had another content in release ${number}, of which only a hash is kept: what is there now is used`,
  ];
}
