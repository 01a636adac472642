import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import type { Observed, ObservedContainer } from '../../src/model/observed.ts';
import type { Project } from '../../src/model/project.ts';
import type { Endpoint, ServiceSpec } from '../../src/model/service-spec.ts';
import type { UpIntent } from '../../src/planner/snapshot/intent.ts';
import { aNetwork } from '../support/a-network.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { inspectionsOf } from '../support/apply-plan.ts';
import { lines } from '../support/lines.ts';
import { planUp } from '../support/planning.ts';
import { running, withContainer } from '../support/running.ts';

const text = (project: Project, observed: Observed, intent: UpIntent = {}): string =>
  formatPlan(planUp(project, observed, intent, inspectionsOf(observed)))
    .replace(/ because .*/gm, '')
    .replace(/\b[0-9a-f]{12}(?=_app-)/g, 'old');

const each = (observed: Observed, change: (name: string) => Partial<ObservedContainer>): Observed => ({
  ...observed,
  containers: observed.containers.map((container) => ({ ...container, ...change(container.name) })),
});

describe('planUp() of a published port that goes from one service to another', () => {
  const publishing = (service: string, published: string): ServiceSpec =>
    aService(service, { ports: [{ mode: 'ingress', target: 80, published, protocol: 'tcp' }] });
  const two = (a: string, b: string): Project =>
    aProject({ services: [publishing('a', a), publishing('b', b)] });
  const observed = each(running(two('81', '82')), (name) => ({
    ports: [{ target: 80, published: name === 'app-a-1' ? 81 : 82, protocol: 'tcp' }],
  }));

  test('has who holds it stop before the turn of that one comes', () => {
    expect(text(two('82', '81'), observed)).toBe(
      lines(
        '1 create-container a/1 as old_app-a-1 inheriting',
        '2 stop-container app-a-1 after 1',
        '3 remove-container app-a-1 after 2',
        '4 rename-container made by 1 to app-a-1 after 3',
        '5 stop-container app-b-1 after 1',
        '6 start-container made by 1 after 4,5',
        '7 create-container b/1 as old_app-b-1 inheriting',
        '8 remove-container app-b-1 after 5,7',
        '9 rename-container made by 7 to app-b-1 after 8',
        '10 start-container made by 7 after 2,9',
      ),
    );
  });

  test('has who holds it stop for one that was made for it already and does not run yet', () => {
    const made = running(two('82', '83')).containers.find(({ name }) => name === 'app-a-1');
    const half = withContainer(observed, 'app-a-1', { ...made, state: 'created', ports: [] });

    expect(text(two('82', '83'), half)).toBe(
      lines(
        '1 stop-container app-b-1',
        '2 start-container app-a-1 after 1',
        '3 create-container b/1 as old_app-b-1 inheriting',
        '4 remove-container app-b-1 after 1,3',
        '5 rename-container made by 3 to app-b-1 after 4',
        '6 start-container made by 3 after 5',
      ),
    );
  });

  test('lets who keeps it run on', () => {
    expect(text(two('82', '82'), observed)).not.toContain('stop-container app-b-1');
    const both = aService('a', { ports: [...publishing('a', '82').ports, ...publishing('a', '84').ports] });
    const project = aProject({ services: [both, publishing('b', '82')] });
    expect(text(project, observed)).not.toContain('stop-container app-b-1');
  });

  test('lets who holds it run on where this run is not about it, or replaces nothing', () => {
    expect(text(two('82', '81'), observed, { services: ['a'] })).not.toContain('stop-container app-b-1');
    expect(text(two('82', '81'), observed, { noRecreate: true })).toBe('');
  });

  test('has who is to have no containers any more stop first', () => {
    expect(text(two('82', '82'), observed, { scale: new Map([['b', 0]]) })).toBe(
      lines(
        '1 create-container a/1 as old_app-a-1 inheriting',
        '2 stop-container app-a-1 after 1',
        '3 remove-container app-a-1 after 2',
        '4 rename-container made by 1 to app-a-1 after 3',
        '5 stop-container app-b-1 after 1',
        '6 start-container made by 1 after 4,5',
        '7 remove-container app-b-1 after 5',
      ),
    );
  });
});

test('planUp() lets who exposes a port run on, when a service asks for any port that is free', () => {
  const project = aProject({
    services: [
      aService('a', { ports: [{ mode: 'ingress', target: 80, protocol: 'tcp' }] }),
      aService('b', { expose: ['90'] }),
    ],
  });
  const observed = each(running(project), (name) =>
    name === 'app-a-1' ? { state: 'exited' } : { ports: [{ target: 90, protocol: 'tcp' }] },
  );

  expect(text(project, observed)).toBe('1 start-container app-a-1');
});

