import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { finalName } from '../../model/temporary-name.ts';
import { changesOf } from '../../ui/plan/plan-changes.ts';
import { showField } from '../../ui/plan/show-field.ts';

/**
 * What a restore does beside the data: the containers that it makes anew are what the files say, whatever they were before, and one-shots
 * among them run.
 *
 * @param asUp what an `up` of the same services would do without it
 */
export function restoreRemarks(
  plan: Plan,
  asUp: Plan,
  { services }: Pick<Project, 'services'>,
): readonly string[] {
  const made = plan.steps.flatMap(({ operation }) =>
    operation.kind === 'create-container' ? [operation] : [],
  );
  const names = new Set(made.map(({ name }) => finalName(name)));
  const changed = changesOf(asUp).flatMap(({ resource, cause }) =>
    resource.kind === 'container' && cause.kind === 'changed' && names.has(resource.name)
      ? [`${resource.name} becomes what the files say, too: ${cause.fields.map(showField).join(', ')}`]
      : [],
  );
  const waitedFor = new Set(
    [...services.values()].flatMap(({ dependsOn }) =>
      [...dependsOn].flatMap(([name, { condition }]) =>
        condition === 'service_completed_successfully' ? [name] : [],
      ),
    ),
  );
  const again = [...new Set(made.map(({ service }) => service))].filter((name) => waitedFor.has(name));
  return [...changed, ...again.map((name) => `${name} runs again, on the restored data`)];
}
