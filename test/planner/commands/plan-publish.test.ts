import { expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { planPublish } from '../../../src/planner/commands/plan-publish.ts';
import { planPush } from '../../../src/planner/commands/plan-push.ts';
import { aBuild } from '../../support/a-build.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { lines } from '../../support/lines.ts';

const web = aService('web', { image: 'reg/web:1', build: aBuild({ tags: ['reg/web:2', 'reg/web:1'] }) });
const { image: _, ...nameless } = aService('x', { build: aBuild() });

test('planPush() pushes each name of what is built once, and nothing that only is pulled', () => {
  const plan = planPush(aProject({ services: [web, aService('db'), nameless] }));

  expect(formatPlan(plan)).toBe(
    lines(
      '1 push-image reg/web:1 because requested by push',
      '2 push-image reg/web:2 because requested by push',
    ),
  );
  expect(plan.warnings).toHaveLength(1);
});

test('planPublish() publishes after what it needs was pushed, or could not be', () => {
  const project = aProject({ services: [web, aService('db')] });

  expect(formatPlan(planPublish(project, { reference: 'reg/app:1', layers: [] }))).toBe(
    lines(
      '1 push-image reg/web:1 optional because requested by publish',
      '2 push-image reg/web:2 optional because requested by publish',
      '3 publish-artifact reg/app:1 after 1,2 because requested by publish',
    ),
  );
});

test('planPublish() refuses a service that others could not get', () => {
  const project = aProject({ services: [nameless] });

  expect(() => planPublish(project, { reference: 'reg/app:1', layers: [] })).toThrow(/no image.*: x/);
});
