import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { containerId } from '../../../src/model/ids.ts';
import type { Json } from '../../../src/model/json.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Observed } from '../../../src/model/observed.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { Project } from '../../../src/model/project.ts';
import type { Endpoint, ServiceSpec } from '../../../src/model/service-spec.ts';
import { planDown } from '../../../src/planner/commands/plan-down.ts';
import { planRestart } from '../../../src/planner/commands/plan-restart.ts';
import { planStart } from '../../../src/planner/commands/plan-start.ts';
import { planStop } from '../../../src/planner/commands/plan-stop.ts';
import { hooksOf } from '../../../src/planner/request/hooks.ts';
import type { UpIntent } from '../../../src/planner/snapshot/intent.ts';
import { aNetwork } from '../../support/a-network.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anInspection } from '../../support/an-inspection.ts';
import { anObserved, BUSYBOX } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { lines } from '../../support/lines.ts';
import { createRequest, planRun, planUp } from '../../support/planning.ts';
import { running, withContainer } from '../../support/running.ts';

const hook = (...command: readonly string[]) => ({ command });
const HOOKED = {
  preStart: [hook('migrate')],
  postStart: [hook('warm', 'up'), hook('register')],
  preStop: [hook('drain')],
};

const projectOf = (...services: readonly ServiceSpec[]): Project => aProject({ services });
const up = (project: Project, observed: Observed = anObserved(), intent: UpIntent = {}): Plan =>
  planUp(project, observed, intent, new Map());
const withoutIds = (plan: Plan): string =>
  formatPlan(plan)
    .replace(/\b[0-9a-f]{12}(?=_app-)/g, 'old')
    .replace(/or else [0-9a-f]{12}/g, 'or else old');

