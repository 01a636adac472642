import { engineState } from '../chaos/engine-state.ts';
import { ENGINE, type Workspace } from '../support/gantry.ts';

/**
 * What is not as it has to be after the last `up`: as many containers as wanted, under their own names, and nothing left to do.
 */
export async function complaintsAfter(
  workspace: Workspace,
  { service, replicas }: { readonly service: string; readonly replicas: number },
  engine = ENGINE,
): Promise<readonly string[]> {
  const plan = await workspace.gantry('plan --detailed-exitcode', { DOCKER_HOST: engine });
  const { containers } = await engineState(engine, workspace.project);
  const names = containers.map(({ name }) => name);
  const own = names.filter((name) => new RegExp(`^${workspace.project}-${service}-\\d+$`).test(name));
  return [
    ...(plan.code === 0 ? [] : [`a plan after it ends with ${plan.code}:\n${plan.stdout}${plan.stderr}`]),
    ...(own.length === replicas ? [] : [`there are ${names.join(', ')}`]),
    ...names.filter((name) => /^[\da-f]{12}_/.test(name)).map((name) => `left: ${name}`),
  ];
}
