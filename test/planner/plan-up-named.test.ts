import { expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import type { UpIntent } from '../../src/planner/snapshot/intent.ts';
import { anEngine, loadText, planFor, up } from '../support/engine-model/stage.ts';

/** What `up` of named services does where the whole project runs. */
async function again(services: object, intent: UpIntent): Promise<string> {
  const text = JSON.stringify({ services, configs: { site: { content: 'hello' } } });
  const world = up(anEngine(), await loadText(text, 1), { noStart: intent.noStart });
  const { noDeps = false, services: named = [] } = intent;
  const chosen = await loadText(text, 1, { selection: { services: named, withDependencies: !noDeps } });
  return formatPlan(planFor(world, chosen, intent));
}

const sleeps = { image: 'busybox:latest', command: ['sleep', '600'], init: true };

test.each<readonly [string, object]>([
  ['network_mode', { network_mode: 'service:db' }],
  ['ipc', { ipc: 'service:db' }],
  ['pid', { pid: 'service:db' }],
  ['volumes_from', { volumes_from: ['db'] }],
  ['links', { links: ['db:store'] }],
  ['depends_on', { depends_on: ['db'] }],
])('--no-deps leaves a container alone that needs one that is not named: %s', async (_, needs) => {
  const services = { db: { ...sleeps, ipc: 'shareable', volumes: ['/data'] }, app: { ...sleeps, ...needs } };

  expect(await again(services, { services: ['app'], noDeps: true })).toBe('');
  expect(await again(services, { services: ['app'], noDeps: true, verify: true })).toBe('');
});

test('a completed one-shot does not run again for a service that only wants it started', async () => {
  const services = {
    migrate: { image: 'busybox:latest', command: ['true'] },
    web: { ...sleeps, depends_on: { migrate: { condition: 'service_completed_successfully' } } },
    api: { ...sleeps, depends_on: ['migrate'] },
  };

  expect(await again(services, { services: ['api'] })).toBe('');
});

test('a container that was never started gets its configs with its start, so it lacks none', async () => {
  const services = { web: { ...sleeps, configs: ['site'] } };

  expect(await again(services, { noStart: true, verify: true })).toBe('');
});
