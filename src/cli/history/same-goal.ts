import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Planned } from '../context/planned.ts';

/**
 * The plan, so that it is made again for the same release only: who waited for another command meant what was the last one before that.
 *
 * @param nothing what was not done, for the error
 * Error of its `replan`: UserError `plan-outdated`.
 */
export function withSameGoal(planned: Planned, nothing: string): Planned {
  const { replan, of } = planned;
  if (!replan) return planned;
  return {
    ...planned,
    replan: async () => {
      const again = await replan();
      if (again.of === of) return again;
      throw new UserError('plan-outdated', `${nothing}: another command has changed the project since`, {
        hint: ['look at what that was: ', gantry('history')],
      });
    },
  };
}
