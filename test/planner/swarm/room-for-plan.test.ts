import { describe, expect, test } from 'vitest';
import type { SwarmSurvey } from '../../../src/model/observed-swarm.ts';
import { planSwarmUp } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { needsRoom, roomForPlan } from '../../../src/planner/swarm/room-for-plan.ts';
import { aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { loadFiles } from '../../support/load-files.ts';
import { aSwarmService, aSwarmTask } from '../../support/swarm-objects.ts';

const planOf = async (settings: string) =>
  planSwarmUp((await loadFiles(`services: {web: {image: web, ${settings}}}`)).project, EMPTY_SWARM);

const published = (mode: string) => ({
  EndpointSpec: { Ports: [{ TargetPort: 80, PublishedPort: 8080, PublishMode: mode, Protocol: 'tcp' }] },
});

/** Another project has a task on the first of two nodes. */
const beside = (
  spec: SwarmSurvey['services'][number]['spec'],
  reserves = { nanoCpus: 0, memoryBytes: 0 },
) => ({
  nodes: [aNode('two'), aNode('one')],
  services: [aSwarmService('other', { spec })],
  tasks: [aSwarmTask('other', 'one', { reserves })],
});

const host = 'ports: [{target: 80, published: "8080", mode: host}]';

describe('the room that other projects leave', () => {
  test('is not asked for where nothing of it is needed', async () => {
    expect(needsRoom(await planOf('deploy: {replicas: 5}'))).toBe(false);
    expect(needsRoom(await planOf(host))).toBe(true);
  });

  test('lacks ports of nodes, which each task needs for itself', async () => {
    const plan = await planOf(`${host}, deploy: {replicas: 2}`);
    expect(roomForPlan(plan, beside(published('host')))).toEqual([
      'service "web" has room for 1 of its 2 tasks: one: its port 8080/tcp is taken; two: its port 8080/tcp is taken',
    ]);
    expect(roomForPlan(plan, beside({}))).toEqual([]);
  });

  test('lacks memory that others have reserved', async () => {
    const plan = await planOf('mem_reservation: 600m, deploy: {replicas: 2}');
    const survey = beside({}, { nanoCpus: 0, memoryBytes: 800_000_000 });
    expect(roomForPlan(plan, survey)).toEqual([
      'service "web" has room for 1 of its 2 tasks: one: too little memory is left that nobody has reserved; two: too little memory is left that nobody has reserved',
    ]);
  });

  test('has no port that another service has on all nodes', async () => {
    const plan = await planOf('ports: ["8080:80"]');
    expect(() => roomForPlan(plan, beside(published('ingress')))).toThrow(
      'service "web" cannot publish 8080/tcp, the port is already allocated: service shop_other has it on all nodes of the swarm',
    );
    expect(roomForPlan(plan, beside(published('host')))).toEqual([]);
  });
});
