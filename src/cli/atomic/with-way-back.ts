import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { isJsonMap } from '../../model/json.ts';
import type { Plan } from '../../model/plan.ts';
import type { RecordedModel } from '../../model/release.ts';
import { finalName } from '../../model/temporary-name.ts';
import { needsLock } from '../../reconciler/lock/needs-lock.ts';
import { changesOf } from '../../ui/plan/plan-changes.ts';
import { labelOf } from '../../ui/plan/resource-of.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { formerContents } from '../history/former-contents.ts';
import { keptReleases } from '../history/kept-releases.ts';
import { endingServices } from '../history/moved.ts';
import { planToGoal } from '../history/plan-to-goal.ts';
import { recordedContainers } from '../history/recorded-containers.ts';
import { formerRelease } from './former-release.ts';
import { planRemoval, planReturn, type ReturnOptions } from './plan-return.ts';

/**
 * The same plan, with what goes back when some of it fails. It is found now, since nothing is touched that could not be made again.
 *
 * Error: UserError `bad-usage`, `no-release`, `image-not-found`; SpecError where this gantry does not take that release any more.
 */
export async function withWayBack(cli: Cli, planned: Planned, options: ReturnOptions): Promise<Planned> {
  const { plan, project, observed } = planned;
  if (keptReleases(project, cli.environment) === 0) throw withoutHistory(planned);
  if (!needsLock(plan)) return planned;
  refuseLosses(plan);
  if (recordedContainers(observed).length === 0)
    return {
      ...planned,
      plan: { ...plan, atomic: {} },
      wayBack: { plan: () => planRemoval(planned) },
    };
  const { goal, isHalfDone } = await formerRelease(planned);
  const { kept, lost } = await formerContents(cli, planned, goal);
  const trial = await planToGoal(cli, planned, goal, {
    verb: 'rollback',
    services: [],
    present: goal.model,
    kept,
    ...options,
  });
  const different = isHalfDone ? [] : differences(trial.plan, goal.model);
  const warnings = [
    ...(isHalfDone
      ? [
          `${project.name} is not as a release made it: if this fails, it becomes what release ${goal.number} made of it`,
        ]
      : []),
    ...(different.length > 0
      ? [`${different.join(', ')} would go back to release ${goal.number}, which is not what is there now`]
      : []),
    ...(lost.length > 0 ? [`what is in ${lost.join(', ')} has changed already, and does not go back`] : []),
  ];
  return {
    ...planned,
    plan: { ...plan, atomic: { to: goal.number }, warnings: [...warnings, ...plan.warnings] },
    wayBack: {
      to: goal.number,
      plan: (outcomes) => planReturn(cli, planned, { goal, kept, outcomes, options }),
    },
  };
}

function withoutHistory({ project }: Planned): UserError {
  return new UserError(
    'bad-usage',
    project.instance
      ? 'nobody knows what an instance was before: gantry keeps no releases of it'
      : 'nobody knows what the project was before: no releases are kept of it',
    {
      hint: project.instance
        ? 'leave out --atomic'
        : [
            'let releases be kept (`x-gantry: {history: 20}`, GANTRY_HISTORY), or ',
            gantry('up', '--no-atomic'),
          ],
    },
  );
}

/** What is destroyed does not come back. */
function refuseLosses(plan: Plan): void {
  const thrown = new Set(
    plan.steps.flatMap(({ operation, cause }) =>
      operation.kind === 'trash-volume' && cause.kind !== 'trashed' ? [operation.name] : [],
    ),
  );
  const lost = changesOf(plan).filter(
    ({ resource, disruption }) =>
      disruption === 'data-loss' || (resource.kind === 'volume' && thrown.has(resource.name)),
  );
  if (lost.length === 0) return;
  throw new UserError(
    'bad-usage',
    `${lost.map(({ resource }) => labelOf(resource)).join(', ')} would lose its data, which does not come back if something fails`,
    { hint: ['without a way back: ', gantry('up', '--no-atomic')] },
  );
}

/** Containers that are not what the release made; one-shots (migrations) never go back. */
function differences(plan: Plan, { file }: RecordedModel): readonly string[] {
  const ends = endingServices(isJsonMap(file.services ?? null) ? file.services : {});
  const made = plan.steps.flatMap(({ operation }) =>
    operation.kind === 'create-container' && !ends.has(operation.service) ? [finalName(operation.name)] : [],
  );
  const orphans = changesOf(plan).flatMap(({ resource, cause }) =>
    cause.kind === 'orphan' && resource.kind === 'container' ? [resource.name] : [],
  );
  return [...new Set([...made, ...orphans])].sort();
}
