import { UserError } from '../../diagnostics/user-error.ts';
import type { Plan } from '../../model/plan.ts';

/** The programs of this machine that the plan runs, and that are not there. */
export async function checkPrograms(plan: Plan): Promise<readonly UserError[]> {
  const needs = plan.steps.flatMap(({ operation }) =>
    // What is to go, goes: one program that is missing must not keep the rest.
    (operation.kind === 'run-provider' && operation.verb === 'up') || operation.kind === 'prepare-model'
      ? [operation]
      : [],
  );
  if (needs.length === 0) return [];
  const { findProvider } = await import('../programs/find-provider.ts');
  const { requireModelPlugin } = await import('../programs/find-model-plugin.ts');
  return needs.flatMap((operation) =>
    problemOf(() => {
      if (operation.kind === 'prepare-model') requireModelPlugin(operation);
      else findProvider(operation.type, operation.service, operation.environment.get('PATH'));
    }),
  );
}

function problemOf(check: () => void): readonly UserError[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof UserError) return [error];
    throw error;
  }
}
