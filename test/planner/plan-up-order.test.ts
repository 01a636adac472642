import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import type { NetworkSpec } from '../../src/model/network-spec.ts';
import type { Observed, ObservedEndpoint } from '../../src/model/observed.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Project } from '../../src/model/project.ts';
import type { Endpoint, ServiceSpec } from '../../src/model/service-spec.ts';
import type { UpIntent } from '../../src/planner/snapshot/intent.ts';
import { aNetwork } from '../support/a-network.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { aVolume } from '../support/a-volume.ts';
import { anObservedContainer } from '../support/an-observed-container.ts';
import { inspectionsOf } from '../support/apply-plan.ts';
import { planUp } from '../support/planning.ts';
import { running } from '../support/running.ts';

const at = (service: string, ipv4Address: string, more: Partial<ServiceSpec> = {}): ServiceSpec => {
  const endpoint: Endpoint = { aliases: [], driverOpts: new Map(), linkLocalIps: [], ipv4Address };
  return { ...aService(service, { networks: new Map([['front', endpoint]]) }), ...more };
};

/** What runs, each container with the address that its service asks for. */
function runningAt(project: Project): Observed {
  const observed = running(project);
  return {
    ...observed,
    containers: observed.containers.map((container) => {
      const service = project.services.get(container.name.split('-')[1] ?? '');
      const ipAddress = service?.networks.get('front')?.ipv4Address;
      if (ipAddress === undefined) return container;
      const endpoints = observed.networks.map(({ id, name }): readonly [string, ObservedEndpoint] => [
        name,
        { networkId: id, ipAddress },
      ]);
      return { ...container, networks: new Map(endpoints) };
    }),
  };
}

const plan = (project: Project, observed: Observed, intent: UpIntent = {}): Plan =>
  planUp(project, observed, intent, inspectionsOf(observed));

const text = (made: Plan): readonly string[] =>
  formatPlan(made)
    .replace(/ because .*/gm, '')
    .split('\n');

const data = [{ type: 'volume', source: 'data', target: '/data' }] as const;

describe('planUp() where several changes meet', () => {
  const swapped = (first: string, second: string, front: Partial<NetworkSpec> = {}): Project =>
    aProject({
      networks: [aNetwork('front', front)],
      services: [at('a', first), at('b', second)],
    });

  test('takes each container off once where a network is made anew and addresses change hands', () => {
    const before = swapped('10.0.0.1', '10.0.0.2');
    const after = swapped('10.0.0.2', '10.0.0.1', { internal: true });

    expect(text(plan(after, runningAt(before)))).toEqual([
      '1 disconnect-network app-a-1 from app_front',
      '2 disconnect-network app-b-1 from app_front',
      '3 remove-network app_front after 1,2',
      '4 create-network front after 3',
      '5 connect-network app-a-1 to app_front after 4',
      '6 connect-network app-b-1 to app_front after 4',
    ]);
  });

  test('has a container give its address up before it is removed for a volume that is destroyed', () => {
    const project = (a: string, b: string, driver: string): Project =>
      aProject({
        networks: [aNetwork('front')],
        volumes: [aVolume('data', { driver })],
        services: [at('a', a), at('b', b, { volumes: data })],
      });
    const observed = runningAt(project('10.0.0.1', '10.0.0.2', 'local'));

    const made = plan(project('10.0.0.2', '10.0.0.3', 'nfs'), observed, { destroyData: ['data'] });
    expect(text(made).slice(0, 3)).toEqual([
      '1 disconnect-network app-b-1 from app_front',
      '2 stop-container app-b-1',
      '3 remove-container app-b-1 after 1,2',
    ]);
  });

  test('takes the name of a container that is removed, without renaming that', () => {
    const project = (a: string, b: string, driver: string): Project =>
      aProject({
        volumes: [aVolume('data', { driver })],
        services: [aService('a', { containerName: a }), aService('b', { containerName: b, volumes: data })],
      });
    const observed = runningAt(project('one', 'two', 'local'));

    const made = plan(project('two', 'three', 'nfs'), observed, { destroyData: ['data'] });
    expect(text(made)).toEqual([
      '1 stop-container two',
      '2 remove-container two after 1',
      '3 remove-volume app_data after 2',
      '4 create-volume data after 3',
      '5 rename-container one to two after 2',
      '6 create-container b/1 inheriting after 4',
      '7 start-container made by 6 after 6',
    ]);
  });

  test('takes the names of orphans that go, without a name in between', () => {
    const named = (a: string, b: string): Project =>
      aProject({ services: [aService('a', { containerName: a }), aService('b', { containerName: b })] });
    const observed = running(named('one', 'two'));
    const orphan = anObservedContainer('gone', { name: 'three' });
    const made = plan(
      named('two', 'three'),
      { ...observed, containers: [...observed.containers, orphan] },
      { removeOrphans: true },
    );

    expect(text(made)).toEqual([
      '1 stop-container three',
      '2 remove-container three after 1',
      '3 rename-container two to three after 2',
      '4 rename-container one to two after 3',
    ]);
  });

  test('says of a wait that it is for the service that needs it, also where --wait would wait for the same', () => {
    const project = (hostname: string): Project =>
      aProject({
        services: [
          aService('migrate', { hostname }),
          aService('web', { dependsOn: { migrate: 'service_completed_successfully' } }),
        ],
      });
    const observed = running(project('one'), { oneShots: new Set(['migrate']) });

    expect(
      formatPlan(plan(project('two'), observed, { wait: true }))
        .split('\n')
        .at(-1),
    ).toBe('5 wait-for migrate service_completed_successfully after 4 because web needs it');
  });
});
