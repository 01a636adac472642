import type { Operation, OperationOf } from './operation.ts';
import type { Plan } from './plan.ts';

/** Whether the plan should show the sizes of volumes, because it removes some or withholds a removal. */
export const mayLoseData = ({ steps, withheld = [] }: Plan): boolean =>
  withheld.length > 0 || steps.some(({ operation }) => takesData(operation));

const takesData = (operation: Operation): operation is OperationOf<'remove-volume' | 'trash-volume'> =>
  (operation.kind === 'remove-volume' && !operation.hasNoData) || operation.kind === 'trash-volume';

/** The same plan with the sizes of the volumes that it removes or would remove. @param sizes in bytes, by name */
export function withSizes(plan: Plan, sizes: ReadonlyMap<string, number>): Plan {
  const sizeOf = (name: string) => {
    const sizeBytes = sizes.get(name);
    return sizeBytes === undefined ? {} : { sizeBytes };
  };
  return {
    ...plan,
    steps: plan.steps.map((step) =>
      takesData(step.operation)
        ? { ...step, operation: { ...step.operation, ...sizeOf(step.operation.name) } }
        : step,
    ),
    ...(plan.withheld
      ? { withheld: plan.withheld.map((change) => ({ ...change, ...sizeOf(change.resource.name) })) }
      : {}),
  };
}