describe('hooks of a service', () => {
  test('that has a tmpfs among its mounts: pre_start mounts what has a name, as no engine passes it on', () => {
    const web = aService('web', {
      preStart: [hook('migrate')],
      volumes: [
        { type: 'tmpfs', target: '/tmp' },
        { type: 'volume', target: '/anonymous' },
        { type: 'volume', source: 'data', target: '/data' },
        { type: 'bind', source: '/src', target: '/src' },
      ],
    });
    const hookOf = (service: ServiceSpec) =>
      up(projectOf(service)).steps.find(({ operation }) => operation.kind === 'run-hook')?.operation;

    expect(hookOf(web)).toMatchObject({
      request: {
        HostConfig: {
          Binds: ['/src:/src:rw'],
          Mounts: [{ Type: 'volume', Source: 'data', Target: '/data' }],
        },
      },
      references: [],
    });
    expect(hookOf({ ...web, volumes: web.volumes.slice(1) })).toMatchObject({
      references: [{ field: 'VolumesFrom', to: { createdBy: 1 } }],
    });
  });

  test('that starts: pre_start once before the first replica, post_start in each, one after another', () => {
    const project = projectOf(
      aService('web', { ...HOOKED, scale: 2 }),
      aService('proxy', { dependsOn: { web: 'service_started' } }),
    );

    expect(formatPlan(up(project))).toBe(
      lines(
        '1 create-container web/1 because missing',
        '2 run-hook pre_start[0] of web after 1 because missing',
        '3 start-container made by 1 after 2 because missing',
        '4 exec-hook post_start[0] in made by 1 after 3 because missing',
        '5 exec-hook post_start[1] in made by 1 after 4 because missing',
        '6 create-container web/2 because missing',
        '7 start-container made by 6 after 2,6 because missing',
        '8 exec-hook post_start[0] in made by 6 after 7 because missing',
        '9 exec-hook post_start[1] in made by 6 after 8 because missing',
        '10 create-container proxy/1 because missing',
        '11 start-container made by 10 after 5,9,10 because missing',
      ),
    );
  });

  test('that is replaced: pre_stop in the old one when the new one stands ready, then those of a start', () => {
    const project = projectOf(aService('web', HOOKED));

    expect(withoutIds(up(project, running(project), { forceRecreate: true }))).toBe(
      lines(
        '1 create-container web/1 as old_app-web-1 inheriting because requested by --force-recreate',
        '2 exec-hook pre_stop[0] in app-web-1 after 1 because requested by --force-recreate',
        '3 stop-container app-web-1 after 2 because requested by --force-recreate',
        '4 remove-container app-web-1 after 3 because requested by --force-recreate',
        '5 rename-container made by 1 to app-web-1 after 4 because requested by --force-recreate',
        '6 run-hook pre_start[0] of web after 5 because requested by --force-recreate',
        '7 start-container made by 1 after 6 because requested by --force-recreate',
        '8 exec-hook post_start[0] in made by 1 after 7 because requested by --force-recreate',
        '9 exec-hook post_start[1] in made by 1 after 8 because requested by --force-recreate',
      ),
    );
  });

  test('that gets more or fewer replicas: no pre_start while one runs on, pre_stop in those that go', () => {
    const project = projectOf(aService('web', HOOKED));
    const one = running(project);
    const more = up(project, one, { scale: new Map([['web', 2]]) });
    const two = running(projectOf(aService('web', { ...HOOKED, scale: 2 })));

    expect(kinds(more)).toEqual(['create-container', 'start-container', 'exec-hook', 'exec-hook']);
    expect(kinds(up(project, two))).toEqual(['exec-hook', 'stop-container', 'remove-container']);
  });

  test('that has to stop for a network that is made anew: pre_stop before, those of a start after', () => {
    const on = (internal: boolean): Project =>
      aProject({
        networks: [aNetwork('front', { internal })],
        services: [aService('web', { ...HOOKED, networks: ['front'] })],
      });
    const { networks, ...others } = running(on(false));
    // The driver of Windows, which lets no container go while it runs.
    const observed = { ...others, networks: networks.map((network) => ({ ...network, driver: 'nat' })) };

    expect(kinds(up(on(true), observed))).toEqual([
      'exec-hook',
      'stop-container',
      'disconnect-network',
      'remove-network',
      'create-network',
      'connect-network',
      'run-hook',
      'start-container',
      'exec-hook',
      'exec-hook',
    ]);
  });

  test('that is started, stopped, restarted or taken down', () => {
    const project = projectOf(aService('web', HOOKED));
    const observed = running(project);
    const stopped = withContainer(observed, 'app-web-1', { state: 'exited' });

    expect(kinds(planStart(project, stopped))).toEqual([
      'run-hook',
      'start-container',
      'exec-hook',
      'exec-hook',
    ]);
    expect(kinds(planStop(project, observed))).toEqual(['exec-hook', 'stop-container']);
    expect(kinds(planDown(project, observed))).toEqual(['exec-hook', 'stop-container', 'remove-container']);
    expect(kinds(planRestart(project, observed))).toEqual([
      'exec-hook',
      'restart-container',
      'exec-hook',
      'exec-hook',
    ]);
  });

  test('whose container has stopped or is paused: nothing can run in it before a stop', () => {
    const project = projectOf(aService('web', HOOKED));
    const observed = running(project);

    for (const state of ['exited', 'paused'] as const) {
      const now = withContainer(observed, 'app-web-1', { state });
      expect(kinds(planDown(project, now)).filter((kind) => kind === 'exec-hook')).toEqual([]);
      expect(kinds(planRestart(project, now))).toEqual(['restart-container', 'exec-hook', 'exec-hook']);
    }
  });

  test('that are edited: nothing is replaced for one that runs at the end', () => {
    const before = projectOf(aService('web', HOOKED));
    const after = projectOf(aService('web', { ...HOOKED, preStop: [hook('something', 'else')] }));

    const observed = running(before);
    const [container] = observed.containers;
    const [service] = before.services.values();
    if (!container || !service) throw new Error('nothing runs');
    const want = createRequest(before, service, 1, () => [1]);
    const details = new Map([[container.id, anInspection(container, want)]]);

    expect(formatPlan(planUp(after, observed, {}, details))).toBe('');
  });

  test('with a terminal: they have one too, so that nothing they write is lost', () => {
    const [, , exec] = up(projectOf(aService('web', { tty: true, postStart: [hook('sh')] }))).steps;

    expect(exec?.operation).toMatchObject({ kind: 'exec-hook', exec: { Cmd: ['sh'], Tty: true } });
  });
});

