import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { networkId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Observed, ObservedContainer } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import type { UpIntent } from '../../../src/planner/snapshot/intent.ts';
import { aNetwork } from '../../support/a-network.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { inspectionsOf } from '../../support/apply-plan.ts';
import { lines } from '../../support/lines.ts';
import { planUp } from '../../support/planning.ts';
import { running } from '../../support/running.ts';

const on = (name: string, subnet: string, key = 'front'): Project =>
  aProject({
    networks: [
      aNetwork(key, { name, ipam: { pools: [{ subnet, auxAddresses: new Map() }], options: new Map() } }),
    ],
    services: [aService('web', { networks: [key] })],
  });

/** The engine knows by which name a container was made on its network. */
const made = (project: Project): Observed => {
  const observed = running(project);
  const networkMode = observed.networks[0]?.name ?? '';
  return { ...observed, containers: observed.containers.map((container) => ({ ...container, networkMode })) };
};

const text = (project: Project, observed: Observed, intent: UpIntent = {}): string =>
  formatPlan(planUp(project, observed, intent, inspectionsOf(observed)))
    .replace(/ because .*/gm, '')
    .replace(/\b[0-9a-f]{12}(?=_app-)/g, 'old');

test('planUp() removes a network that was renamed before it makes one with the same addresses', () => {
  const plan = text(on('shop', '10.9.0.0/16'), made(on('app_front', '10.9.1.0/24')));

  expect(plan).toBe(
    lines(
      '1 disconnect-network app-web-1 from app_front',
      '2 remove-network app_front after 1',
      '3 create-network front after 2',
      '4 create-container web/1 as old_app-web-1 inheriting after 3',
      '5 stop-container app-web-1 after 4',
      '6 remove-container app-web-1 after 5',
      '7 rename-container made by 4 to app-web-1 after 6',
      '8 start-container made by 4 after 7',
    ),
  );
});

test('planUp() does the same for a network that the files have under another key', () => {
  expect(text(on('app_site', '10.9.1.0/24', 'site'), made(on('app_front', '10.9.1.0/24')))).toMatch(
    /^2 remove-network app_front after 1\n3 create-network site after 2$/m,
  );
});

test('planUp() makes a network with other addresses beside the old one', () => {
  expect(text(on('shop', '10.8.0.0/16'), made(on('app_front', '10.9.1.0/24')))).toMatch(
    /^1 create-network front\n/,
  );
});

describe('planUp() keeps a network with the addresses of a new one', () => {
  const renamed = on('shop', '10.9.0.0/16');
  const before = made(on('app_front', '10.9.1.0/24'));
  const [front] = before.networks;
  const endpoint = { networkId: front?.id ?? networkId('n') };
  /** With one more container on it. */
  const joined = (more: ObservedContainer): Observed => ({
    ...before,
    containers: [...before.containers, { ...more, networks: new Map([['app_front', endpoint]]) }],
  });
  const removes = (observed: Observed, intent: UpIntent = {}, project = renamed): boolean =>
    /remove-network app_front.*\n\d+ create-network/.test(text(project, observed, intent));

  test('when nothing is to be replaced', () => {
    expect(removes(before)).toBe(true);
    expect(removes(before, { noRecreate: true })).toBe(false);
  });

  test('when a container stays on it: an orphan, a one-off, or one of a service that this run is not about', () => {
    const orphan = joined(anObservedContainer('gone'));
    const oneOff = joined(
      anObservedContainer('web', { name: 'app-web-run-1', labels: { [LABEL.oneOff]: 'True' } }),
    );
    const other = { ...renamed, services: new Map([...renamed.services, ['other', aService('other')]]) };

    expect(removes(orphan)).toBe(false);
    expect(removes(orphan, { removeOrphans: true })).toBe(true);
    expect(removes(oneOff, { removeOrphans: true })).toBe(false);
    expect(removes(joined(anObservedContainer('other')), { services: ['web'] }, other)).toBe(false);
    expect(
      removes(joined(anObservedContainer('other')), { services: ['web'], removeOrphans: true }, other),
    ).toBe(false);
  });

  test('when it is of another project, or the files have it under the same name', () => {
    const theirs: Observed = {
      ...before,
      networks: before.networks.map((network) => ({ ...network, labels: { [LABEL.project]: 'other' } })),
    };
    const both = {
      ...renamed,
      networks: new Map([...renamed.networks, ...on('app_front', '10.9.1.0/24', 'kept').networks]),
    };

    expect(removes(theirs)).toBe(false);
    expect(removes(before, {}, both)).toBe(false);
  });

  test('unless only containers on other networks stay', () => {
    const elsewhere = { ...before, containers: [...before.containers, anObservedContainer('gone')] };

    expect(removes(elsewhere)).toBe(true);
  });

  test('unless one of several ranges of addresses is the same', () => {
    const pool = (subnet: string) => ({ subnet, auxAddresses: new Map() });
    const ranges = (name: string, ...subnets: readonly string[]): Project =>
      aProject({
        networks: [aNetwork('front', { name, ipam: { pools: subnets.map(pool), options: new Map() } })],
        services: [aService('web', { networks: ['front'] })],
      });
    const two = made(ranges('app_front', '10.7.0.0/24', '10.9.1.0/24'));

    expect(removes(two, {}, ranges('shop', '10.9.0.0/16', '10.6.0.0/24'))).toBe(true);
  });

  test('and says in the plan why one goes', () => {
    expect(planUp(renamed, before, {}, inspectionsOf(before)).steps[1]).toMatchObject({
      operation: { kind: 'remove-network', name: 'app_front' },
      cause: { kind: 'changed', fields: [{ field: 'name', from: 'app_front', to: 'shop' }] },
    });
  });
});

test('planUp() knows what to put back when the engine refuses a network that takes the place of another', () => {
  const observed = made(on('app_front', '10.9.1.0/24'));
  const { steps } = planUp(on('shop', '10.9.0.0/16'), observed, {}, inspectionsOf(observed));
  const members = [{ container: observed.containers[0]?.id, name: 'app-web-1', left: 1, wasStopped: false }];

  expect(steps.map(({ operation }) => operation)).toMatchObject([
    { kind: 'disconnect-network', remembers: true },
    { kind: 'remove-network', members },
    {
      kind: 'create-network',
      replaces: [{ request: { Name: 'app_front', IPAM: { Config: [{ Subnet: '10.9.1.0/24' }] } }, members }],
    },
    {},
    {},
    {},
    {},
    {},
  ]);
});

test('planUp() makes networks with a subnet before those whose subnet the engine chooses', () => {
  const project = aProject({
    networks: [
      aNetwork('a'),
      {
        ...aNetwork('b'),
        ipam: { pools: [{ subnet: '10.9.0.0/16', auxAddresses: new Map() }], options: new Map() },
      },
    ],
    services: [aService('web', { networks: ['a', 'b'] })],
  });

  expect(text(project, anObserved())).toMatch(/^1 create-network b\n2 create-network a after 1\n/);
});
