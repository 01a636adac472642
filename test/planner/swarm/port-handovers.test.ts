import { expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { ObservedSwarm } from '../../../src/model/observed-swarm.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { planSwarmRollback } from '../../../src/planner/swarm/plan-swarm-rollback.ts';
import { planSwarmUp, type SwarmUpIntent } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { afterPlan, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { loadFiles } from '../../support/load-files.ts';

const FILE = `
services:
  api: {image: api, ports: ["8081:80"]}
  web: {image: web, ports: ["8080:80", "8443:443"]}
`;
/** The first by name takes a port of the last. */
const HANDED_OVER = FILE.replace('"8080:80", ', '').replace('8081', '8080');

async function up(text: string, observed: ObservedSwarm = EMPTY_SWARM, intent: SwarmUpIntent = {}) {
  return planSwarmUp((await loadFiles(text)).project, observed, intent);
}

const change = async (text: string, intent: SwarmUpIntent = {}, from = FILE): Promise<readonly string[]> =>
  linesOf(await up(text, afterPlan(await up(from)), intent));

const linesOf = (plan: Plan): readonly string[] =>
  formatPlan(plan)
    .split('\n')
    .flatMap((line) => /^\d.*?(?= because)/.exec(line)?.[0] ?? []);

test('up on a swarm: who takes a port waits until the tasks of who lets go of it are replaced', async () => {
  const handedOver = [
    '1 update-swarm-service app_web',
    '2 await-tasks app_web running after 1',
    '3 update-swarm-service app_api after 2',
  ];
  expect(await change(HANDED_OVER)).toEqual([...handedOver, '4 await-tasks app_api running after 3']);
  expect(await change(HANDED_OVER, { detach: true })).toEqual(handedOver);
});

test('up on a swarm: a new service takes a port only when it is free, and other ports wait for nothing', async () => {
  const more = FILE.replace('"8080:80", ', '').replace(
    '  api:',
    '  a: {image: a, ports: ["8080:80"]}\n  api:',
  );
  expect(await change(more)).toEqual([
    '1 update-swarm-service app_web',
    '2 await-tasks app_web running after 1',
    '3 create-swarm-service app_a after 2',
    '4 await-tasks app_a running after 3',
  ]);
  expect(await change(FILE.replace('"8080:80", ', '').replace('8081:80', '8080:80/udp'))).toEqual([
    '1 update-swarm-service app_api',
    '2 await-tasks app_api running after 1',
    '3 update-swarm-service app_web',
    '4 await-tasks app_web running after 3',
  ]);
});

test('up on a swarm: an orphan whose port is taken goes first, any other one last', async () => {
  const renamed = FILE.replace('web:', 'page:').replace('  api: {image: api, ports: ["8081:80"]}\n', '');
  expect(await change(renamed, { removeOrphans: true })).toEqual([
    '1 remove-swarm-service app_web',
    '2 create-swarm-service app_page after 1',
    '3 await-tasks app_page running after 2',
    '4 remove-swarm-service app_api after 3',
  ]);
});

test.each([
  [
    'a swap',
    FILE.replace('8080', '1').replace('8081', '8080').replace('"1:', '"8081:'),
    'api takes 8080/tcp from web, web takes 8081/tcp from api',
  ],
  [
    'a port of what depends on the service that takes it',
    HANDED_OVER.replace('image: web,', 'image: web, depends_on: [api],'),
    'api takes 8080/tcp from web, web depends on api',
  ],
])('up on a swarm refuses %s, and says how it works', async (_, text, cycle) => {
  await expect(change(text)).rejects.toMatchObject({
    code: 'port-taken',
    message: `no order of updates hands over these ports, which all nodes of the swarm publish: ${cycle}`,
    hint: 'bring web to the swarm without its port or with a free one first, and then all as it is here',
    about: { of: ['services', 'api'], settings: [['ports', '8080'], 'ports'] },
  });
});

test('rollback on a swarm hands ports back in the opposite order', async () => {
  const first = afterPlan(await up(FILE));
  const second = afterPlan(await up(HANDED_OVER, first), first);
  const services = second.services.map((service) => {
    const previousSpec = first.services.find(({ id }) => id === service.id)?.spec;
    return previousSpec ? { ...service, previousSpec } : service;
  });
  const { project } = await loadFiles(HANDED_OVER);
  const plan = planSwarmRollback(project, { ...second, services }, { services: ['web', 'api'] });
  expect(linesOf(plan)).toEqual([
    expect.stringMatching(/^1 update-swarm-service app_api/),
    expect.stringMatching(/^2 await-tasks app_api/),
    expect.stringMatching(/^3 update-swarm-service app_web.* after 2/),
    expect.stringMatching(/^4 await-tasks app_web/),
  ]);
});