describe('a hook that runs in a container', () => {
  const execs = (plan: Plan) =>
    plan.steps.flatMap((step) =>
      step.operation.kind === 'exec-hook' ? [{ ...step, ...step.operation }] : [],
    );

  test('runs as it says, and leaves everything else to the container', () => {
    const said = {
      command: ['a'],
      user: 'app',
      working_dir: '/w',
      environment: { A: 'b' },
      privileged: true,
    };
    const [all, bare] = execs(up(projectOf(aService('web', { postStart: [said, hook('b')] }))));

    expect(all?.exec).toEqual({ Cmd: ['a'], User: 'app', WorkingDir: '/w', Env: ['A=b'], Privileged: true });
    expect(bare?.exec).toStrictEqual({ Cmd: ['b'] });
  });

  test('finds it ended before a stop, but not after a start', () => {
    const project = projectOf(aService('web', HOOKED));

    expect(execs(up(project)).map(({ mayHaveEnded, optional }) => [mayHaveEnded, optional])).toEqual([
      [false, undefined],
      [false, undefined],
    ]);
    expect(execs(planStop(project, running(project))).map(({ mayHaveEnded }) => mayHaveEnded)).toEqual([
      true,
    ]);
  });

  test('may fail, or find it ended, when that was made for one command', () => {
    const oneOff = {
      ...{ service: 'web', name: 'app-web-run-a', slug: 'a', tty: false, stdin: false, autoRemove: false },
      ...{ useAliases: false, servicePorts: false, ports: [], volumes: [], capAdd: [], capDrop: [] },
      ...{ environment: new Map<string, string>(), labels: new Map<string, string>() },
    };
    const project = projectOf(aService('web', { postStart: [hook('warm')] }));
    const plan = planRun(project, anObserved(), { services: ['web'], oneOff }, new Map());

    expect(execs(plan)).toMatchObject([{ mayHaveEnded: true, optional: true }]);
  });
});

