import type { Operation } from '../../model/operation.ts';
import type { Plan } from '../../model/plan.ts';
import { finalName } from '../../model/temporary-name.ts';
import type { Planned } from '../context/planned.ts';

/** Whether there may be something to tell: what `up` left as it was is well for the most part. */
export const mayTell = ({ plan, observed }: Planned): boolean =>
  startedIn(plan).size > 0 ||
  (plan.verb === 'up' &&
    observed.containers.some(({ state, health }) => state === 'restarting' || health === 'unhealthy'));

/** The names of the containers that a plan starts. */
export const startedIn = ({ steps }: Plan): ReadonlySet<string> =>
  new Set(steps.flatMap(({ operation }) => startedBy(operation)));

function startedBy(operation: Operation): readonly string[] {
  return operation.kind === 'start-container' || operation.kind === 'restart-container'
    ? [finalName(operation.name)]
    : [];
}
