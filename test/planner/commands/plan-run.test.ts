import { describe, expect, test } from 'vitest';
import { gantry } from '../../../src/diagnostics/hint.ts';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Observed } from '../../../src/model/observed.ts';
import type { OperationOf } from '../../../src/model/operation.ts';
import type { Project } from '../../../src/model/project.ts';
import type { OneOff } from '../../../src/planner/request/one-off.ts';
import type { RunIntent } from '../../../src/planner/snapshot/intent.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import { aNetwork } from '../../support/a-network.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObserved } from '../../support/an-observed.ts';
import { lines } from '../../support/lines.ts';
import { dependencyIntent, planRun } from '../../support/planning.ts';
import { running } from '../../support/running.ts';

const aOneOff = (more: Partial<OneOff> = {}): OneOff => ({
  service: 'web',
  name: 'app-web-run-abc',
  slug: 'abc',
  tty: false,
  stdin: true,
  autoRemove: false,
  useAliases: false,
  servicePorts: false,
  ports: [],
  environment: new Map(),
  labels: new Map(),
  volumes: [],
  capAdd: [],
  capDrop: [],
  ...more,
});

const plan = (
  project: Project,
  oneOff: Partial<OneOff> = {},
  observed: Observed = anObserved(),
  intent: Partial<RunIntent> = {},
) => planRun(project, observed, { services: ['web'], oneOff: aOneOff(oneOff), ...intent }, new Map());

function request(project: Project, oneOff: Partial<OneOff> = {}, observed?: Observed) {
  const operations = plan(project, oneOff, observed).steps.map(({ operation }) => operation);
  const create = operations.find(
    (operation): operation is OperationOf<'create-container'> =>
      operation.kind === 'create-container' && operation.name === 'app-web-run-abc',
  );
  if (!create) throw new Error('the one-off is not created');
  return create.request;
}

describe('dependencyIntent()', () => {
  const project = aProject({
    services: [
      aService('web', { dependsOn: { db: 'service_started', off: { required: false } } }),
      aService('db', { networkMode: 'service:vpn' }),
      aService('vpn'),
      aService('other'),
    ],
  });
  const ask = (intent: Partial<RunIntent> = {}, oneOff: Partial<OneOff> = {}) =>
    dependencyIntent(project, { services: ['web'], oneOff: aOneOff(oneOff), ...intent });

  test('is about all that the service needs and that is switched on, and not about itself', () => {
    expect(ask({}, { pullPolicy: 'always' })).toEqual({
      services: ['db', 'vpn'],
      noDeps: true,
      pull: 'always',
    });
  });

  test('is about no container where nothing is needed', () => {
    expect(ask({ noDeps: true })).toMatchObject({ noRecreate: true });
    expect(ask({ services: ['vpn'] }, { service: 'vpn' })).toMatchObject({ noRecreate: true });
  });
});

describe('planRun()', () => {
  test('creates the one-off only when all that it depends on stands ready', () => {
    const front = aNetwork('front');
    const project = aProject({
      networks: [front],
      services: [
        aService('web', { networks: ['front'], dependsOn: { db: 'service_healthy' } }),
        aService('db', { networks: ['front'] }),
        aService('other'),
      ],
    });

    expect(formatPlan(plan(project))).toBe(
      lines(
        '1 create-network front because missing',
        '2 create-container db/1 after 1 because missing',
        '3 start-container made by 2 after 2 because missing',
        '4 wait-for db service_healthy after 3 because web needs it',
        '5 create-container web/1 after 4 because requested by run',
        '6 start-container made by 5 after 5 because requested by run',
      ),
    );
  });

  test('leaves the containers of the service itself alone, and dependencies that are up to date', () => {
    const project = aProject({
      services: [aService('web', { dependsOn: { db: 'service_started' } }), aService('db')],
    });
    expect(formatPlan(plan(project, {}, running(project)))).toBe(
      lines(
        '1 create-container web/1 because requested by run',
        '2 start-container made by 1 after 1 because requested by run',
      ),
    );
  });

  test('leaves dependencies out with --no-deps, and refuses what cannot do without', () => {
    const project = aProject({
      services: [
        aService('web', { networkMode: 'service:db', dependsOn: { db: 'service_started' } }),
        aService('db'),
      ],
    });
    expect(() => plan(project, {}, anObserved(), { noDeps: true })).toThrow(
      expect.objectContaining({
        code: 'no-container',
        message: 'it shares something with service "db", which has no container',
        hint: ['leave out --no-deps, or create it: ', gantry('up', '-d', 'db')],
      }),
    );
    expect(plan(project, {}, running(project), { noDeps: true }).steps).toHaveLength(2);
  });

  test('makes a plan of its own name', () => {
    expect(plan(aProject({ services: [aService('web')] }))).toMatchObject({ verb: 'run', project: 'app' });
  });

  test('puts in files that have none on the host', () => {
    const project = aProject({
      services: [aService('web', { configs: [{ source: 'c' }] })],
      configs: [
        {
          key: 'c',
          name: 'c',
          from: { kind: 'content', content: new Sensitive('text') },
          labels: new Map(),
          driverOpts: new Map(),
          extensions: new Map(),
        },
      ],
    });
    expect(plan(project).steps.map(({ operation }) => operation.kind)).toEqual([
      'create-container',
      'put-files',
      'start-container',
    ]);
  });
});

