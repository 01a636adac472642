import { expect, test } from 'vitest';
import { findSwarmUrls, showSwarmPorts } from '../../../src/cli/swarm/swarm-ports.ts';
import type { Engine } from '../../../src/engine/port/engine.ts';
import type { ObservedSwarm, ObservedSwarmService, SwarmTask } from '../../../src/model/observed-swarm.ts';
import { aCli, type TestCli } from '../../support/a-cli.ts';
import { aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const aService = (key: string, more: Partial<ObservedSwarmService> = {}): ObservedSwarmService => ({
  id: key,
  name: `shop_${key}`,
  version: 1,
  labels: {},
  spec: {},
  files: [],
  previousFiles: [],
  ...more,
});

const aTask = (serviceId: string, slot: number, node: string, published?: number): SwarmTask => ({
  id: `${serviceId}-${slot}`,
  serviceId,
  slot,
  nodeId: `id-of-${node}`,
  state: 'running',
  desiredState: 'running',
  since: 0,
  image: 'x',
  ...(published !== undefined && { ports: [{ published, target: 53, protocol: 'udp' }] }),
});

const SWARM: ObservedSwarm = {
  ...EMPTY_SWARM,
  nodes: [
    aNode('two', { address: 'fd00::2' }),
    aNode('one', { address: '10.0.0.1' }),
    aNode('lost', { state: 'down' }),
  ],
  services: [
    aService('web', { ports: [{ published: 8080, target: 80, protocol: 'tcp' }] }),
    aService('dns'),
    aService('idle', { ports: [{ published: 9000, target: 90, protocol: 'tcp' }] }),
  ],
  tasks: [aTask('web', 1, 'two'), aTask('dns', 1, 'one', 40_001), aTask('dns', 2, 'two', 40_002)],
};

function aManager(): TestCli {
  const engine: Engine = Object.assign(new RecordingEngine(), {
    swarm: async () => ({ observe: async () => SWARM }),
  });
  return aCli('/', { engine, globals: { on: 'swarm', projectName: 'shop' } });
}

test('url has the address of each node that is there, of services of which a task runs', async () => {
  const { urls } = await findSwarmUrls(aManager(), undefined);

  expect(urls.map(({ container, url }) => `${container} ${url}`)).toEqual([
    'web@one http://10.0.0.1:8080',
    'web@two http://[fd00::2]:8080',
  ]);
  expect(await findSwarmUrls(aManager(), 'idle')).toEqual({ urls: [], isRunning: false });
  await expect(findSwarmUrls(aManager(), 'webb')).rejects.toMatchObject({ code: 'no-such-service' });
});

const port = (service?: string, target?: number, more: { index?: number; protocol?: string } = {}) =>
  showSwarmPorts(aManager(), { service, target, protocol: 'tcp', index: undefined, ...more });

test('port has the nodes of tasks that publish one of their node, by slot', async () => {
  expect(await port('dns', 53, { protocol: 'UDP' })).toBe('10.0.0.1:40001\n[fd00::2]:40002\n');
  expect(await port('dns', 53, { protocol: 'udp', index: 2 })).toBe('[fd00::2]:40002\n');
  expect((await port()).split('\n').map((line) => line.split(/\s+/).join(' ').trim())).toEqual([
    'SERVICE SLOT NODE PORT PUBLISHED AT',
    'dns 1 one 53/udp 10.0.0.1:40001',
    'dns 2 two 53/udp [fd00::2]:40002',
    'web one 80/tcp 10.0.0.1:8080',
    'web two 80/tcp [fd00::2]:8080',
    '',
  ]);
});

test('port says what is published instead, and that nothing runs', async () => {
  await expect(port('web', 81)).rejects.toMatchObject({
    message: 'service "web" does not publish port 81/tcp',
    hint: 'it publishes 80/tcp',
  });
  await expect(port('idle', 90)).rejects.toMatchObject({ code: 'no-container' });
});