describe('the container of a pre_start hook', () => {
  test('has the volumes, the networks and the environment of the service, and what it says itself', () => {
    const project = projectOf(
      aService('web', {
        user: 'app',
        environment: { DB: 'db', MODE: 'run' },
        preStart: [
          {
            command: ['migrate'],
            image: 'tools',
            environment: { MODE: 'once' },
            working_dir: '/w',
            privileged: true,
          },
        ],
      }),
    );
    const images = new Map(['busybox', 'tools'].map((name) => [name, { id: BUSYBOX }]));
    const observed = anObserved({ images });
    const { operation } = up(project, observed).steps[1] ?? {};

    expect(operation).toMatchObject({
      kind: 'run-hook',
      name: 'app-web-1-pre_start-1',
      request: {
        Image: 'tools',
        User: 'app',
        Cmd: ['migrate'],
        WorkingDir: '/w',
        Env: ['DB=db', 'MODE=run', 'MODE=once'],
        Labels: { [LABEL.project]: 'app', [LABEL.service]: 'web', [LABEL.hook]: 'pre_start' },
        HostConfig: { NetworkMode: 'none', Privileged: true },
      },
      references: [{ field: 'VolumesFrom', template: '{}', to: { createdBy: 1 } }],
    });
  });

  test('is told apart from the replica: it has no address, no name and nothing that is not said', () => {
    const endpoint: Endpoint = {
      aliases: ['www'],
      driverOpts: new Map(),
      linkLocalIps: [],
      ipv4Address: '10.0.0.9',
    };
    const service = aService('web', {
      networks: new Map([['front', endpoint]]),
      dns: ['1.1.1.1'],
      platform: 'linux/amd64',
      environment: { UNSET: null },
      preStart: [{ command: ['x'] }, {}],
    });
    const project = aProject({ networks: [aNetwork('front')], services: [service] });
    const hooks = up(project).steps.flatMap(({ operation }) =>
      operation.kind === 'run-hook' ? [operation] : [],
    );
    const host = aProject({ services: [{ ...service, networkMode: 'host', networks: new Map() }] });
    const bare = up(projectOf(aService('web', { preStart: [{}] })));
    const hookOf = (plan: Plan) =>
      plan.steps.find(({ operation }) => operation.kind === 'run-hook')?.operation;

    expect(hooks).toMatchObject([{ platform: 'linux/amd64' }, { name: 'app-web-1-pre_start-2', index: 1 }]);
    expect(hooks[0]?.request).toMatchObject({
      AttachStdout: true,
      AttachStderr: true,
      Env: ['UNSET'],
      HostConfig: { Dns: ['1.1.1.1'], NetworkMode: 'app_front' },
      NetworkingConfig: { EndpointsConfig: { app_front: { Aliases: ['web', 'www'] } } },
    });
    expect(hooks[0]?.request.NetworkingConfig.EndpointsConfig).toStrictEqual({
      app_front: { Aliases: ['web', 'www'] },
    });
    expect(hookOf(up(host))).toMatchObject({ request: { HostConfig: { NetworkMode: 'host' } } });
    expect(hookOf(bare)).not.toHaveProperty('platform');
    expect(hookOf(bare)).toHaveProperty('request', {
      Image: 'busybox',
      AttachStdout: true,
      AttachStderr: true,
      Labels: expect.anything(),
      HostConfig: { NetworkMode: 'none' },
      NetworkingConfig: { EndpointsConfig: {} },
    });
  });

  test('shares the network of another service as the replica does, but not its other namespaces', () => {
    const shared = { networkMode: 'service:vpn', pid: 'service:vpn', volumesFrom: ['store:ro'] };
    const referencesOf = (service: ServiceSpec) =>
      up(projectOf(aService('vpn'), aService('store'), service)).steps.flatMap(({ operation }) =>
        operation.kind === 'run-hook'
          ? operation.references.map(({ field, template }) => [field, template])
          : [],
      );
    const web = aService('web', { ...shared, preStart: [hook('migrate')] });

    expect(referencesOf(web)).toEqual([
      ['NetworkMode', 'container:{}'],
      ['VolumesFrom', '{}'],
    ]);
    // Of one with a tmpfs no volumes are taken over: then those of the other service are.
    expect(referencesOf({ ...web, volumes: [{ type: 'tmpfs', target: '/tmp' }] })).toEqual([
      ['NetworkMode', 'container:{}'],
      ['VolumesFrom', '{}:ro'],
    ]);
  });

  test('is not made while another container of the service runs on', () => {
    const project = projectOf(aService('web', { preStart: [hook('migrate')], scale: 2 }));
    const both = running(project);
    const one = withContainer(both, 'app-web-2', { state: 'exited' });

    expect(kinds(planStart(project, one))).toEqual(['start-container']);
    expect(kinds(up(project, one))).toEqual(['start-container']);
    expect(
      kinds(up(project, both, { forceRecreate: true })).filter((kind) => kind === 'run-hook'),
    ).toHaveLength(1);
  });

  test('leaves what hooks of other services left', () => {
    const project = projectOf(aService('web', { preStart: [hook('migrate')] }));
    const other = anObservedContainer('db', { state: 'exited', labels: { [LABEL.hook]: 'pre_start' } });

    expect(
      kinds(up(project, { ...anObserved(), containers: [other] }, { ignoreOrphans: true })),
    ).not.toContain('remove-container');
  });

  test('is pulled an image for when it has one of its own', () => {
    const project = projectOf(aService('web', { preStart: [{ command: ['x'], image: 'tools' }] }));

    expect(formatPlan(up(project)).split('\n')[0]).toBe('1 pull-image tools because missing');
  });

  test('is no replica, and what an earlier run left of it goes before the next one', () => {
    const project = projectOf(aService('web', { preStart: [hook('migrate')] }));
    const left = anObservedContainer('web', {
      id: containerId('f'.repeat(64)),
      name: 'app-web-1-pre_start-1',
      state: 'exited',
      labels: { [LABEL.hook]: 'pre_start' },
    });
    const observed = { ...anObserved(), containers: [left] };

    expect(formatPlan(up(project, observed))).toBe(
      lines(
        '1 create-container web/1 because missing',
        '2 remove-container app-web-1-pre_start-1 with volumes optional because leftover',
        '3 run-hook pre_start[0] of web after 1,2 because missing',
        '4 start-container made by 1 after 3 because missing',
      ),
    );
    expect(formatPlan(planDown(project, observed))).toContain('remove-container app-web-1-pre_start-1');
  });

  test('is refused for each replica', () => {
    const project = projectOf(
      aService('web', { preStart: [hook('once'), { command: ['x'], per_replica: true }] }),
    );

    expect(() => up(project)).toThrow(
      expect.objectContaining({
        code: 'bad-usage',
        message: 'service "web": pre_start hooks run once for all replicas',
        hint: 'remove per_replica: true',
      }),
    );
  });
});

describe('hooksOf()', () => {
  const read = (...postStart: readonly Json[]) => hooksOf(aService('web', { postStart }), 'post_start');
  const bare = { command: [], privileged: false, environment: [], isPerReplica: false };

  test('leaves to the image and the service what a hook does not say, or says nothing in', () => {
    expect(read({}, { image: '', user: '', working_dir: '' })).toEqual([bare, bare]);
  });

  test('has what a hook says, but for variables without a value', () => {
    expect(
      read({ command: ['a', 1], user: 'app', working_dir: '/w', environment: { A: 'b', N: 1, UNSET: null } }),
    ).toEqual([{ ...bare, command: ['a', '1'], user: 'app', workingDir: '/w', environment: ['A=b', 'N=1'] }]);
  });
});

const kinds = ({ steps }: Plan): readonly string[] => steps.map(({ operation }) => operation.kind);
