import { describe, expect, test } from 'vitest';
import { containerId, networkId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Observed, ObservedContainer } from '../../../src/model/observed.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { ContentSource, SecretSpec } from '../../../src/model/secret-spec.ts';
import { preflight } from '../../../src/reconciler/preflight/preflight.ts';
import { aBuild } from '../../support/a-build.ts';
import { aPlan, createContainer, removeContainer, startContainer } from '../../support/a-plan.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

/** Of somebody else. */
const aContainer = (name: string, more: Partial<ObservedContainer> = {}) =>
  anObservedContainer('x', { name, id: containerId(name), labels: { [LABEL.project]: 'other' }, ...more });

const publishes = (service: string, HostPort: string, HostIp = '') =>
  createContainer(service, {
    request: {
      Image: 'app',
      Labels: {},
      HostConfig: { PortBindings: { '80/tcp': [{ HostIp, HostPort }] } },
      NetworkingConfig: { EndpointsConfig: {} },
    },
  });

const holding = (name: string, published: number, more: Partial<ObservedContainer> = {}) =>
  aContainer(name, { ports: [{ published, target: 80, protocol: 'tcp' }], ...more });

async function check(
  plan: Plan,
  everywhere: readonly ObservedContainer[],
  {
    project = aProject(),
    observed = anObserved(),
    taken = [] as readonly number[],
    files = [] as readonly string[],
  } = {},
) {
  const engine = new RecordingEngine({ containers: everywhere });
  const problems = await preflight(plan, project, observed, engine, {
    addresses: () => ['127.0.0.1', '172.17.0.1'],
    fileExists: (path) => files.includes(path),
    isPortFree: async (port) => !taken.includes(port),
  });
  return { messages: problems.map(({ message }) => message), calls: engine.calls };
}

describe('published ports', () => {
  test('preflight() names the container that has a port', async () => {
    const { messages } = await check(aPlan([publishes('web', '8080')]), [holding('shop-web-1', 8080)]);
    expect(messages).toEqual([
      'service "web" cannot publish 8080, the port is already allocated: container shop-web-1 of project "other" holds it',
    ]);
  });

  test('preflight() leaves alone ports of another address, of stopped containers, and of those the plan removes', async () => {
    const plan = aPlan([publishes('web', '8080', '127.0.0.1'), removeContainer('old')]);
    const elsewhere = aContainer('x', {
      ports: [{ hostIp: '10.0.0.1', published: 8080, target: 80, protocol: 'tcp' }],
    });
    const { messages } = await check(plan, [
      elsewhere,
      holding('y', 8080, { state: 'exited' }),
      holding('old', 8080),
    ]);
    expect(messages).toEqual([]);
  });

  test('preflight() finds two containers of the plan that want the same port', async () => {
    const second = { ...publishes('web', '8080'), name: 'p-web-2' };
    const { messages } = await check(aPlan([publishes('web', '8080'), second]), []);
    expect(messages).toEqual([
      'service "web" cannot publish 8080, the port is already allocated: container p-web-1 of the same plan holds it',
    ]);
  });

  test('preflight() leaves ranges and ports that the engine picks to the engine', async () => {
    const plan = aPlan([publishes('a', '8080-8090'), publishes('b', ''), publishes('c', '0')]);
    expect((await check(plan, [holding('x', 8080)], { taken: [8081] })).messages).toEqual([]);
  });

  test('preflight() asks this machine for ports only when the engine shares its network', async () => {
    const plan = aPlan([publishes('web', '8080')]);
    const bridge = (gateway: string): Observed =>
      anObserved({
        networks: [{ id: networkId('1'), name: 'bridge', driver: 'bridge', labels: {}, gateways: [gateway] }],
      });
    const shared = await check(plan, [], { observed: bridge('172.17.0.1'), taken: [8080] });
    expect(shared.messages).toEqual([
      'service "web" cannot publish 8080, the port is already allocated: a program outside the engine holds it',
    ]);
    const other = await check(plan, [], { observed: bridge('172.30.0.1'), taken: [8080] });
    expect(other.messages).toEqual([]);
  });
});

