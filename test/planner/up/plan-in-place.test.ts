import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { imageId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { NetworkSpec } from '../../../src/model/network-spec.ts';
import type { Observed } from '../../../src/model/observed.ts';
import type { OperationOf } from '../../../src/model/operation.ts';
import type { Project } from '../../../src/model/project.ts';
import type { ServiceSpec } from '../../../src/model/service-spec.ts';
import type { UpIntent } from '../../../src/planner/snapshot/intent.ts';
import { aBuild } from '../../support/a-build.ts';
import { aNetwork } from '../../support/a-network.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObserved } from '../../support/an-observed.ts';
import { applyPlan, inspectionsOf } from '../../support/apply-plan.ts';
import { lines } from '../../support/lines.ts';
import { inspectionsNeeded, planUp } from '../../support/planning.ts';
import { running, withContainer } from '../../support/running.ts';

const plan = (project: Project, observed: Observed, intent: UpIntent = {}) =>
  planUp(project, observed, intent, inspectionsOf(observed));
const text = (...parameters: Parameters<typeof plan>): string =>
  formatPlan(plan(...parameters)).replace(/\b[0-9a-f]{12}(?=_app-)/g, 'old');

const web = (service: Partial<ServiceSpec>, networks: readonly NetworkSpec[] = []): Project =>
  aProject({
    networks,
    services: [{ ...aService('web', { networks: networks.map(({ key }) => key) }), ...service }],
  });

describe('planUp() of what an engine changes in place', () => {
  test('changes limits of a container that goes on running, and then has nothing left to do', () => {
    const [before, after] = [web({ memLimitBytes: 64 }), web({ memLimitBytes: 128, restart: 'always' })];
    const observed = running(before);
    const made = plan(after, observed);

    expect(formatPlan(made)).toBe(
      '1 update-container app-web-1 Memory MemorySwap RestartPolicy because changed: mem_limit 64 -> 128, restart no -> always',
    );
    expect(text(after, applyPlan(observed, made))).toBe('');
  });

  test('changes limits of one that is stopped before it starts', () => {
    const stopped = withContainer(running(web({})), 'app-web-1', { state: 'exited' });

    expect(text(web({ pidsLimit: 9 }), stopped)).toBe(
      lines(
        '1 update-container app-web-1 PidsLimit because changed: pids_limit (none) -> 9',
        '2 start-container app-web-1 after 1 because exited',
      ),
    );
  });

  test('does not lose sight of a container when its limits go back to those that its hash is of', () => {
    const [before, after] = [web({ memLimitBytes: 64 }), web({ memLimitBytes: 128 })];
    const observed = running(before);
    const changed = applyPlan(observed, plan(after, observed));
    const ids = changed.containers.map(({ id }) => id);

    expect(inspectionsNeeded(before, changed, {})).toEqual([]);
    expect(inspectionsNeeded(before, { ...changed, updated: new Set(ids) }, {})).toEqual(ids);
    expect(text(before, { ...changed, updated: new Set(ids) })).toContain('mem_limit 128 -> 64');
  });

  test('links a container to the new name of another one, once that has it', () => {
    const project = (containerName?: string) =>
      aProject({
        networks: [aNetwork('front')],
        services: [
          aService('db', { networks: ['front'], ...(containerName && { containerName }) }),
          aService('web', {
            networks: ['front'],
            links: ['db:store'],
            dependsOn: { db: { condition: 'service_started', restart: true } },
          }),
        ],
      });
    const observed = running(project());

    expect(inspectionsNeeded(project(), observed, {})).toEqual([]);
    expect(inspectionsNeeded(project('store'), observed, {})).toHaveLength(2);
    expect(text(project('store'), observed)).toContain('connect-network app-web-1 to app_front');
    const done = applyPlan(observed, plan(project('store'), observed));
    expect(text(project('store'), done)).toBe('');
  });

  test('looks at every container with --verify', () => {
    const observed = running(web({}));

    expect(inspectionsNeeded(web({}), observed, { verify: true })).toHaveLength(1);
  });

  test('replaces for the whole difference when a part of it needs that', () => {
    const printed = text(web({ memLimitBytes: 128, hostname: 'site' }), running(web({ memLimitBytes: 64 })));

    expect(printed).not.toContain('update-container');
    expect(printed).toContain('create-container web/1 as old_app-web-1 inheriting because changed: hostname');
  });

  test('keeps it as wanted also where only a build decides whether it is replaced', () => {
    const built = (service: Partial<ServiceSpec>) => web({ build: aBuild(), ...service });
    const observed = running(
      built({}),
      {},
      anObserved({ images: new Map([['app-web', { id: imageId('sha256:1') }]]) }),
    );
    const printed = text(built({ pidsLimit: 9 }), observed, { build: true });

    expect(printed).toContain('2 update-container app-web-1 PidsLimit after 1 because changed');
    expect(printed).toMatch(/3 create-container .* after 2 if 1 gives another image/);
  });

  test('drops what is not up to date first when there are too many', () => {
    const two = running(web({ scale: 2, memLimitBytes: 64 }));
    const [first] = two.containers;
    const half = applyPlan(two, {
      ...plan(web({ scale: 2, memLimitBytes: 64 }), two),
      steps: plan(web({ scale: 2, memLimitBytes: 128 }), two).steps.filter(
        ({ operation }) => operation.kind === 'update-container' && operation.container !== first?.id,
      ),
    });

    expect(text(web({ scale: 1, memLimitBytes: 128 }), half)).toBe(
      lines(
        '1 stop-container app-web-1 because scaled from 2 to 1',
        '2 remove-container app-web-1 after 1 because scaled from 2 to 1',
      ),
    );
  });
});

describe('planUp() of networks that a container joins and leaves', () => {
  const [front, back] = [aNetwork('front'), aNetwork('back')];

  test('joins a network that was added, without a stop', () => {
    expect(text(web({}, [front, back]), running(web({}, [front])))).toBe(
      lines(
        '1 create-network back because missing',
        '2 connect-network app-web-1 to app_back after 1 because changed: networks.app_back (none) -> connected',
      ),
    );
  });

  test('gives another alias by leaving and joining again', () => {
    const named = (alias: string): Project =>
      web({ networks: new Map([['front', { aliases: [alias], linkLocalIps: [], driverOpts: new Map() }]]) }, [
        front,
      ]);
    const observed = running(named('one'));
    const made = plan(named('two'), observed);

    expect(made.steps.map(({ operation }) => operation.kind)).toEqual([
      'disconnect-network',
      'connect-network',
    ]);
    expect(made.steps[1]?.operation).toMatchObject({ endpoint: { Aliases: ['app-web-1', 'web', 'two'] } });
    expect(text(named('two'), applyPlan(observed, made))).toBe('');
  });

  test('repairs what was joined and left by hand, without a look closer', () => {
    const observed = running(web({}, [front, back]));
    const [container] = observed.containers;
    const other = { networkId: observed.networks[0]?.id ?? container?.networks.get('app_front')?.networkId };
    if (!container || !other.networkId) throw new Error('there is a container');
    const networks = new Map(container.networks);
    networks.delete('app_back');
    const byHand = withContainer(observed, 'app-web-1', {
      networks: new Map([...networks, ['bridge', { networkId: other.networkId }]]),
    });

    expect(inspectionsNeeded(web({}, [front, back]), byHand, {})).toEqual([]);
    expect(formatPlan(planUp(web({}, [front, back]), byHand, {}, new Map()))).toBe(
      lines(
        '1 connect-network app-web-1 to app_back because changed: networks.app_back (none) -> connected, networks.bridge connected -> (none)',
        '2 disconnect-network app-web-1 from bridge after 1 because changed: networks.app_back (none) -> connected, networks.bridge connected -> (none)',
      ),
    );
  });

  const renamed: NetworkSpec = { ...front, name: 'app_new' };

  test('moves a running container when its network gets another name, and removes the old one', () => {
    const because =
      'because changed: networks.app_front connected -> (none), networks.app_new (none) -> connected';
    const observed = running(web({}, [front]));
    const made = plan(web({}, [renamed]), observed);

    expect(formatPlan(made)).toBe(
      lines(
        '1 create-network front because missing',
        `2 connect-network app-web-1 to app_new after 1 ${because}`,
        `3 disconnect-network app-web-1 from app_front after 2 ${because}`,
        '4 remove-network app_front after 3 optional because changed: name app_front -> app_new',
      ),
    );
    expect(text(web({}, [renamed]), applyPlan(observed, made))).toBe('');
  });

  test('keeps the network that a container was made on, without which it could not be started', () => {
    const observed = withContainer(running(web({}, [front])), 'app-web-1', { networkMode: 'app_front' });
    const made = plan(web({}, [renamed]), observed);

    expect(formatPlan(made)).not.toContain('remove-network');
    expect(made.warnings).toEqual([expect.stringContaining('network "app_front" is kept although unused')]);
    expect(text(web({}, [renamed]), applyPlan(observed, made), { forceRecreate: true })).toContain(
      'remove-network app_front after',
    );
  });

  test('replaces a container whose first network is gone: nothing could start it again', () => {
    const observed = withContainer(running(web({}, [front])), 'app-web-1', { networkMode: 'app_gone' });

    expect(text(web({}, [front]), observed)).toContain('network_mode app_gone, which is gone -> app_front');
  });
});

describe('planUp() of containers that it is not about', () => {
  const project = aProject({
    networks: [aNetwork('front', { internal: true })],
    services: [
      aService('vpn', { networks: ['front'] }),
      aService('app', { networkMode: 'service:vpn' }),
      aService('other', { networks: ['front'] }),
    ],
  });

  test('replaces those whose namespace goes with a container that is replaced', () => {
    const printed = text(project, running(project), { services: ['vpn'], forceRecreate: true });

    expect(printed).toContain('because requested by --force-recreate');
    expect(printed).toMatch(/create-container app\/1 .* because it follows container app-vpn-1/);
    expect(printed).not.toContain('other');
  });

  test('puts those back, with what they had asked for, that it takes off a network, one-offs too', () => {
    const before: Project = { ...project, networks: new Map([['front', aNetwork('front')]]) };
    const up = running(before);
    const oneOff = applyPlan(up, {
      ...plan(before, up),
      steps: plan(before, anObserved({ networks: up.networks })).steps.flatMap((step) =>
        step.operation.kind === 'create-container' && step.operation.service === 'other'
          ? [{ ...step, operation: asOneOff(step.operation) }]
          : [],
      ),
    });
    const needed = inspectionsNeeded(project, oneOff, { services: ['vpn'] });
    const made = plan(project, oneOff, { services: ['vpn'] });
    const put = made.steps.flatMap(({ operation }) =>
      operation.kind === 'connect-network' ? [[operation.name, operation.endpoint.Aliases]] : [],
    );

    expect(needed).toEqual([oneOff.containers.find(({ name }) => name === 'app-other-run')?.id]);
    expect(made.warnings.filter((warning) => warning.includes('taken off'))).toEqual([]);
    expect(put.sort()).toEqual([
      ['app-other-1', ['app-other-1', 'other']],
      ['app-other-run', ['app-other-1', 'other']],
      ['app-vpn-1', ['app-vpn-1', 'vpn']],
    ]);
  });
});

function asOneOff(operation: OperationOf<'create-container'>): OperationOf<'create-container'> {
  const { request } = operation;
  const Labels = { ...request.Labels, [LABEL.oneOff]: 'True' };
  return { ...operation, name: 'app-other-run', request: { ...request, Labels } };
}
