import { commandHint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';

/**
 * The container names that the plan gives and that somebody else has, who is not removed or renamed by it.
 *
 * @param told of which something else is wrong
 */
export function checkNames(
  plan: Plan,
  everywhere: readonly ObservedContainer[],
  told: ReadonlySet<string>,
): readonly UserError[] {
  const holders = new Map(everywhere.map((container) => [container.name, container]));
  for (const { operation } of plan.steps) {
    if (operation.kind === 'rename-container') holders.delete(operation.from);
    if (operation.kind !== 'remove-container') continue;
    const { container } = operation;
    const holder = 'id' in container && everywhere.find(({ id }) => id === container.id);
    if (holder) holders.delete(holder.name);
  }
  const problems: UserError[] = [];
  for (const { operation } of plan.steps) {
    if (operation.kind !== 'create-container') continue;
    const holder = holders.get(operation.name);
    if (!holder || told.has(operation.name)) continue;
    const project = holder.labels[LABEL.project];
    const owner = project === undefined ? 'a container of no project' : `a container of project "${project}"`;
    problems.push(
      new UserError(
        'name-taken',
        `the name ${operation.name} of service "${operation.service}" is taken by ${owner}`,
        {
          hint: [
            'choose another `container_name` or project name, or ',
            ...(project === undefined || project === plan.project
              ? ['remove that container: ', commandHint('docker', 'rm', '-f', operation.name)]
              : ['remove that project: ', commandHint('gantry', '-p', project, 'down')]),
          ],
          about: { of: ['services', operation.service], settings: ['container_name'] },
        },
      ),
    );
  }
  return problems;
}
