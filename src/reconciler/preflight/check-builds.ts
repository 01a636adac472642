import { isAbsolute } from 'node:path';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Plan } from '../../model/plan.ts';
import type { Machine } from './machine.ts';

/** The contexts and Dockerfiles of what the plan builds that are not there. They are of this machine, wherever the engine is. */
export async function checkBuilds(plan: Plan, machine: Machine): Promise<readonly UserError[]> {
  const builds = plan.steps.flatMap(({ operation }) => (operation.kind === 'build-image' ? [operation] : []));
  if (builds.length === 0) return [];
  const { dockerfilePath } = await import('../../build/dockerfile-path.ts');
  const problems = await Promise.all(
    builds.map(async (operation) => {
      const own = await dockerfilePath(operation).then(() => undefined, userError);
      const { service, build } = operation;
      const others = [...build.additionalContexts].flatMap(([name, context]) =>
        isAbsolute(context) && !machine.fileExists(context) ? [missingContext(service, name, context)] : [],
      );
      return own ? [own, ...others] : others;
    }),
  );
  return problems.flat();
}

function userError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}

const missingContext = (service: string, name: string, context: string): UserError =>
  new UserError(
    'missing-file',
    `service "${service}": the additional context "${name}" does not exist: ${context}`,
    {
      hint: 'create it, or correct its path, relative to the folder of the Compose file',
      about: {
        of: ['services', service],
        settings: [`build.additional_contexts.${name}`, 'build.additional_contexts'],
      },
    },
  );
