import { LABEL } from '../../model/labels.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { RecordedModel } from '../../model/release.ts';
import { appendSteps } from '../../planner/graph/append-steps.ts';
import { needsLock } from '../../reconciler/lock/needs-lock.ts';
import type { Sensitive } from '../../util/sensitive.ts';
import type { Cli } from '../context/cli.ts';
import { appliedBy, type Planned } from '../context/planned.ts';
import type { Target } from '../context/target.ts';
import { formerContents } from './former-contents.ts';
import { formerVolumes, type Goal, shapeOf } from './goal.ts';
import { contentsNotKept, remarkOnContents, remarksOnGoal } from './goal-remarks.ts';
import { withImagesOfThen } from './held-images.ts';
import { loadModel } from './load-model.ts';
import { endingServices } from './moved.ts';
import { completedServices, keepingOneShots, unknownOneShots } from './one-shots.ts';

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
  /** Volumes that are taken out of the trash, by name. */
  readonly restoreTrash?: readonly string[];
  /** Services that stay as they are, whether the goal has them or not. */
  readonly leaves?: ReadonlySet<string>;
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
  target: Target,
  wanted: Goal,
  {
    verb,
    services,
    present,
    isHalfDone = false,
    kept,
    restoreTrash = [],
    leaves: left = new Set(),
    timeoutSeconds,
    waitTimeoutMs,
    noGap,
  }: GoalOptions,
): Promise<Planned> {
  const { lookForUp } = await import('../find/look-for-up.ts');
  const { planUp } = await import('../../planner/up/plan-up.ts');
  const { restAgain } = await import('../../planner/commands/rest-again.ts');
  const { engine, observed: seen } = target;
  const contents = kept ?? (await formerContents(cli, target, wanted)).kept;
  const completed = completedServices(seen, wanted.model);
  const goal = keepingOneShots(wanted, present, completed);
  const leaves = new Set([...left, ...unknownOneShots(wanted, present, completed)]);
  const shape = shapeOf(goal, completed);
  const { named, isPartial } = namedServices(goal, services, leaves);
  const { project: written, changedContents } = await loadModel(cli, goal, named, contents);
  const project = await withImagesOfThen(
    engine,
    isPartial && named.length === 0 ? withoutServices(written) : written,
    goal,
  );
  const inGoal = (name: string): boolean => project.services.has(name);
  const looked = await lookForUp(cli, engine, project, {
    services: isPartial ? named : [],
    noDeps: isPartial,
    scale: new Map([...shape.scale].filter(([name]) => inGoal(name))),
    removeOrphans: services.length === 0,
    keptOrphans: leaves,
    ignoreOrphans: services.length > 0,
    restoreTrash,
    pull: 'missing',
    build: 'never',
    formerVolumes: formerVolumes(goal),
    idle: new Set([...shape.stopped, ...shape.paused]),
    keepsDone: endingServices(goal.model.file.services),
    wait: true,
    timeoutSeconds,
    waitTimeoutMs,
    noGap,
  });
  const { context, observed, inspections } = looked;
  const planned = planUp(context, inspections);
  const rested = restAgain({ ...planned, verb }, observed, shape);
  const plan =
    services.length > 0
      ? rested
      : withoutNewNetworks(rested, observed, { former: goal.model, present, isHalfDone, leaves });
  if (!kept && changedContents.length > 0 && !needsLock(plan)) throw contentsNotKept(goal, changedContents);
  const applied = appliedBy(context);
  return {
    engine,
    project: looked.project,
    observed,
    plan: {
      ...plan,
      warnings: [
        ...remarksOnGoal(goal, {
          project: looked.project,
          observed,
          plan,
          present,
          isHalfDone,
          restoreTrash,
          stopped: shape.stopped,
        }),
        ...remarkOnContents(goal, looked.project, changedContents),
        ...plan.warnings,
      ],
    },
    applied: { ...applied, ...(isPartial && { keepsOthers: true }) },
    of: wanted.number,
  };
}

interface Between {
  readonly former: RecordedModel;
  readonly present: RecordedModel | undefined;
  readonly isHalfDone: boolean;
  readonly leaves: ReadonlySet<string>;
}

/** Networks that came with what is taken back go with it. */
function withoutNewNetworks(
  plan: Plan,
  { networks, containers }: Target['observed'],
  { former, present, isHalfDone, leaves }: Between,
): Plan {
  const had = namesOf(former.file.networks);
  const added = namesOf(present?.file.networks);
  const used = new Set(
    containers.flatMap(({ labels, networks: on }) =>
      leaves.has(labels[LABEL.service] ?? '') ? [...on.keys()] : [],
    ),
  );
  const isAdded = (name: string): boolean =>
    !had.has(name) && !used.has(name) && (isHalfDone || added.has(name));
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
  leaves: ReadonlySet<string>,
): { readonly named: readonly string[]; readonly isPartial: boolean } {
  if (services.length > 0) return { named: services, isPartial: true };
  if (leaves.size === 0) return { named: [], isPartial: false };
  const all = Object.keys(Object(model.file.services));
  return { named: all.filter((name) => !leaves.has(name)), isPartial: true };
}

/** The project for a run that is about none of its services, and still tells them from orphans. */
const withoutServices = (project: Project): Project => ({
  ...project,
  services: new Map(),
  disabledServices: new Map([...project.disabledServices, ...project.services]),
});
