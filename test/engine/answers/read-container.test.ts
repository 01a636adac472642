import { expect, test } from 'vitest';
import { readContainer } from '../../../src/engine/answers/read-container.ts';
import type { ContainerListItem } from '../../../src/engine/answers/wire.ts';
import recorded from '../recorded/container-list.json' with { type: 'json' };

const [api, migrate] = recorded.map(readContainer);

test('readContainer() takes everything that ps shows out of one item of the list', () => {
  expect(api).toMatchObject({
    state: 'running',
    status: 'Up 5 seconds (healthy)',
    health: 'healthy',
    image: 'shop-api',
    command: 'httpd -f -h /srv',
    labels: { 'com.docker.compose.service': 'api' },
  });
  expect(api?.networks.get('shop_back')).toMatchObject({ ipAddress: '10.215.3.3' });
  expect(api?.mounts).toEqual([
    { type: 'volume', name: 'shop_data', source: '/var/lib/docker/volumes/shop_data/_data', target: '/data' },
    { type: 'bind', source: '/home/user/shop/shop.conf', target: '/etc/shop.conf', isReadOnly: true },
  ]);
});

test('readContainer() gives a container its own name, not the one that a link to it has', () => {
  expect(api?.name).toBe('shop-api-1');
});

test('readContainer() puts the ports in order, since the engine lists them in any, and leaves where one is published as it is', () => {
  expect(api?.ports).toEqual([
    { target: 53, protocol: 'udp' },
    { hostIp: '::', published: 8080, target: 80, protocol: 'tcp' },
    { hostIp: '0.0.0.0', published: 8080, target: 80, protocol: 'tcp' },
  ]);
});

test('readContainer() takes the exit code from the status, and null for empty', () => {
  expect(migrate).toMatchObject({ state: 'exited', exitCode: 137, labels: {}, ports: [], mounts: [] });
  expect(migrate).not.toHaveProperty('health');
  expect(migrate?.networks.get('shop_back')).not.toHaveProperty('ipAddress');
});

test.each([
  ['Up 2 seconds (health: starting)', { health: 'starting' }],
  ['Up About a minute (unhealthy)', { health: 'unhealthy' }],
  ['Up 3 hours (Paused)', {}],
  ['Restarting (1) 4 seconds ago', { exitCode: 1 }],
  ['Created', {}],
])('readContainer() reads the status %j', (status, expected) => {
  const { health, exitCode } = readContainer(anItem({ Status: status }));

  expect({ health, exitCode }).toEqual({ health: undefined, exitCode: undefined, ...expected });
});

test('readContainer() prefers the health that newer engines say in a member of its own', () => {
  const item = anItem({ Status: 'Up 2 seconds', Health: { Status: 'unhealthy' } });

  expect(readContainer(item).health).toBe('unhealthy');
});

function anItem(members: Partial<ContainerListItem>): ContainerListItem {
  return {
    Id: '1',
    Names: ['/a'],
    Image: 'a',
    ImageID: 'sha256:1',
    Command: '',
    Created: 0,
    Ports: [],
    Labels: {},
    State: 'running',
    Status: '',
    ...members,
  };
}
