import { expect, test } from 'vitest';
import { withNetworkNames } from '../../../src/engine/observe/with-network-names.ts';
import { networkId } from '../../../src/model/ids.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';

const id = networkId('a'.repeat(64));

test('withNetworkNames() gives the networks of a container that was never started their names', () => {
  const waiting = anObservedContainer('web', {
    state: 'created',
    networks: new Map([
      [String(id), { networkId: networkId('') }],
      ['app_default', { networkId: networkId('') }],
    ]),
  });

  const [named] = withNetworkNames([waiting], [{ id, name: 'company' }]);

  expect([...(named?.networks.keys() ?? [])]).toEqual(['company', 'app_default']);
});
