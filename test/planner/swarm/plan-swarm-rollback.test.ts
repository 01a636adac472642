import { expect, test } from 'vitest';
import type { SeveralErrors } from '../../../src/diagnostics/several-errors.ts';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { ObservedSwarm } from '../../../src/model/observed-swarm.ts';
import {
  planSwarmRollback,
  type SwarmRollbackIntent,
} from '../../../src/planner/swarm/plan-swarm-rollback.ts';
import { planSwarmUp } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { afterPlan, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { loadFiles } from '../../support/load-files.ts';
import { aSwarmTask } from '../../support/swarm-objects.ts';

const FILE = `
services:
  web:
    image: web:1
    environment: {A: "1"}
    configs: [page]
    depends_on: [db]
    deploy: {replicas: 3, rollback_config: {parallelism: 2, order: start-first}}
  db: {image: "db:1"}
  migrate: {image: "migrate:1", deploy: {mode: replicated-job}}
configs: {page: {content: one}}
`;
const NEXT = FILE.replace('A: "1"', 'A: "2"').replace('content: one', 'content: two');

const projectOf = async (text: string) => (await loadFiles(text)).project;

/** What is there after one file, and then another. */
async function afterBoth(next: string): Promise<ObservedSwarm> {
  const first = afterPlan(planSwarmUp(await projectOf(FILE), EMPTY_SWARM));
  const second = afterPlan(planSwarmUp(await projectOf(next), first), first);
  return {
    ...second,
    services: second.services.map((service) => {
      const before = first.services.find(({ id }) => id === service.id);
      return before && before.version !== service.version
        ? { ...service, previousSpec: before.spec }
        : service;
    }),
  };
}

async function back(next: string, intent: SwarmRollbackIntent = {}) {
  const observed = await afterBoth(next);
  return { observed, plan: planSwarmRollback(await projectOf(next), observed, intent) };
}

test('a service goes back to what the swarm has kept, and the plan says what that is', async () => {
  const { plan, observed } = await back(NEXT);
  const [update] = plan.steps;
  expect(update?.cause).toEqual({
    kind: 'changed',
    fields: [
      { field: 'environment.A', from: '2', to: '1' },
      { field: 'configs./page', from: expect.stringMatching(/^app_page_/), to: expect.any(String) },
    ],
  });
  const web = observed.services.find(({ name }) => name === 'app_web');
  expect(update?.operation).toMatchObject({ spec: web?.previousSpec, had: web?.spec, goesBack: true });
  expect(plan.steps[1]?.operation).toMatchObject({ kind: 'await-tasks', until: 'running', goesBack: true });
  expect(plan.updates).toMatchObject([{ service: 'web', parallelism: 2, order: 'start-first' }]);
});

test('a service that is going back is waited for: asked again, the swarm would turn round', async () => {
  const { services, ...rest } = await afterBoth(NEXT);
  const updateStatus = { state: 'rollback_started', message: 'manually requested rollback' };
  const observed = { ...rest, services: services.map((one) => ({ ...one, updateStatus })) };
  const plan = planSwarmRollback(await projectOf(NEXT), observed);
  expect(plan.steps.map(({ operation }) => operation)).toMatchObject([
    { kind: 'await-tasks', name: 'app_web', until: 'running', goesBack: true },
  ]);
});

test('a service with a task that no node runs goes back by an update, for which a swarm does not wait', async () => {
  const observed = await afterBoth(NEXT);
  const { nodeId: _, ...stuck } = aSwarmTask('id-of-app_web', 'one', { state: 'pending' });
  const { steps } = planSwarmRollback(await projectOf(NEXT), { ...observed, tasks: [stuck] });
  const web = observed.services.find(({ name }) => name === 'app_web');
  expect(steps.map(({ operation }) => operation)).toEqual([
    expect.objectContaining({ kind: 'update-swarm-service', spec: web?.previousSpec, had: web?.spec }),
    expect.objectContaining({ kind: 'await-tasks', until: 'running' }),
  ]);
  expect(steps.some(({ operation }) => 'goesBack' in operation)).toBe(false);
});

test('several go back in the order of their dependencies, once they are named', async () => {
  const next = NEXT.replace('db:1', 'db:2');
  await expect(back(next)).rejects.toThrow(
    '2 services can go back, each to what it was before its own last change: db, web',
  );
  const { plan } = await back(next, { services: ['web', 'db'] });
  expect(
    formatPlan(plan)
      .split('\n')
      .filter((line) => /^\d/.test(line))
      .map((line) => line.replace(/ because.*/, '')),
  ).toEqual([
    '1 update-swarm-service app_db',
    '2 await-tasks app_db running after 1',
    '3 update-swarm-service app_web after 2',
    '4 await-tasks app_web running after 3',
  ]);
});

test('what cannot go back says why, all of it at once', async () => {
  const error = await back(NEXT.replace('migrate:1', 'migrate:2'), { services: ['db', 'migrate'] }).catch(
    (reason) => reason,
  );
  expect((error as SeveralErrors).errors.map(({ message }) => message)).toEqual([
    'service "db" is as it was made: it has nothing to go back to',
    'service "migrate" is a job: what it did stays done',
  ]);
  await expect(back(FILE)).rejects.toThrow('no service has something to go back to');
});

test('a service whose former config is gone cannot go back: none of its tasks could start', async () => {
  const observed = await afterBoth(NEXT);
  const [gone] = observed.services.find(({ name }) => name === 'app_web')?.previousFiles ?? [];
  const without = { ...observed, configs: observed.configs.filter(({ name }) => name !== gone) };
  const project = await projectOf(NEXT);
  expect(() => planSwarmRollback(project, without, { services: ['web'] })).toThrow(
    `service "web" cannot go back: the swarm does not have ${gone} any more`,
  );
});

test('after the swarm has gone back by itself nothing is kept, and that is said', async () => {
  const { services, ...rest } = await afterBoth(FILE);
  const taken = { state: 'rollback_completed', message: 'update rolled back due to failure' };
  const observed = { ...rest, services: services.map((one) => ({ ...one, updateStatus: taken })) };
  const project = await projectOf(FILE);
  expect(() => planSwarmRollback(project, observed, { services: ['web'] })).toThrow(
    'the swarm has taken the last update of service "web" back already (update rolled back due to failure)',
  );
});
