import { expect, test } from 'vitest';
import { Problems } from '../../../src/diagnostics/several-errors.ts';
import { networkId } from '../../../src/model/ids.ts';
import type { ObservedNetwork } from '../../../src/model/observed.ts';
import type { ObservedSwarm } from '../../../src/model/observed-swarm.ts';
import { PlanBuilder } from '../../../src/planner/graph/plan-builder.ts';
import { addNetworks } from '../../../src/planner/swarm/add-networks.ts';
import { oneOffProject } from '../../../src/planner/swarm/one-off-project.ts';
import { aNetwork } from '../../support/a-network.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { aVolume } from '../../support/a-volume.ts';

const anOverlay = (name: string, Attachable = true): ObservedNetwork => ({
  id: networkId(name),
  name,
  driver: 'overlay',
  labels: {},
  settings: { Attachable },
});

const PROJECT = aProject({
  networks: [aNetwork('back'), aNetwork('front')],
  volumes: [aVolume('data'), aVolume('cache')],
  services: [
    aService('web', {
      networks: ['back'],
      dependsOn: { db: 'service_started', setup: 'service_completed_successfully' },
    }),
    aService('db'),
    aService('setup'),
  ],
});

const RUNNING: ObservedSwarm = {
  ...EMPTY_SWARM,
  nodes: [aNode('one')],
  services: [{ id: 'db', name: 'app_db', version: 1, labels: {}, spec: {}, files: [], previousFiles: [] }],
  tasks: [
    {
      id: 't',
      serviceId: 'db',
      nodeId: 'id-of-one',
      state: 'running',
      desiredState: 'running',
      since: 0,
      image: 'x',
    },
  ],
};

const THERE = { swarm: RUNNING, networks: [anOverlay('app_back')], volumes: [] };

test('oneOffProject() joins the networks of the swarm, and takes the volumes of the engine as they are', () => {
  const volumes = [{ name: 'app_data', driver: 'local', labels: {} }];
  const project = oneOffProject(PROJECT, 'web', { ...THERE, volumes }, true);

  expect([...project.networks.values()].map(({ key, external }) => [key, external])).toEqual([
    ['back', true],
    ['front', false],
  ]);
  expect([...project.volumes.values()].map(({ key, external }) => [key, external])).toEqual([
    ['data', true],
    ['cache', false],
  ]);
});

test('oneOffProject() refuses networks that are not there, and those that only tasks may join', () => {
  const join = (...networks: readonly ObservedNetwork[]) =>
    oneOffProject(PROJECT, 'web', { ...THERE, networks }, false);

  expect(() => join()).toThrow('network "app_back" is not there, and up makes it');
  expect(() => join(anOverlay('app_back', false))).toThrow(
    'only tasks may join network "app_back", and run makes a container: the network is not attachable',
  );
  expect(() => join({ ...anOverlay('app_back', false), driver: 'bridge' })).not.toThrow();
});

test('oneOffProject() refuses where what it depends on does not run, unless that is not asked for', () => {
  const alone = { ...THERE, swarm: { ...RUNNING, tasks: [] } };

  expect(() => oneOffProject(PROJECT, 'web', alone, true)).toThrow(
    'service "web" depends on "db", of which no task runs on the swarm',
  );
  expect(() => oneOffProject(PROJECT, 'web', alone, false)).not.toThrow();
});

test('networks for a swarm can be joined by containers of run, unless the file says otherwise', () => {
  const networks = [
    aNetwork('open'),
    aNetwork('closed', { attachable: false }),
    aNetwork('local', { driver: 'weave' }),
  ];
  const plan = new PlanBuilder('up', 'app');
  const services = [aService('web', { networks: networks.map(({ key }) => key) })];
  addNetworks(plan, aProject({ networks, services }), EMPTY_SWARM, new Problems());

  expect(
    plan
      .build()
      .steps.map(({ operation }) =>
        operation.kind === 'create-network' ? [operation.key, operation.request.Attachable] : [],
      ),
  ).toEqual([
    ['closed', undefined],
    ['local', undefined],
    ['open', true],
  ]);
});
