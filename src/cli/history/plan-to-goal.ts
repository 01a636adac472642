import { LABEL } from '../../model/labels.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { RecordedModel } from '../../model/release.ts';
import { appendSteps } from '../../planner/graph/append-steps.ts';
import type { Sensitive } from '../../util/sensitive.ts';
import type { Cli } from '../context/cli.ts';
import { appliedBy, type Planned } from '../context/planned.ts';
import type { Target } from '../context/target.ts';
import { type Goal, keepingOneShots, shapeOf } from './goal.ts';
import { withImagesOfThen } from './held-images.ts';
import { loadModel } from './load-model.ts';
import { endingServices } from './moved.ts';
import { recordedContainers } from './recorded-containers.ts';

export interface GoalOptions {
  readonly verb: string;
  /** Only these; empty: all, and what the goal does not have goes. */
  readonly services: readonly string[];
  /** What the project is now, as far as is known. */
  readonly present: RecordedModel | undefined;
  /** Somebody died in the middle of something that no release tells of: what it has made goes, too. Default: false. */
  readonly isHalfDone?: boolean;
  /** Contents of secrets and configs that somebody has kept. */
  readonly kept?: ReadonlyMap<string, Sensitive>;
  readonly timeoutSeconds?: number | undefined;
  readonly waitTimeoutMs?: number | undefined;
  readonly noGap?: boolean | undefined;
}

/**
 * The plan that makes a project into what it was: that of `up`, with the model and the images of then, so with its updates and its order.
 *
 * Error: SpecError; UserError `image-not-found`, `no-release`, and those of `up`.
 */
export async function planToGoal(
  cli: Cli,
  { engine, observed: seen }: Pick<Target, 'engine' | 'observed'>,
  wanted: Goal,
  { verb, services, present, isHalfDone = false, kept, timeoutSeconds, waitTimeoutMs, noGap }: GoalOptions,
): Promise<Planned> {
  const { lookForUp } = await import('../find/look-for-up.ts');
  const { planUp } = await import('../../planner/up/plan-up.ts');
  const { stopAgain } = await import('../../planner/commands/stop-again.ts');
  const goal = keepingOneShots(wanted, present, completedServices(seen, wanted.model));
  const shape = shapeOf(goal, recordedContainers(seen));
  const { named, isPartial } = namedServices(goal, services, shape.untouched);
  const { project: written, changedContents } = await loadModel(cli, goal, named, kept);
  const project = await withImagesOfThen(engine, written, goal);
  const inGoal = (name: string): boolean => project.services.has(name);
  const looked = await lookForUp(cli, engine, project, {
    services: isPartial ? named : [],
    noDeps: isPartial,
    scale: new Map([...shape.scale].filter(([name]) => inGoal(name))),
    removeOrphans: services.length === 0,
    ignoreOrphans: services.length > 0,
    pull: 'missing',
    build: 'never',
    wait: true,
    timeoutSeconds,
    waitTimeoutMs,
    noGap,
  });
  const { context, observed, inspections } = looked;
  const planned = planUp(context, inspections);
  const stopped = stopAgain({ ...planned, verb }, observed, shape.stopped);
  const plan =
    services.length > 0
      ? stopped
      : withoutNewNetworks(stopped, observed, { former: goal.model, present, isHalfDone });
  const applied = appliedBy(context);
  return {
    engine,
    project: looked.project,
    observed,
    plan: { ...plan, warnings: [...remarks(goal, looked.project, plan, changedContents), ...plan.warnings] },
    applied: { ...applied, ...(isPartial && { keepsOthers: true }) },
    of: wanted.number,
  };
}

interface Between {
  readonly former: RecordedModel;
  readonly present: RecordedModel | undefined;
  readonly isHalfDone: boolean;
}

/** Networks that came with what is taken back go with it. */
function withoutNewNetworks(
  plan: Plan,
  { networks }: Target['observed'],
  { former, present, isHalfDone }: Between,
): Plan {
  const had = namesOf(former.file.networks);
  const added = namesOf(present?.file.networks);
  const isAdded = (name: string): boolean => !had.has(name) && (isHalfDone || added.has(name));
  const gone = networks.filter(({ name, labels }) => isAdded(name) && labels[LABEL.project] === plan.project);
  return appendSteps(
    plan,
    gone.map(({ id, name }) => ({ kind: 'remove-network', id, name })),
    { cause: { kind: 'orphan' }, optional: true },
  );
}

const namesOf = (section: unknown): ReadonlySet<string> =>
  new Set(
    Object.values(Object(section)).flatMap((spec) => {
      const { name, external } = Object(spec);
      return typeof name === 'string' && external !== true ? [name] : [];
    }),
  );

function namedServices(
  { model }: Goal,
  services: readonly string[],
  untouched: ReadonlySet<string>,
): { readonly named: readonly string[]; readonly isPartial: boolean } {
  if (services.length > 0) return { named: services, isPartial: true };
  if (untouched.size === 0) return { named: [], isPartial: false };
  const all = Object.keys(Object(model.file.services));
  return { named: all.filter((name) => !untouched.has(name)), isPartial: true };
}

/** One-shots that have done their work. */
function completedServices({ containers }: Target['observed'], { file }: RecordedModel): ReadonlySet<string> {
  const ends = endingServices(file.services);
  const found = containers.filter(({ state }) => state === 'exited');
  return new Set(
    found.flatMap(({ labels, exitCode }) => {
      const service = labels[LABEL.service];
      return service !== undefined && ends.has(service) && exitCode === 0 ? [service] : [];
    }),
  );
}

/** What does not go back, said first. */
function remarks(
  { number, model }: Goal,
  project: Project,
  plan: Plan,
  changedContents: readonly string[],
): readonly string[] {
  const changed = new Set(
    plan.steps.flatMap(({ operation }) => (operation.kind === 'create-container' ? [operation.service] : [])),
  );
  const volumes = new Set(
    [...project.services.values()]
      .filter(({ name }) => changed.has(name))
      .flatMap((service) =>
        service.volumes.flatMap(({ type, source }) =>
          type === 'volume' && source !== undefined ? [source] : [],
        ),
      ),
  );
  const ends = [...endingServices(model.file.services)].filter((service) => !changed.has(service));
  return [
    ...(changed.size > 0 && volumes.size > 0
      ? [
          `the data in ${[...volumes].sort().join(', ')} stays as it is now: release ${number} gets what later ones have written`,
        ]
      : []),
    ...(changed.size > 0 && ends.length > 0
      ? [`what ${ends.sort().join(', ')} has done is not taken back, and it does not run again`]
      : []),
    ...(changedContents.length > 0
      ? [
          `${changedContents.join(', ')} had another content in release ${number}, of which only a hash is kept: what is there now is used`,
        ]
      : []),
  ];
}
