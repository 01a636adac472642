import { expect, test } from 'vitest';
import type { UpdateConfig } from '../../../src/model/update-config.ts';
import { checkUpdates } from '../../../src/reconciler/preflight/check-updates.ts';
import { aPlan } from '../../support/a-plan.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

const problemsOf = (updateConfig: UpdateConfig, updated: readonly string[]) =>
  checkUpdates(
    aPlan([], {
      updates: updated.map((service) => ({
        service,
        containers: 1,
        parallelism: 1,
        order: 'stop-first',
        sharedVolumes: [],
        failureAction: 'pause',
      })),
    }),
    aProject({
      services: [aService('web', { deploy: { labels: new Map(), updateConfig } }), aService('db')],
    }),
  );

test('checkUpdates() refuses what nobody can follow, with its place, and only where something is updated', () => {
  const wrong: UpdateConfig = { failureAction: 'rolback', maxFailureRatio: 25 };
  expect(problemsOf(wrong, ['web', 'db'])).toMatchObject([
    {
      code: 'bad-update',
      message: 'service "web" is not updated: failure_action: "rolback" is none of pause, continue, rollback',
      hint: 'did you mean "rollback"?',
      about: { of: ['services', 'web'], settings: ['deploy.update_config.failure_action'] },
    },
    {
      code: 'bad-update',
      message: 'service "web" is not updated: max_failure_ratio: 25 is no share from 0 to 1',
      hint: 'write "0.25" for 25 percent of the containers',
      about: { of: ['services', 'web'], settings: ['deploy.update_config.max_failure_ratio'] },
    },
  ]);
  expect(problemsOf(wrong, [])).toEqual([]);
});

test.each([
  [{}],
  [{ failureAction: '' }],
  [{ failureAction: 'pause', maxFailureRatio: 0 }],
  [{ failureAction: 'continue', maxFailureRatio: 1 }],
  [{ failureAction: 'rollback', maxFailureRatio: 0.5 }],
])('checkUpdates() has nothing against %o', (config) => {
  expect(problemsOf(config, ['web'])).toEqual([]);
});

test.each([
  [-0.1, 'write "0.25" for a quarter of the containers'],
  [101, 'write "0.25" for a quarter of the containers'],
  [1.5, 'write "0.015" for 1.5 percent of the containers'],
  [1.0000001, 'write "0.01" for 1 percent of the containers'],
  [7, 'write "0.07" for 7 percent of the containers'],
  [33.333333, 'write "0.3333" for 33.33 percent of the containers'],
  [100, 'write "1" for 100 percent of the containers'],
])('checkUpdates() takes %d for percent where it can be', (maxFailureRatio, hint) => {
  expect(problemsOf({ maxFailureRatio }, ['web'])).toMatchObject([{ hint }]);
});
