import { UserError } from '../diagnostics/user-error.ts';
import type { Plan } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import { readText } from '../util/read-text.ts';

/** The programs of this machine that the plan runs, and that are not there. */
export async function checkPrograms(plan: Plan, project: Project): Promise<readonly UserError[]> {
  const needs = plan.steps.flatMap(({ operation }) =>
    // What is to go, goes: one program that is missing must not keep the rest.
    (operation.kind === 'run-provider' && operation.verb === 'up') || operation.kind === 'prepare-model'
      ? [operation]
      : [],
  );
  if (needs.length === 0) return [];
  const { findProvider } = await import('./find-provider.ts');
  const { requireModelPlugin } = await import('./find-model-plugin.ts');
  return needs.flatMap((operation) =>
    problemOf(() => {
      if (operation.kind === 'prepare-model') requireModelPlugin(operation, placeOf(operation.key, project));
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

/** `file:line` of the model of that name, as far as the text of the files tells. */
function placeOf(key: string, { configFiles }: Project): string | undefined {
  for (const file of configFiles) {
    // Nothing of standard input, or of one that is gone meanwhile.
    const lines = (readText(file) ?? '').split('\n');
    const top = lines.findIndex((line) => /^models\s*:/.test(line));
    if (top < 0) continue;
    const isIt = (text: string): boolean => text.split(/[\s"'{,:]+/).includes(key) && text.includes(':');
    const line = lines.findIndex((text, index) => index >= top && isIt(text));
    return line < 0 ? file : `${file}:${line + 1}`;
  }
  return undefined;
}
