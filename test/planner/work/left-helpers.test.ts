import { expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { LABEL } from '../../../src/model/labels.ts';
import { planDown } from '../../../src/planner/commands/plan-down.ts';
import { holdRequest } from '../../../src/planner/ingress/hold-request.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { inspectionsOf } from '../../support/apply-plan.ts';
import { planUp } from '../../support/planning.ts';
import { running } from '../../support/running.ts';

const project = aProject({ services: [aService('web')] });
const left = {
  ...running(project),
  holdHelpers: [anObservedContainer('web', { name: 'app-web-hold', state: 'created' })],
};

test('up removes what a killed run has left to hold connections, and nothing else', () => {
  expect(formatPlan(planUp(project, left, {}, inspectionsOf(left)))).toBe(
    '1 remove-container app-web-hold with volumes optional because leftover',
  );
});

test.each([[[]], [['web']]])('down %j removes it, too', (services) => {
  expect(formatPlan(planDown(project, left, { services })).split('\n')[0]).toBe(
    '1 remove-container app-web-hold with volumes optional because leftover',
  );
});

test('the helper comes with the containers of its project, and is none of a service', () => {
  const { Labels } = holdRequest(project, 'nft:1', 30);
  expect(Labels).toEqual({ [LABEL.project]: 'app', [LABEL.hold]: 'app' });
});
