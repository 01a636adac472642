import { apply } from '../apply/apply.ts';
import { planForDown } from '../apply/plan-for-down.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { forgetInstance } from '../instances/instance-record.ts';

/** Nothing of it is used any more, and its data goes: nobody waits for what takes long to end. */
const GRACE_SECONDS = 0;

/**
 * Removes an instance with its data and the images that were built for it. Whatever happened before, also a second time.
 *
 * @returns whether nothing of it is left. What could not be removed has been told.
 */
export async function tearDown(cli: Cli): Promise<boolean> {
  // The image of a service is removed only if the service is on.
  const everything = { ...cli, globals: { ...cli.globals, profile: ['*'] } };
  const { applied: _, ...planned } = await planForDown(everything, [], {
    volumes: true,
    removeOrphans: true,
    timeout: GRACE_SECONDS,
    kill: true,
    rmi: 'local',
  });
  const never = new AbortController();
  const isEmpty = planned.plan.steps.length === 0;
  const isRemoved =
    isEmpty || (await apply(cli, planned, { signal: never.signal, shows: () => undefined })) === EXIT.ok;
  if (isRemoved) forgetInstance(cli.environment, planned.project.name);
  return isRemoved;
}
