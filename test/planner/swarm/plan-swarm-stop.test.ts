import { expect, test } from 'vitest';
import { hintText } from '../../../src/diagnostics/hint.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { planSwarmStart, planSwarmStop } from '../../../src/planner/swarm/plan-swarm-stop.ts';
import { planSwarmUp } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { afterPlan, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { loadFiles } from '../../support/load-files.ts';

const SHOP = `
services:
  web: {image: web, depends_on: [db, migrate], deploy: {replicas: 3, labels: {team: blue}}}
  db: {image: db}
  migrate: {image: migrate, deploy: {mode: replicated-job}}
`;

const projectOf = async (text = SHOP) => (await loadFiles(text)).project;

test('stop leaves no task, what depends on others first, and start brings back as many as there were', async () => {
  const project = await projectOf();
  const running = afterPlan(planSwarmUp(project, EMPTY_SWARM));
  const stop = planSwarmStop(project, running, {});
  expect(formatPlan(stop).split('\n')).toEqual([
    '1 update-swarm-service app_web because scaled from 3 to 0',
    '2 await-tasks app_web ended after 1 because scaled from 3 to 0',
    '3 update-swarm-service app_db after 2 because scaled from 1 to 0',
    '4 await-tasks app_db ended after 3 because scaled from 1 to 0',
  ]);

  const stopped = afterPlan(stop, running);
  expect(planSwarmStop(project, stopped, {}).steps).toEqual([]);
  const start = planSwarmStart(project, stopped, {});
  expect(formatPlan(start).split('\n')).toEqual([
    '1 update-swarm-service app_db because scaled from 0 to 1',
    '2 await-tasks app_db running after 1 because scaled from 0 to 1',
    '3 update-swarm-service app_web after 2 because scaled from 0 to 3',
    '4 await-tasks app_web running after 3 because scaled from 0 to 3',
  ]);
  // Nothing else tells that a program cannot start.
  expect(start.steps.at(-1)?.operation).toMatchObject({ steadyMs: 1000 });
  expect(planSwarmUp(project, afterPlan(start, stopped)).steps).toEqual([]);
});

test('up starts what was stopped, and says so without the label that stop has left', async () => {
  const project = await projectOf();
  const running = afterPlan(planSwarmUp(project, EMPTY_SWARM));
  const stopped = afterPlan(planSwarmStop(project, running, { services: ['web'] }), running);

  const [update] = planSwarmUp(project, stopped).steps;
  expect(update?.cause).toEqual({
    kind: 'changed',
    fields: [{ field: 'deploy.replicas', from: '0', to: '3' }],
  });
});

test('start leaves alone what somebody else has brought to no task, and stop what is a job', async () => {
  const project = await projectOf();
  const none = { web: 0 };
  const running = afterPlan(planSwarmUp(project, EMPTY_SWARM, { scale: new Map(Object.entries(none)) }));

  const start = planSwarmStart(project, running, {});
  expect(start.steps).toEqual([]);
  expect(start.warnings).toEqual([
    'service "web" has no tasks, and was not stopped by gantry: scale brings it to a number',
  ]);
  expect(planSwarmStop(project, running, { services: ['migrate'] }).warnings).toEqual([
    'service "migrate" is a job: it ends by itself, and down removes it',
  ]);
});

test('stop refuses global services before it changes anything, and says what to do', async () => {
  const project = await projectOf(`${SHOP}  agent: {image: agent, deploy: {mode: global}}\n`);
  const running = afterPlan(planSwarmUp(project, EMPTY_SWARM));
  const stop = (): unknown => {
    try {
      return planSwarmStop(project, running, {});
    } catch (error) {
      return error instanceof UserError ? hintText(error.hint ?? '') : error;
    }
  };

  expect(stop()).toBe(
    'gantry down agent removes it, and gantry up agent brings it back. To stop all others: gantry stop db web',
  );
});
