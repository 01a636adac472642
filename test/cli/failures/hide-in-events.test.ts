import { expect, test } from 'vitest';
import { hideInEvents } from '../../../src/cli/failures/hide-in-events.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import type { Event } from '../../../src/model/event.ts';
import { aPlan } from '../../support/a-plan.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

const hide = hideInEvents(
  aProject({ services: [aService('web', { environment: { DB_PASSWORD: 'c4n4ry' } })] }),
);
const { steps } = aPlan([
  {
    kind: 'run-provider',
    service: 'web',
    verb: 'up',
    type: 'cloud',
    options: [],
    project: 'p',
    environment: new Map(),
  },
]);

test('hideInEvents() hides secrets in what any program writes, and in what any step failed with', () => {
  const [step] = steps;
  if (!step) throw new Error('there is no step');
  const progress: Event = { type: 'step-progress', step, progress: { text: 'with c4n4ry' } };
  const error = new UserError('engine-refused', 'no c4n4ry', { output: ['c4n4ry!'] });
  const failed: Event = { type: 'step-ended', step, outcome: { step: step.id, status: 'failed', error } };

  expect(hide(progress)).toMatchObject({ progress: { text: 'with ••••••' } });
  expect(hide(failed)).toMatchObject({ outcome: { error: { message: 'no ••••••', output: ['••••••!'] } } });
  expect(hide({ type: 'warning', message: 'c4n4ry' })).toEqual({ type: 'warning', message: '••••••' });
  expect(hide({ type: 'notice', message: 'TOKEN_X is mysql -pc4n4ry' })).toEqual({
    type: 'notice',
    message: 'TOKEN_X is mysql -p••••••',
  });
});

test('hideInEvents() hides secrets in the names of images, also in the plan that a run begins with', () => {
  const plan = aPlan([{ kind: 'pull-image', image: 'h/c4n4ry-7/x:1', services: ['web'] }]);
  const [step] = plan.steps;
  if (!step) throw new Error('there is no step');
  const hideImages = hideInEvents(
    aProject({ services: [aService('web', { environment: { DB_PASSWORD: 'c4n4ry-7' } })] }),
  );
  const told = [
    hideImages({ type: 'plan-started', plan }),
    hideImages({ type: 'step-started', step }),
    hideImages({ type: 'plan-ended', plan, outcomes: [] }),
  ];

  expect(JSON.stringify(told)).toContain('h/••••••/x:1');
  expect(JSON.stringify(told)).not.toContain('c4n4ry');
});

test('hideInEvents() tells of the steps of the plan that it began with, which is how a renderer knows them', () => {
  const plan = aPlan([{ kind: 'pull-image', image: 'x:1', services: ['web'] }]);
  const [step] = plan.steps;
  if (!step) throw new Error('there is no step');
  const hideImages = hideInEvents(aProject());
  const began = hideImages({ type: 'plan-started', plan });
  const started = hideImages({ type: 'step-started', step });

  expect('plan' in began && began.plan.steps[0]).toBe('step' in started && started.step);
});
