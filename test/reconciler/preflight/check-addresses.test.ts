import { describe, expect, test } from 'vitest';
import type { NetworkRequest } from '../../../src/model/container-request.ts';
import { containerId, networkId } from '../../../src/model/ids.ts';
import type { OperationOf } from '../../../src/model/operation.ts';
import { checkAddresses, checkHeldAddresses } from '../../../src/reconciler/preflight/check-addresses.ts';
import { aStartingPlan, createContainer, removeContainer } from '../../support/a-plan.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';

type Pool = NonNullable<NonNullable<NetworkRequest['IPAM']>['Config']>[number];

const network = (...Config: readonly Pool[]): OperationOf<'create-network'> => ({
  kind: 'create-network',
  key: 'n',
  request: { Name: 'p_n', Labels: {}, ...(Config.length > 0 && { IPAM: { Config } }) },
});

const at = (service: string, IPv4Address: string, name = `p-${service}-1`) =>
  createContainer(service, {
    name,
    request: {
      Image: 'app',
      Labels: {},
      HostConfig: {},
      NetworkingConfig: { EndpointsConfig: { p_n: { IPAMConfig: { IPv4Address } } } },
    },
  });

const found = (...operations: Parameters<typeof aStartingPlan>[0]) =>
  checkAddresses(aStartingPlan(operations)).map(({ message }) => message);

describe('checkAddresses()', () => {
  const subnet: Pool = { Subnet: '10.9.0.0/24' };

  test('finds an address that is in no subnet of the network that is made', () => {
    expect(found(network(subnet), at('web', '10.9.1.7'))).toEqual([
      'service "web" asks for the address 10.9.1.7, which is in no subnet of network p_n (10.9.0.0/24)',
    ]);
    expect(found(network(), at('web', '10.9.1.7'))).toEqual([
      'service "web" asks for the address 10.9.1.7, and network p_n has no subnet of its own',
    ]);
    expect(found(network({ Subnet: 'fd00::/64' }, subnet), at('web', '10.9.0.7'))).toEqual([]);
  });

  test('finds two containers with one address', () => {
    expect(found(at('web', '10.9.0.7'), at('web', '10.9.0.7', 'p-web-2'), at('db', '10.9.0.8'))).toEqual([
      'service "web" asks for the address 10.9.0.7, which is given to container p-web-1 of the same plan',
    ]);
  });

  test('finds a gateway, a range and other addresses that are not in their subnet', () => {
    const AuxiliaryAddresses = { router: '10.9.0.3', other: '10.8.0.4' };
    expect(
      found(network({ ...subnet, Gateway: '10.1.1.1', IPRange: '10.2.0.0/25', AuxiliaryAddresses })),
    ).toEqual([
      'the gateway 10.1.1.1 is not in the subnet 10.9.0.0/24',
      'the ip-range 10.2.0.0/25 is not in the subnet 10.9.0.0/24',
      'the auxiliary address 10.8.0.4 is not in the subnet 10.9.0.0/24',
    ]);
    expect(found(network({ ...subnet, Gateway: '10.9.0.1', IPRange: '10.9.0.128/25' }))).toEqual([]);
  });
});

describe('checkHeldAddresses()', () => {
  const holder = (state: 'running' | 'exited') =>
    anObservedContainer('db', {
      name: 'other-db-1',
      id: containerId('db'),
      state,
      networks: new Map([['p_n', { networkId: networkId('n'), ipAddress: '10.9.0.7' }]]),
    });
  const held = (state: 'running' | 'exited', ...more: Parameters<typeof aStartingPlan>[0]) =>
    checkHeldAddresses(aStartingPlan([...more, at('web', '10.9.0.7')]), [holder(state)]).map(
      ({ message }) => message,
    );

  test('names who has the address', () => {
    expect(held('running').join()).toContain('which is given to container other-db-1');
  });

  test('leaves alone who has ended, who is removed, and who leaves the network', () => {
    const leaves = {
      kind: 'disconnect-network' as const,
      container: containerId('db'),
      name: 'other-db-1',
      network: 'p_n',
    };
    expect(held('exited')).toEqual([]);
    expect(held('running', removeContainer('db'))).toEqual([]);
    expect(held('running', leaves)).toEqual([]);
  });
});