describe('networks', () => {
  test('preflight() refuses to make a network anew that containers of others are on', async () => {
    const id = networkId('n1');
    const on = { networks: new Map([['p_front', { networkId: id }]]) };
    const disconnect = (container: string) => ({
      kind: 'disconnect-network' as const,
      container: containerId(container),
      name: container,
      network: 'p_front',
    });
    const plan = aPlan([disconnect('p-web-1'), { kind: 'remove-network', id, name: 'p_front' }]);
    const stopped = aContainer('done-1', { ...on, state: 'exited' });
    const everywhere = [aContainer('p-web-1', on), aContainer('guest-1', on), stopped];

    expect((await check(plan, everywhere)).messages).toEqual([
      'network "p_front" changed and has to be recreated, but containers of others use it: container guest-1 of project "other"',
    ]);
    expect((await check(plan, [aContainer('p-web-1', on), stopped])).messages).toEqual([]);
  });
});

describe('volumes', () => {
  test('preflight() refuses to make a volume anew that a container of others has, running or not', async () => {
    const has = { mounts: [{ type: 'volume', name: 'p_data', source: '/x', target: '/data' }] };
    const plan = aPlan([removeContainer('p-db-1'), { kind: 'remove-volume', name: 'p_data' }]);
    const guest = aContainer('guest-1', { ...has, state: 'exited' });

    expect((await check(plan, [aContainer('p-db-1', has), guest])).messages).toEqual([
      'volume "p_data" changed and has to be recreated, but containers of others mount it: guest-1',
    ]);
    expect((await check(plan, [aContainer('p-db-1', has)])).messages).toEqual([]);
  });
});

describe('names', () => {
  test('preflight() names who has the name of a container, unless the plan removes it', async () => {
    const plan = aPlan([createContainer('web'), createContainer('db'), removeContainer('p-db-1')]);
    const { messages } = await check(plan, [aContainer('p-web-1'), aContainer('p-db-1')]);
    expect(messages).toEqual([
      'the name p-web-1 of service "web" is taken by a container of project "other"',
    ]);
  });
});

describe('what the services need', () => {
  const declared = (key: string, from: ContentSource): SecretSpec => ({
    key,
    name: `p_${key}`,
    from,
    labels: new Map(),
    driverOpts: new Map(),
    extensions: new Map(),
  });
  const project = aProject({
    services: [
      aService('web', {
        secrets: [{ source: 'key' }, { source: 'token' }],
        configs: [{ source: 'conf' }],
        volumes: [{ type: 'bind', source: '/p/src', target: '/src', bind: { createHostPath: false } }],
      }),
    ],
    secrets: [
      declared('key', { kind: 'file', path: '/p/key' }),
      declared('token', { kind: 'environment', variable: 'TOKEN' }),
    ],
    configs: [declared('conf', { kind: 'file', path: '/p/conf' })],
  });

  test('preflight() finds all missing files and unset variables at once', async () => {
    const { messages } = await check(aPlan([createContainer('web')]), [], { project, files: ['/p/conf'] });
    expect(messages).toEqual([
      'the file of secret "key" does not exist: /p/key',
      'secret "token" comes from the variable TOKEN, which is not set',
      'service "web" mounts /p/src, which does not exist',
    ]);
  });

  test('preflight() finds what the secrets of a build lack before anything is built', async () => {
    const build = {
      kind: 'build-image',
      image: 'app',
      service: 'web',
      build: aBuild(),
      labels: {},
      secrets: [
        { id: 'a', from: { kind: 'environment', variable: 'TOKEN' } },
        { id: 'b', from: { kind: 'file', path: '/p/b' } },
      ],
    } as const;
    const { messages } = await check(aPlan([build]), []);
    expect(messages).toEqual([
      'build secret "a" comes from the variable TOKEN, which is not set',
      'the file of build secret "b" does not exist: /p/b',
    ]);
  });

  test('preflight() looks only at services that the plan starts, and asks the engine nothing when it creates nothing', async () => {
    const { messages, calls } = await check(aPlan([startContainer('db')]), [], { project });
    expect(messages).toEqual([]);
    expect(calls).toEqual([]);
  });
});
