import { expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import {
  addressOfRegistry,
  REGISTRY_SERVICE,
  type RegistryIntent,
  registryProject,
} from '../../../src/planner/swarm/own-registry.ts';
import { planSwarmDown } from '../../../src/planner/swarm/plan-swarm-down.ts';
import { planSwarmUp } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { afterPlan, aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';

const NODE = aNode('one', { address: '10.0.0.7' });
const SWARM = { ...EMPTY_SWARM, nodes: [NODE, aNode('two')] };
const INTENT: RegistryIntent = { image: 'registry:2', port: 5005, publish: 'ingress', node: NODE };

test('the registry of a swarm is one service on the node that keeps its images, and tells by which name nodes reach it', () => {
  const plan = planSwarmUp(registryProject(INTENT), SWARM);
  expect(formatPlan(plan).split('\n')).toEqual([
    `1 create-swarm-service ${REGISTRY_SERVICE} because missing`,
    `2 await-tasks ${REGISTRY_SERVICE} running after 1 because missing`,
  ]);
  expect(plan.steps[0]?.operation).toMatchObject({
    request: {
      TaskTemplate: {
        ContainerSpec: {
          Image: 'registry:2',
          Mounts: [{ Type: 'volume', Source: 'gantry-registry_data', Target: '/var/lib/registry' }],
        },
        Placement: { Constraints: [`node.id==${NODE.id}`] },
      },
      EndpointSpec: {
        Ports: [{ Protocol: 'tcp', TargetPort: 5000, PublishedPort: 5005, PublishMode: 'ingress' }],
      },
    },
  });
  const [service] = afterPlan(plan, SWARM).services;
  expect(addressOfRegistry(service)).toBe('localhost:5005');
  const host = afterPlan(planSwarmUp(registryProject({ ...INTENT, publish: 'host' }), SWARM), SWARM);
  expect(addressOfRegistry(host.services[0])).toBe('10.0.0.7:5005');
  expect(addressOfRegistry(undefined)).toBeUndefined();
});

test('the registry of a swarm is left alone the second time, and goes without its volume', () => {
  const running = afterPlan(planSwarmUp(registryProject(INTENT), SWARM), SWARM);
  expect(planSwarmUp(registryProject(INTENT), running).steps).toEqual([]);
  const down = planSwarmDown(registryProject(undefined), running);
  expect(down.steps.map(({ operation }) => operation.kind)).toEqual(['remove-swarm-service', 'await-tasks']);
});
