import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { DockerFiles } from '../../../src/engine/connection/docker-files.ts';
import { findAddress } from '../../../src/engine/connection/find-address.ts';
import { type NodeName, nodeWays } from '../../../src/engine/connection/node-ways.ts';

const NODE: NodeName = { id: 'n2', hostname: 'node2', address: '10.0.0.2' };

interface World {
  readonly environment?: Readonly<Record<string, string>>;
  readonly contexts?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
}

function waysTo(node: NodeName, { environment = {}, contexts = {}, settings = {} }: World = {}) {
  const variables = new Map(Object.entries(environment));
  const texts = new Map(
    Object.entries(contexts).map(([name, Host]) => [
      createHash('sha256').update(name).digest('hex'),
      JSON.stringify({ Name: name, Endpoints: { docker: { Host } } }),
    ]),
  );
  const files: DockerFiles = {
    read: (path) => texts.get(/^contexts\/meta\/(\w+)\/meta\.json$/.exec(path)?.[1] ?? ''),
    exists: () => false,
    list: (path) => (path === 'contexts/meta' ? [...texts.keys()] : []),
  };
  const present = findAddress(variables, '/home/user', files);
  return nodeWays(node, {
    settings: new Map(Object.entries(settings)),
    present,
    environment: variables,
    files,
  });
}

const endpoints = (node: NodeName, world?: World): readonly string[] =>
  waysTo(node, world).map(({ address }) => address.endpoint);

test('nodeWays() takes what the user says of the node, and nothing else', () => {
  const contexts = { node2: 'ssh://somewhere' };

  for (const name of ['node2', 'n2', '10.0.0.2'])
    expect(endpoints(NODE, { contexts, settings: { [name]: 'unix:///n2.sock' } })).toEqual([
      'unix:///n2.sock',
    ]);
  expect(endpoints(NODE, { settings: { node3: 'unix:///n3.sock' } })).toEqual(['ssh://10.0.0.2']);
});

test('nodeWays() tries the contexts that are called like the node or have its name or address, then ssh', () => {
  const contexts = {
    node2: 'unix:///tunnel.sock',
    second: 'ssh://me@node2',
    third: 'tcp://10.0.0.2:2375',
    other: 'ssh://node20',
  };

  expect(
    waysTo(NODE, { contexts })
      .map(({ by, address }) => `${address.endpoint} by ${by}`)
      .sort(),
  ).toEqual([
    'ssh://10.0.0.2 by its address in the swarm',
    'ssh://me@node2 by the Docker context "second"',
    'tcp://10.0.0.2:2375 by the Docker context "third"',
    'unix:///tunnel.sock by the Docker context "node2"',
  ]);
});

test.each([
  ['ssh://me@manager', ['ssh://me@10.0.0.2']],
  ['ssh://me@manager:2222/run/d.sock', ['ssh://me@10.0.0.2:2222/run/d.sock']],
  ['unix:///var/run/docker.sock', ['ssh://10.0.0.2']],
  ['tcp://manager:2375', []],
])('nodeWays() goes to the node as to a manager at %s: %s', (host, expected) => {
  expect(endpoints(NODE, { environment: { DOCKER_HOST: host } })).toEqual(expected);
});

test('nodeWays() uses the certificates that lead to the manager', () => {
  const environment = { DOCKER_HOST: 'tcp://manager:2376', DOCKER_TLS_VERIFY: '1' };

  expect(waysTo(NODE, { environment })).toMatchObject([
    { address: { endpoint: 'tcp://10.0.0.2:2376', host: '10.0.0.2', port: 2376, tls: { verify: true } } },
  ]);
});

test('nodeWays() lets ssh ask nobody', () => {
  for (const { address } of waysTo(NODE, { contexts: { node2: 'ssh://node2' } }))
    expect(address.ssh).toMatchObject({ isTried: true });
});

test('nodeWays() knows no way to a node without an address that nobody named', () => {
  expect(waysTo({ ...NODE, address: '' })).toEqual([]);
});

test('nodeWays() writes an address of IPv6 as URLs do', () => {
  expect(waysTo({ ...NODE, address: 'fd00::2' })).toMatchObject([
    { address: { endpoint: 'ssh://[fd00::2]', ssh: { host: 'fd00::2' } } },
  ]);
});