describe('the request of a one-off', () => {
  const front = aNetwork('front');
  const web = aService('web', {
    networks: new Map([
      ['front', { aliases: ['www'], driverOpts: new Map(), linkLocalIps: [], ipv4Address: '10.9.0.9' }],
    ]),
    restart: 'always',
    containerName: 'fixed',
    command: ['from', 'file'],
    entrypoint: ['entry'],
    ports: [{ mode: 'ingress', target: 80, published: '8080', protocol: 'tcp' }],
    environment: { A: 'file', B: 'file' },
    capAdd: ['NET_ADMIN'],
  });
  const project = aProject({ networks: [front], services: [web] });

  test('is known as one by its labels, is never started again, and publishes nothing', () => {
    const { Labels, HostConfig } = request(project);
    expect(Labels).toMatchObject({ [LABEL.oneOff]: 'True', [LABEL.slug]: 'abc', [LABEL.service]: 'web' });
    expect(HostConfig.RestartPolicy).toBeUndefined();
    expect(HostConfig.PortBindings).toBeUndefined();
    expect(request(project, { servicePorts: true }).HostConfig.PortBindings).toEqual({
      '80/tcp': [{ HostIp: '', HostPort: '8080' }],
    });
  });

  test('has its input end with what is piped in, and is removed by the engine when asked for', () => {
    expect(request(project)).toMatchObject({ AttachStdin: true, OpenStdin: true, StdinOnce: true });
    expect(request(project, { stdin: false }).AttachStdin).toBeUndefined();
    expect(request(project, { autoRemove: true }).HostConfig.AutoRemove).toBe(true);
  });

  test('answers to its own name, and to those of its service only when asked for', () => {
    const aliases = (oneOff: Partial<OneOff>) =>
      Object.values(request(project, oneOff).NetworkingConfig.EndpointsConfig).map(({ Aliases }) => Aliases);
    expect(aliases({})).toEqual([['app-web-run-abc']]);
    expect(aliases({ useAliases: true })).toEqual([['app-web-run-abc', 'web', 'www']]);
  });

  test('takes an address of its own while a container of the service has the fixed one', () => {
    const addresses = (observed: Observed) =>
      Object.values(request(project, {}, observed).NetworkingConfig.EndpointsConfig).map(
        ({ IPAMConfig }) => IPAMConfig?.IPv4Address,
      );
    expect(addresses(anObserved())).toEqual(['10.9.0.9']);
    expect(addresses(running(project))).toEqual([undefined]);
    expect(plan(project, {}, running(project)).warnings).toEqual([
      'a container of "web" has its fixed address: the one for this command gets another',
    ]);
    expect(plan(project).warnings).toEqual([]);
  });

  test('takes command and entrypoint from the flags, and no command for another entrypoint', () => {
    expect(request(project)).toMatchObject({ Cmd: ['from', 'file'], Entrypoint: ['entry'] });
    expect(request(project, { command: ['ls'] })).toMatchObject({ Cmd: ['ls'], Entrypoint: ['entry'] });
    expect(request(project, { entrypoint: ['sh'] })).toMatchObject({ Cmd: [], Entrypoint: ['sh'] });
    expect(request(project, { entrypoint: [], command: ['ls'] })).toMatchObject({
      Cmd: ['ls'],
      Entrypoint: [],
    });
  });

  test('has the variables and capabilities of the flags over those of the file', () => {
    const { Env, HostConfig } = request(project, {
      environment: new Map([
        ['A', 'flag'],
        ['UNSET', null],
      ]),
      capDrop: ['NET_ADMIN'],
    });
    expect(Env).toEqual(['A=flag', 'B=file', 'UNSET']);
    expect(HostConfig).toMatchObject({ CapDrop: ['NET_ADMIN'] });
    expect(HostConfig.CapAdd).toBeUndefined();
  });

  test('is as the file says where no flag says otherwise', () => {
    const written = aProject({
      services: [aService('web', { user: 'file', workingDir: '/file', pullPolicy: 'never' })],
    });

    expect(request(written)).toMatchObject({ User: 'file', WorkingDir: '/file' });
    expect(request(written, { user: 'flag', workingDir: '/flag' })).toMatchObject({
      User: 'flag',
      WorkingDir: '/flag',
    });
    expect(request(written)).not.toHaveProperty('Cmd');
    expect(request(written)).not.toHaveProperty('Entrypoint');
  });

  test('has a terminal when asked for, as large as the one of the user', () => {
    expect(request(project, { tty: true, stdin: false, consoleSize: [24, 80] })).toMatchObject({
      Tty: true,
      HostConfig: { ConsoleSize: [24, 80] },
    });
    expect(request(project, { stdin: false })).not.toHaveProperty('StdinOnce');
    expect(request(project).HostConfig).not.toHaveProperty('ConsoleSize');
    expect(request(project).HostConfig).not.toHaveProperty('AutoRemove');
  });

  test('publishes the ports of the flags, and those of the file only when asked for', () => {
    const ports = [{ mode: 'ingress', target: 90, published: '9090', protocol: 'tcp' }];

    expect(request(project, { ports }).HostConfig.PortBindings).toEqual({
      '90/tcp': [{ HostIp: '', HostPort: '9090' }],
    });
  });

  test('has the labels of the flags over those of the file, and never those of others', () => {
    const labeled = aProject({ services: [aService('web', { labels: { a: 'file', b: 'file' } })] });
    const labels = new Map([
      ['a', 'flag'],
      [LABEL.oneOff, 'False'],
    ]);

    expect(request(labeled, { labels }).Labels).toMatchObject({
      a: 'flag',
      b: 'file',
      [LABEL.oneOff]: 'True',
    });
  });

  test('mounts what the flags say in the place of what the file mounts there, and beside the rest', () => {
    const mounting = aProject({
      services: [
        aService('web', {
          volumes: [
            { type: 'bind', source: '/a', target: '/one' },
            { type: 'bind', source: '/b', target: '/two' },
          ],
        }),
      ],
    });
    const volumes = [{ type: 'bind', source: '/c', target: '/two' } as const];
    const { HostConfig } = request(mounting, { volumes });

    expect(
      [
        ...(HostConfig.Binds ?? []),
        ...(HostConfig.Mounts ?? []).map(({ Source, Target }) => `${Source}:${Target}`),
      ].map((bind) => bind.replace(':rw', '')),
    ).toEqual(['/a:/one', '/c:/two']);
  });

  test('has each capability once, as the flags say', () => {
    const capable = aProject({ services: [aService('web', { capAdd: ['A', 'B'], capDrop: ['C', 'D'] })] });
    const { HostConfig } = request(capable, { capAdd: ['C', 'A', 'E'], capDrop: ['B', 'D'] });

    expect(HostConfig.CapAdd).toEqual(['A', 'C', 'E']);
    expect(HostConfig.CapDrop).toEqual(['D', 'B']);
  });

  test('is brought an image for in the way of the flag, with the limits that the file has', () => {
    const limits = { cpus: 0.5, devices: [] };
    const limited = aProject({
      services: [aService('web', { pullPolicy: 'never', deploy: { labels: new Map(), limits } })],
    });

    expect(request(limited).HostConfig.NanoCpus).toBe(500_000_000);
    expect(formatPlan(plan(limited, { pullPolicy: 'always' }))).toMatch(/^1 pull-image busybox/);
  });

  test('keeps what is no fixed address beside one, and is not told of one where there is none', () => {
    const endpoint = { aliases: [], driverOpts: new Map(), linkLocalIps: [] };
    const networks = new Map([
      ['front', { ...endpoint, ipv4Address: '10.9.0.9' }],
      ['back', null],
    ]);
    const two = aProject({
      networks: [front, aNetwork('back')],
      services: [aService('web', { networks })],
    });
    const none = aProject({ networks: [front], services: [aService('web', { networks: ['front'] })] });

    expect(plan(two, {}, running(two)).warnings).toHaveLength(1);
    expect(plan(none, {}, running(none)).warnings).toEqual([]);
  });

  test('is not started again, whichever way the file asks for it', () => {
    const restarted = aProject({
      services: [aService('web', { deploy: { labels: new Map(), restartPolicy: { condition: 'any' } } })],
    });

    expect(request(restarted).HostConfig.RestartPolicy).toBeUndefined();
  });

  test('takes a MAC address of its own too while a container of the service has the fixed one', () => {
    const endpoint = { aliases: [], driverOpts: new Map(), linkLocalIps: [] };
    const macAddress = '02:01:00:00:00:01';
    const fixed = aProject({
      networks: [front],
      services: [aService('web', { networks: new Map([['front', { ...endpoint, macAddress }]]) })],
    });
    const addresses = (observed: Observed) =>
      Object.values(request(fixed, {}, observed).NetworkingConfig.EndpointsConfig).map(
        ({ MacAddress }) => MacAddress,
      );

    expect(addresses(anObserved())).toEqual([macAddress]);
    expect(addresses(running(fixed))).toEqual([undefined]);
  });
});

test('a one-off of a service with an ingress needs no image of an ingress', () => {
  const deploy = { labels: new Map(), updateConfig: { order: 'start-first' } };
  const web = aService('web', { expose: ['80'], networks: ['default'], deploy });
  const project = aProject({ services: [web], networks: [aNetwork('default')] });
  const pulled = plan(project).steps.flatMap(({ operation }) =>
    operation.kind === 'pull-image' ? [operation.image] : [],
  );
  expect(pulled).toEqual([]);
});