describe('planUp() of an address that goes from one service to another', () => {
  const at = (service: string, ipv4Address: string): ServiceSpec => {
    const endpoint: Endpoint = { aliases: [], driverOpts: new Map(), linkLocalIps: [], ipv4Address };
    return aService(service, { networks: new Map([['front', endpoint]]) });
  };
  const two = (a: string, b: string): Project =>
    aProject({ networks: [aNetwork('front')], services: [at('a', a), at('b', b)] });
  const made = running(two('10.0.0.1', '10.0.0.2'));
  const observed = each(made, (container) => {
    const ipAddress = container === 'app-a-1' ? '10.0.0.1' : '10.0.0.2';
    return { networks: new Map(made.networks.map(({ id, name }) => [name, { networkId: id, ipAddress }])) };
  });

  test('has both leave the network before either joins it again', () => {
    expect(text(two('10.0.0.2', '10.0.0.1'), observed)).toBe(
      lines(
        '1 disconnect-network app-b-1 from app_front',
        '2 disconnect-network app-a-1 from app_front',
        '3 connect-network app-a-1 to app_front after 1,2',
        '4 connect-network app-b-1 to app_front after 1,2',
      ),
    );
  });

  test('has one that is replaced leave before it goes', () => {
    const { services, ...project } = two('10.0.0.2', '10.0.0.1');
    const [a, b] = [services.get('a'), services.get('b')];
    const replaced = a && b ? [a, { ...b, hostname: 'other' }] : [];
    const after = { ...project, services: new Map(replaced.map((service) => [service.name, service])) };

    expect(text(after, observed)).toMatch(/^1 disconnect-network app-b-1 from app_front$/m);
    expect(text(after, observed)).toMatch(/remove-container app-b-1 after 1,/);
  });

  const planned = (project: Project, seen: Observed, intent: UpIntent): string =>
    formatPlan(planUp(project, seen, intent, inspectionsOf(seen))).replace(/ because .*/gm, '');
  const departures = (printed: string): readonly string[] =>
    printed.split('\n').filter((line) => line.includes('disconnect-network'));

  test('takes nobody off who keeps the address, nor anybody with --no-recreate', () => {
    expect(planned(two('10.0.0.1', '10.0.0.2'), observed, {})).toBe('');
    expect(planned(two('10.0.0.2', '10.0.0.1'), observed, { noRecreate: true })).toBe('');
    expect(departures(planned(two('10.0.0.2', '10.0.0.2'), observed, {}))).toEqual([
      expect.stringContaining('app-a-1 from app_front'),
    ]);
  });

  test('takes nobody off that this run is not about', () => {
    expect(departures(planned(two('10.0.0.2', '10.0.0.3'), observed, { services: ['a'] }))).toEqual([
      expect.stringContaining('app-a-1 from app_front'),
    ]);
  });

  test('takes an orphan off that goes, and none that stays', () => {
    const { services, ...project } = two('10.0.0.2', '10.0.0.2');
    const [a] = services.values();
    const alone = { ...project, services: new Map(a ? [[a.name, a]] : []) };

    expect(planned(alone, observed, { removeOrphans: true })).toBe(
      lines(
        '1 disconnect-network app-b-1 from app_front',
        '2 stop-container app-b-1',
        '3 remove-container app-b-1 after 1,2',
        '4 disconnect-network app-a-1 from app_front',
        '5 connect-network app-a-1 to app_front after 1,4',
      ),
    );
    expect(departures(planned(alone, observed, { ignoreOrphans: true }))).toEqual([
      expect.stringContaining('app-a-1 from app_front'),
    ]);
  });

  test('stops one first that is between two attempts to run', () => {
    const restarting = withContainer(observed, 'app-b-1', { state: 'restarting' });

    expect(planned(two('10.0.0.2', '10.0.0.1'), restarting, {})).toBe(
      lines(
        '1 stop-container app-b-1',
        '2 disconnect-network app-b-1 from app_front after 1',
        '3 disconnect-network app-a-1 from app_front',
        '4 connect-network app-a-1 to app_front after 2,3',
        '5 connect-network app-b-1 to app_front after 2,3',
        '6 start-container app-b-1 after 5',
      ),
    );
  });

  test('says which address a container had and has', () => {
    const made = planUp(two('10.0.0.2', '10.0.0.1'), observed, {}, inspectionsOf(observed));

    expect(made.steps.map(({ cause }) => cause)).toEqual([
      { kind: 'follows', resource: { kind: 'container', name: 'app-a-1' } },
      { kind: 'follows', resource: { kind: 'container', name: 'app-b-1' } },
      {
        kind: 'changed',
        fields: [{ field: 'networks.app_front.ipv4_address', from: '10.0.0.1', to: '10.0.0.2' }],
      },
      {
        kind: 'changed',
        fields: [{ field: 'networks.app_front.ipv4_address', from: '10.0.0.2', to: '10.0.0.1' }],
      },
    ]);
  });
});
