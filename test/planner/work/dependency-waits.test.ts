import { expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { Observed } from '../../../src/model/observed.ts';
import { planStart } from '../../../src/planner/commands/plan-start.ts';
import type { UpIntent } from '../../../src/planner/snapshot/intent.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { lines } from '../../support/lines.ts';
import { planUp } from '../../support/planning.ts';
import { running, withContainer } from '../../support/running.ts';

const project = aProject({
  services: [
    aService('db'),
    aService('log'),
    aService('web', { dependsOn: { db: 'service_healthy', log: 'service_started' } }),
  ],
});
const stopped = (...names: readonly string[]): Observed =>
  names.reduce((observed, name) => withContainer(observed, name, { state: 'exited' }), running(project));
const up = (observed: Observed, intent: UpIntent = {}): string =>
  formatPlan(planUp(project, observed, intent, new Map()));

test('planUp() waits for what it starts when a service that runs on asked for it to be healthy', () => {
  expect(up(stopped('app-db-1'))).toBe(
    lines(
      '1 start-container app-db-1 because exited',
      '2 wait-for db service_healthy after 1 because web needs it',
    ),
  );
  expect(formatPlan(planStart(project, stopped('app-db-1')))).toBe(up(stopped('app-db-1')));
});

test('planUp() waits for nobody where only the order matters, nothing is started, or nobody runs on', () => {
  expect(up(stopped('app-log-1'))).toBe('1 start-container app-log-1 because exited');
  expect(up(running(project))).toBe('');
  expect(up(stopped('app-db-1', 'app-web-1'), { services: ['db'] })).toBe(
    '1 start-container app-db-1 because exited',
  );
  expect(up(stopped('app-db-1'), { noStart: true })).toBe('');
});

test('planUp() does not fail when what a running service can do without does not get ready', () => {
  const optional = aProject({
    services: [
      aService('db'),
      aService('web', {
        dependsOn: { db: { condition: 'service_healthy', required: false, restart: false } },
      }),
    ],
  });
  const { steps } = planUp(
    optional,
    withContainer(running(optional), 'app-db-1', { state: 'exited' }),
    {},
    new Map(),
  );
  expect(steps.map(({ operation, optional: mayFail }) => [operation.kind, mayFail === true])).toEqual([
    ['start-container', false],
    ['wait-for', true],
  ]);
});
