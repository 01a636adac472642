import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hintText } from '../../../src/diagnostics/hint.ts';
import type { BuildSpec } from '../../../src/model/build-spec.ts';
import { containerId, networkId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type {
  ContainerDetails,
  Observed,
  ObservedContainer,
  ObservedNetwork,
} from '../../../src/model/observed.ts';
import type { Operation, OperationOf } from '../../../src/model/operation.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { ContentSource, SecretSpec } from '../../../src/model/secret-spec.ts';
import type { Machine } from '../../../src/reconciler/preflight/machine.ts';
import { foldersMade, missingForNextStart, preflight } from '../../../src/reconciler/preflight/preflight.ts';
import { aBuild } from '../../support/a-build.ts';
import {
  aPlan,
  aStartingPlan,
  createContainer,
  removeContainer,
  startContainer,
  waitFor,
} from '../../support/a-plan.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { aVolume } from '../../support/a-volume.ts';
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

const aMachine = ({
  taken = [] as readonly number[],
  files = [] as readonly string[],
  isWindows = false,
  isContainer = false,
}): Machine => ({
  hasAddress: async (address) => address === '172.17.0.1',
  fileExists: (path) => files.includes(path),
  filesIn: (folder) => files.filter((path) => dirname(path) === folder).map((path) => basename(path)),
  foldersIn: () => [],
  isWindows,
  isContainer,
  isPortFree: async (port) => !taken.includes(port),
});

async function check(
  plan: Plan,
  everywhere: readonly ObservedContainer[],
  {
    project = aProject(),
    observed = anObserved(),
    taken = [] as readonly number[],
    files = [] as readonly string[],
    isWindows = false,
    isContainer = false,
    inspect = (): Partial<ContainerDetails> => ({}),
  } = {},
) {
  const engine = new RecordingEngine({ containers: everywhere, inspect });
  const machine = aMachine({ taken, files, isWindows, isContainer });
  const problems = await preflight(plan, project, observed, engine, machine);
  return {
    messages: problems.map(({ message }) => message),
    hints: problems.map(({ hint = '' }) => hintText(hint)),
    calls: engine.calls,
  };
}

const bridge = (gateway: string): Observed =>
  anObserved({
    networks: [{ id: networkId('1'), name: 'bridge', driver: 'bridge', labels: {}, gateways: [gateway] }],
  });

describe('published ports', () => {
  test('preflight() counts those as free that services have which leave the swarm', async () => {
    const starting = [publishes('web', '8080'), publishes('api', '8090')];
    const removing: Operation = {
      kind: 'remove-swarm-service',
      service: 'web',
      id: 'w',
      name: 'app_web',
    };
    const task = holding('app_web.1.x', 8080, { labels: { 'com.docker.swarm.service.name': 'app_web' } });
    const ingressPorts = async () => [{ service: 'app_web', port: 8090, protocol: 'tcp' }];
    const engine = Object.assign(new RecordingEngine({ containers: [task] }), {
      swarm: async () => ({ ingressPorts }),
    });
    const found = (operations: readonly Operation[]) =>
      preflight(
        aStartingPlan(operations),
        aProject(),
        bridge('172.17.0.1'),
        engine as never,
        aMachine({ taken: [8080, 8090] }),
      );

    expect(await found([...starting, removing])).toEqual([]);
    expect(await found(starting)).toHaveLength(2);
  });

  test('preflight() names the container that has a port', async () => {
    const { messages } = await check(aStartingPlan([publishes('web', '8080')]), [
      holding('shop-web-1', 8080),
    ]);
    expect(messages).toEqual([
      'service "web" cannot publish 8080, the port is already allocated: container shop-web-1 of project "other" holds it',
    ]);
  });

  test('preflight() leaves alone ports of another address, of stopped containers, and of those the plan removes', async () => {
    const plan = aStartingPlan([publishes('web', '8080', '127.0.0.1'), removeContainer('old')]);
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
    const { messages } = await check(aStartingPlan([publishes('web', '8080'), second]), []);
    expect(messages).toEqual([
      'service "web" cannot publish 8080, the port is already allocated: container p-web-1 of the same plan holds it',
    ]);
  });

  test('preflight() says of a second replica on a fixed port what helps, also when the first one runs already', async () => {
    const own = { labels: { [LABEL.project]: 'p', [LABEL.service]: 'web' } };
    const second = { ...publishes('web', '8080'), name: 'p-web-2' };
    const { messages, hints } = await check(aStartingPlan([second]), [holding('p-web-1', 8080, own)], {
      project: aProject({ services: [aService('web')] }),
    });
    expect(messages).toEqual([
      'service "web" cannot publish 8080, the port is already allocated: container p-web-1 of project "p" holds it',
    ]);
    expect(hints).toEqual([
      'where a service has several containers, publish a range, or leave the host port out',
    ]);
  });

  test('preflight() says of a port that a service holds which the files have no longer how to get it', async () => {
    const old = { labels: { [LABEL.project]: 'p', [LABEL.service]: 'web' } };
    const { hints } = await check(
      aStartingPlan([publishes('front', '8080')]),
      [holding('p-web-1', 8080, old)],
      {
        project: aProject({ services: [aService('front')] }),
      },
    );
    expect(hints).toEqual([
      'it is left of service web, which the files have no longer: gantry up -d --remove-orphans removes it first',
    ]);
  });

  test('preflight() finds a range with fewer ports than there are containers for it', async () => {
    const replica = (number: number) => ({ ...publishes('web', '8080-8081'), name: `p-web-${number}` });
    const both = aStartingPlan([replica(1), replica(2)]);
    expect((await check(both, [])).messages).toEqual([]);
    expect((await check(aStartingPlan([replica(1), replica(2), replica(3)]), [])).messages).toEqual([
      'service "web" cannot publish 8080-8081, every port of it is already allocated: container p-web-1 of the same plan holds the first',
    ]);
    expect(
      (await check(aStartingPlan([replica(1), replica(2), publishes('api', '8080')]), [])).messages,
    ).toEqual([
      'service "web" cannot publish 8080-8081, every port of it is already allocated: container p-api-1 of the same plan holds the first',
    ]);
    const full = [holding('x', 8080), holding('y', 8081)];
    expect((await check(aStartingPlan([replica(1)]), full)).messages).toEqual([
      'service "web" cannot publish 8080-8081, every port of it is already allocated: container x of project "other" holds the first',
    ]);
  });

  test.each([
    ['0.0.0.0', '::', false],
    ['127.0.0.1', '::', false],
    ['', '::', true],
    ['', '::1', true],
    ['0.0.0.0', '127.0.0.1', true],
    ['::', '::1', true],
    ['::1', '::1', true],
    ['', '', true],
  ])('preflight() knows whether a port on %j and one on %j are the same', async (one, other, clashes) => {
    const plan = aStartingPlan([publishes('a', '80', one), publishes('b', '80', other)]);

    expect((await check(plan, [])).messages).toHaveLength(clashes ? 1 : 0);
  });

  test('preflight() does not count ports that the engine does not publish', async () => {
    const internal: OperationOf<'create-network'> = {
      kind: 'create-network',
      key: 'n',
      request: { Name: 'p_n', Labels: {}, Internal: true },
    };
    const joined = (service: string) => {
      const operation = publishes(service, '80');
      const NetworkingConfig = { EndpointsConfig: { p_n: {} } };
      return { ...operation, request: { ...operation.request, NetworkingConfig } };
    };
    const inMode = (service: string, NetworkMode: string) => {
      const operation = publishes(service, '80');
      const HostConfig = { ...operation.request.HostConfig, NetworkMode };
      return { ...operation, request: { ...operation.request, HostConfig } };
    };
    const modes = aStartingPlan([publishes('a', '80'), inMode('b', 'host'), inMode('c', 'none')]);

    expect((await check(modes, [])).messages).toEqual([]);
    expect((await check(aStartingPlan([internal, joined('a'), joined('b')]), [])).messages).toEqual([]);
    const host = aStartingPlan([inMode('a', 'host')]);
    expect((await check(host, [], { taken: [80] })).messages).toEqual([]);
  });

  test('preflight() gives a port to one after another where the first one ends before, and to all that are only created', async () => {
    const both = [publishes('job', '80'), publishes('web', '80')];
    const first = aStartingPlan([...both, waitFor('job', 'service_completed_successfully')]);

    expect((await check(first, [])).messages).toEqual([]);
    expect((await check(aPlan(both), [])).messages).toEqual([]);
    expect((await check(aStartingPlan(both), [])).messages).toHaveLength(1);
  });

  const stopped = anObservedContainer('web', { id: containerId('web'), name: 'p-web-1', state: 'exited' });
  const portOfOther =
    'service "web" cannot publish 8080, the port is already allocated: container y of project "other" holds it';

  test('preflight() knows from the files what a container publishes that has stopped and is only started', async () => {
    const web = aService('web', {
      ports: [{ mode: 'ingress', target: 80, published: '8080', protocol: 'tcp' }],
    });
    const project = aProject({ services: [web] });
    const observed = anObserved({ containers: [stopped] });
    const plan = aPlan([startContainer('web')]);

    const { messages, calls } = await check(plan, [holding('y', 8080)], { project, observed });
    expect(messages).toEqual([portOfOther]);
    expect(calls.filter((call) => call.startsWith('inspect'))).toEqual([]);
    const running = anObserved({ containers: [{ ...stopped, state: 'running' }] });
    expect((await check(plan, [holding('y', 8080)], { project, observed: running })).messages).toEqual([]);
    const onHost = anObserved({ containers: [{ ...stopped, networkMode: 'host' }] });
    expect((await check(plan, [holding('y', 8080)], { project, observed: onHost })).messages).toEqual([]);
  });

  test.each(['start', 'restart'])(
    'preflight() asks the container itself before %s, which looks for no changes',
    async (verb) => {
      const operation =
        verb === 'start'
          ? startContainer('web')
          : { kind: 'restart-container' as const, container: stopped.id, name: stopped.name, service: 'web' };
      const inspect = () => ({
        settings: {
          Image: 'app',
          Labels: {},
          HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } },
        },
      });
      const scene = { observed: anObserved({ containers: [stopped] }), inspect };

      const { messages } = await check(aPlan([operation], { verb }), [holding('y', 8080)], scene);
      expect(messages).toEqual([portOfOther]);
      expect((await check(aPlan([operation], { verb }), [holding('y', 8081)], scene)).messages).toEqual([]);
    },
  );

  test('preflight() tells protocols and addresses apart', async () => {
    const udp = publishes('dns', '53');
    const onUdp = {
      ...udp,
      request: {
        ...udp.request,
        HostConfig: { PortBindings: { '53/udp': [{ HostIp: '', HostPort: '53' }] } },
      },
    };
    const plan = aStartingPlan([publishes('web', '53'), onUdp]);
    expect((await check(plan, [])).messages).toEqual([]);
    const apart = aStartingPlan([publishes('a', '80', '127.0.0.1'), publishes('b', '80', '10.0.0.1')]);
    expect((await check(apart, [])).messages).toEqual([]);
    const everywhere = aStartingPlan([publishes('a', '80', '127.0.0.1'), publishes('b', '80', '0.0.0.0')]);
    expect((await check(everywhere, [])).messages).toHaveLength(1);
  });

  test('preflight() leaves ranges and ports that the engine picks to the engine', async () => {
    const plan = aStartingPlan([publishes('a', '8080-8090'), publishes('b', ''), publishes('c', '0')]);
    expect((await check(plan, [holding('x', 8080)], { taken: [8081] })).messages).toEqual([]);
  });

  test('preflight() asks this machine for ports only when the engine shares its network', async () => {
    const plan = aStartingPlan([publishes('web', '8080')]);
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

describe('subnets', () => {
  const subnet = (Subnet: string) => ({ IPAM: { Config: [{ Subnet }] } });
  const create = (key: string, Subnet?: string) => ({
    kind: 'create-network' as const,
    key,
    request: { Name: `p_${key}`, Labels: {}, ...(Subnet !== undefined && subnet(Subnet)) },
  });
  const has = (name: string, Subnet: string, more: Partial<ObservedNetwork> = {}): ObservedNetwork => ({
    id: networkId(name),
    name,
    driver: 'bridge',
    labels: {},
    settings: subnet(Subnet),
    ...more,
  });
  const among = (networks: readonly ObservedNetwork[], ...operations: readonly Operation[]) =>
    check(aPlan(operations), [], { observed: anObserved({ networks }) });

  test('preflight() names the network that has the addresses, and never has a predefined one removed', async () => {
    const bridge = await among([has('bridge', '172.17.0.0/16')], create('front', '172.17.8.0/24'));
    expect(bridge.messages).toEqual([
      'network "front" cannot be made: its subnet 172.17.8.0/24 overlaps with 172.17.0.0/16 of network bridge',
    ]);
    expect(bridge.hints.join()).not.toContain('network rm');
    const foreign = has('other_n', '10.9.0.0/16', { labels: { [LABEL.project]: 'other' } });
    const other = await among([foreign], create('front', '10.9.8.0/24'));
    expect(other.messages.join()).toContain('of network other_n of project "other"');
    expect(other.hints.join()).toContain('gantry -p other down');
    const alone = await among([has('lab', '10.9.0.0/16')], create('front', '10.9.8.0/24'));
    expect(alone.hints.join()).toContain('docker network rm lab');
  });

  test('preflight() finds two networks of the plan with the same addresses', async () => {
    const { messages } = await among([], create('a', '10.9.0.0/16'), create('b', '10.9.8.0/24'));
    expect(messages).toEqual([
      'network "b" cannot be made: its subnet 10.9.8.0/24 overlaps with 10.9.0.0/16 of network "a" of the same plan',
    ]);
  });

  test('preflight() does not count a network that the plan removes, nor the addresses of a cluster', async () => {
    const remove = { kind: 'remove-network' as const, id: networkId('p_front'), name: 'p_front' };
    const old = has('p_front', '10.9.0.0/16');
    expect((await among([old], remove, create('front', '10.9.8.0/24'))).messages).toEqual([]);
    expect(
      (await among([has('o', '10.9.0.0/16', { driver: 'overlay' })], create('f', '10.9.8.0/24'))).messages,
    ).toEqual([]);
    expect((await among([old], create('free'))).messages).toEqual([]);
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
  const clashing = (order: 'start-first' | 'stop-first', containerName = 'p-two-ingress') =>
    aProject({
      name: 'p',
      services: [
        aService('two', {
          expose: ['80/tcp'],
          networks: ['default'],
          deploy: { labels: new Map(), updateConfig: { order } },
        }),
        aService('one', { containerName }),
        aService('two-ingress'),
      ],
    });

  test('preflight() refuses a container_name that is the name of an ingress, and nothing else', async () => {
    const refused = [
      'the services "one" and "two" cannot both be made: p-two-ingress is the container_name of "one", and the name of the ingress of "two" (order: start-first)',
    ];
    const project = clashing('start-first');
    const one = aPlan([createContainer('one', { name: 'p-two-ingress' })]);
    expect((await check(one, [], { project })).messages).toEqual(refused);
    // The ingress is there.
    expect((await check(one, [aContainer('p-two-ingress')], { project })).messages).toEqual(refused);
    expect((await check(aPlan([createContainer('two')]), [], { project })).messages).toEqual(refused);

    expect((await check(aPlan([createContainer('two-ingress')]), [], { project })).messages).toEqual([]);
    expect((await check(one, [], { project: clashing('stop-first') })).messages).toEqual([]);
    expect((await check(one, [], { project: clashing('start-first', 'p-two') })).messages).toEqual([]);
  });

  test('preflight() names who has the name of a container, unless the plan removes it', async () => {
    const plan = aPlan([createContainer('web'), createContainer('db'), removeContainer('p-db-1')]);
    const { messages, hints } = await check(plan, [aContainer('p-web-1'), aContainer('p-db-1')]);
    expect(messages).toEqual([
      'the name p-web-1 of service "web" is taken by a container of project "other"',
    ]);
    expect(hints).toEqual([
      'choose another `container_name` or project name, or remove that project: gantry -p other down',
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

  test('missingForNextStart() tells what containers lack that run on, and nothing of those that the plan starts', () => {
    const idle = {
      ...project,
      services: new Map([...project.services, ['idle', aService('idle', { secrets: [{ source: 'key' }] })]]),
    };
    const stopped = anObservedContainer('idle', { state: 'exited' });
    const observed = anObserved({ containers: [anObservedContainer('web'), stopped] });
    const missing = (plan: Plan) =>
      missingForNextStart(plan, idle, observed, new RecordingEngine(), aMachine({ files: ['/p/conf'] })).map(
        ({ message }) => message,
      );

    expect(missing(aPlan([]))).toEqual([
      'the file of secret "key" does not exist: /p/key; the next start of web fails',
      'secret "token" comes from the variable TOKEN, which is not set; the next start of web fails',
      'service "web" mounts /p/src, which does not exist; the next start of web fails',
    ]);
    expect(missing(aPlan([startContainer('web')]))).toEqual([]);
  });

  test('preflight() keeps a container from being restarted that could not start again', async () => {
    const restart = {
      kind: 'restart-container',
      container: containerId('web'),
      name: 'p-web-1',
      service: 'web',
    } as const;
    const plan = aPlan([restart], { verb: 'restart' });
    expect((await check(plan, [], { project, files: ['/p/conf'] })).messages).toEqual([
      'the file of secret "key" does not exist: /p/key',
      'service "web" mounts /p/src, which does not exist',
    ]);
  });

  test('preflight() finds what the secrets of a build lack before anything is built', async () => {
    const build = {
      kind: 'build-image',
      image: 'app',
      service: 'web',
      build: aBuild({ context: import.meta.dirname, dockerfileInline: 'FROM scratch' }),
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

  test('preflight() finds contexts and Dockerfiles that are not there', async () => {
    const build = (service: string, spec: Partial<BuildSpec>) =>
      ({
        kind: 'build-image',
        image: service,
        service,
        build: aBuild({ context: import.meta.dirname, ...spec }),
        labels: {},
        secrets: [],
      }) as const;
    const plan = aPlan([
      build('a', { context: '/gone' }),
      build('b', { dockerfile: 'gone.Dockerfile' }),
      build('c', {
        dockerfileInline: 'FROM x',
        additionalContexts: new Map([
          ['x', '/gone'],
          ['y', 'service:a'],
        ]),
      }),
      build('d', { context: 'https://example.com/d.git' }),
    ]);
    expect((await check(plan, [])).messages).toEqual([
      'service "a": the build context /gone does not exist',
      `service "b": there is no Dockerfile ${join(import.meta.dirname, 'gone.Dockerfile')}`,
      'service "c": the additional context "x" does not exist: /gone',
    ]);
  });

  test('preflight() finds the folder that a volume stands for and that is not there', async () => {
    const bound = aProject({
      services: [aService('web', { volumes: [{ type: 'volume', source: 'data', target: '/d' }] })],
      volumes: [
        aVolume('data', {
          driverOpts: new Map([
            ['type', 'none'],
            ['o', 'bind'],
            ['device', '/p/data'],
          ]),
        }),
      ],
    });
    const plan = aPlan([createContainer('web')]);
    expect((await check(plan, [], { project: bound })).messages).toEqual([
      'volume "data", which service "web" mounts, is the folder /p/data, which does not exist',
    ]);
    expect((await check(plan, [], { project: bound, files: ['/p/data'] })).messages).toEqual([]);
  });

  test('preflight() looks only at services that the plan starts, and asks the engine nothing when it creates nothing', async () => {
    const { messages, calls } = await check(aPlan([startContainer('db')]), [], { project });
    expect(messages).toEqual([]);
    expect(calls).toEqual([]);
  });
});

describe('names of images', () => {
  const of = (Image: string) =>
    createContainer('web', {
      request: { Image, Labels: {}, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } },
    });

  test.each(['app:', 'App:1', 'app:1:2', ':1', 'registry.example/', 'app@sha256:12'])(
    'preflight() refuses %s',
    async (image) => {
      expect((await check(aPlan([of(image)]), [])).messages).toEqual([
        `service "web" has "${image}", which is no name of an image`,
      ]);
    },
  );

  test.each([
    'app',
    'app:1.2_3-x',
    'localhost:5000/team/app',
    '[::1]:5000/app:1',
    'Registry.example/a__b/c-d.e:V1',
    `app@sha256:${'0'.repeat(64)}`,
    `sha256:${'a'.repeat(64)}`,
  ])('preflight() takes %s', async (image) => {
    expect((await check(aPlan([of(image)]), [])).messages).toEqual([]);
  });
});

describe('what a service mounts of this machine', () => {
  const mounting = (source: string, target: string) =>
    aProject({ services: [aService('web', { volumes: [{ type: 'bind', source, target, bind: {} }] })] });
  const plan = aPlan([createContainer('web')]);

  test('preflight() takes a missing source for misspelt where a file beside it has nearly its name', async () => {
    const project = mounting('/p/ini.sql', '/docker-entrypoint-initdb.d/init.sql');
    const { messages, hints } = await check(plan, [], { project, files: ['/p/init.sql'] });
    expect(messages).toEqual([
      'service "web" mounts /p/ini.sql at /docker-entrypoint-initdb.d/init.sql, which does not exist: the engine would make a folder of it',
    ]);
    expect(hints.join()).toContain('did you mean "init.sql"?');
    const noEnding = mounting('/p/Procfil', '/app/Procfile');
    expect((await check(plan, [], { project: noEnding, files: ['/p/Procfile'] })).messages).toHaveLength(1);
  });

  test('preflight() takes a missing source for a file where the target has the name of one', async () => {
    const isRefused = async (target: string) =>
      (await check(plan, [], { project: mounting('/p/x', target) })).messages.length > 0;
    expect(await isRefused('/etc/nginx/nginx.conf')).toBe(true);
    expect(await isRefused('/etc/nginx/conf.d')).toBe(false);
    expect(await isRefused('/usr/lib/python3.11')).toBe(false);
    expect(await isRefused('/root/.ssh')).toBe(false);
    expect(await isRefused('/data')).toBe(false);
  });

  test('preflight() leaves alone what is there, and containers that it only starts', async () => {
    const project = mounting('/p/init.sql', '/init.sql');
    expect((await check(plan, [], { project, files: ['/p/init.sql'] })).messages).toEqual([]);
    expect((await check(aPlan([startContainer('web')]), [], { project })).messages).toEqual([]);
  });

  test('preflight() refuses paths of Windows where the machine is another one', async () => {
    const project = mounting('q:/data', '/data');
    expect((await check(plan, [], { project })).messages).toEqual([
      'service "web" mounts q:/data, a path of Windows, and the engine runs on another system',
    ]);
    expect((await check(plan, [], { project, isWindows: true })).messages).toEqual([]);
  });

  test.each([
    ['/p/prometheus-data', '/prometheus', '/p/prometheus.yml'],
    ['/p/compose-data', '/data', '/p/compose.yaml'],
    ['/p/elasticsearch', '/usr/share/elasticsearch/data', '/p/elasticsearch.yml'],
    ['/p/graph', '/data/databases/graph.db', '/p/none'],
    ['/p/cron', '/etc/cron.daily', '/p/none'],
    ['/p/html', '/var/www/example.de', '/p/none'],
    ['/p/site', '/srv/site.conf/', '/p/none'],
  ])(
    'preflight() takes %s at %s for a folder that is not there yet, also beside %s',
    async (source, target, file) => {
      const project = mounting(source, target);

      expect((await check(plan, [], { project, files: [file] })).messages).toEqual([]);
    },
  );

  test('preflight() takes a misspelt name without an ending for the file that the target is called after', async () => {
    const project = mounting('/p/Caddyfil', '/etc/caddy/Caddyfile');
    const { hints } = await check(plan, [], { project, files: ['/p/Caddyfile'] });

    expect(hints.join()).toContain('did you mean "Caddyfile"?');
  });

  test('preflight() takes nothing for missing in a container, whose engine may have other files', async () => {
    const project = mounting('/p/ini.sql', '/docker-entrypoint-initdb.d/init.sql');

    expect((await check(plan, [], { project, isContainer: true })).messages).toEqual([]);
  });

  test('foldersMade() tells of each folder once', () => {
    const project = mounting('/p/data', '/data');
    const machine: Machine = {
      hasAddress: async () => false,
      fileExists: () => false,
      filesIn: () => [],
      foldersIn: () => ['dat'],
      isPortFree: async () => true,
      isContainer: false,
      isWindows: false,
    };
    const second = { ...createContainer('web'), name: 'p-web-2' };
    expect(
      foldersMade(aPlan([createContainer('web'), second]), project, new RecordingEngine(), machine),
    ).toEqual([
      'service "web" mounts /p/data at /data, which does not exist: the engine makes an empty folder; did you mean "dat"?',
    ]);
    expect(foldersMade(aPlan([startContainer('web')]), project, new RecordingEngine(), machine)).toEqual([]);
  });
});
