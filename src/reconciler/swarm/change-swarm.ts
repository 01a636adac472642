import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { OperationOf } from '../../model/operation.ts';

/** @returns the engine's warnings */
export async function createSwarmService(
  { request }: OperationOf<'create-swarm-service'>,
  engine: Engine,
): Promise<readonly string[]> {
  return (await engine.swarm()).createService(request);
}

/**
 * The version moves with the state of an update, too, so the newest one is asked for. Error: UserError `plan-outdated` when somebody has
 * changed the service since the plan was made.
 */
export async function updateSwarmService(
  { id, name, spec, had }: OperationOf<'update-swarm-service'>,
  engine: Engine,
): Promise<readonly string[]> {
  const swarm = await engine.swarm();
  const now = await swarm.service(id);
  if (now === undefined || !isDeepStrictEqual(now.spec, had))
    throw new UserError('plan-outdated', `somebody has changed service ${name} meanwhile`, {
      hint: 'run the command again: it plans with what is there now',
    });
  return swarm.updateService(id, now.version, spec);
}
