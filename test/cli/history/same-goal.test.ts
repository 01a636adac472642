import { expect, test } from 'vitest';
import type { Planned } from '../../../src/cli/context/planned.ts';
import { withSameGoal } from '../../../src/cli/history/same-goal.ts';
import { aPlan } from '../../support/a-plan.ts';
import { aProject } from '../../support/a-project.ts';
import { anObserved } from '../../support/an-observed.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

test('withSameGoal() refuses a plan that came to go to another release, while its command waited', async () => {
  const goingTo = (of: number): Planned => ({
    project: aProject({ services: [] }),
    engine: new RecordingEngine(),
    observed: anObserved(),
    plan: aPlan([]),
    of,
  });
  const replanned = (now: number) =>
    withSameGoal({ ...goingTo(3), replan: async () => goingTo(now) }, 'nothing was rolled back').replan?.();

  await expect(replanned(3)).resolves.toMatchObject({ of: 3 });
  await expect(replanned(4)).rejects.toThrow(
    'nothing was rolled back: another command has changed the project since',
  );
});
