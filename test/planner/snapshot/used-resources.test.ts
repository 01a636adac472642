import { describe, expect, test } from 'vitest';
import { networkId } from '../../../src/model/ids.ts';
import type { Mount } from '../../../src/model/service-spec.ts';
import {
  refuseMissingExternals,
  usedNetworks,
  usedVolumes,
} from '../../../src/planner/snapshot/used-resources.ts';
import { aNetwork } from '../../support/a-network.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { aVolume } from '../../support/a-volume.ts';
import { anObserved } from '../../support/an-observed.ts';
import { contextOf } from '../../support/planning.ts';

const keysOf = (items: readonly { readonly key: string }[]): readonly string[] => items.map(({ key }) => key);
const volume = (source: string): Mount => ({ type: 'volume', source, target: `/${source}` });

const project = aProject({
  networks: [aNetwork('front'), aNetwork('back'), aNetwork('unused'), aNetwork('theirs')],
  volumes: [aVolume('logs'), aVolume('data'), aVolume('unused')],
  services: [
    aService('web', {
      networks: ['front'],
      volumes: [volume('logs'), { type: 'bind', source: 'unused', target: '/b' }],
    }),
    aService('db', {
      networks: ['front', 'back'],
      volumes: [volume('data'), { type: 'volume', target: '/anonymous' }],
    }),
    aService('host', { networks: ['unused'], networkMode: 'host' }),
    aService('other', { networks: ['theirs'] }),
  ],
});
const context = contextOf(project, anObserved(), { services: ['web', 'db', 'host'] });

test('usedNetworks() has those that a service concerned is on, each once, in order', () => {
  expect(keysOf(usedNetworks(context))).toEqual(['back', 'front']);
});

test('usedVolumes() has the named ones that a service concerned mounts, in order', () => {
  expect(keysOf(usedVolumes(context))).toEqual(['data', 'logs']);
});

describe('refuseMissingExternals()', () => {
  const external = (used = true) =>
    aProject({
      networks: [aNetwork('proxy', { name: 'their-proxy', external: true }), aNetwork('own')],
      volumes: [aVolume('data', { name: 'their-data', external: true }), aVolume('mine')],
      services: [
        used
          ? aService('web', { networks: ['proxy', 'own'], volumes: [volume('data'), volume('mine')] })
          : aService('web'),
      ],
    });
  const network = { id: networkId('n1'), name: 'their-proxy', driver: 'bridge', labels: {} };
  const data = { name: 'their-data', driver: 'local', labels: {} };
  const refuse = (parts: Parameters<typeof anObserved>[0], of = external()) =>
    refuseMissingExternals(contextOf(of, anObserved(parts)));

  test('names all that is missing, what makes it, and where the file declares the first of it', () => {
    expect(() => refuse({})).toThrow(
      expect.objectContaining({
        code: 'missing-external',
        message:
          'network their-proxy declared as external, but could not be found; volume "their-data" declared as external, but not found',
        hint: 'make it first (docker network create their-proxy; docker volume create their-data), or remove "external: true"',
        about: { of: ['networks', 'proxy'], settings: ['external', ''] },
      }),
    );
    expect(() => refuse({ networks: [network] })).toThrow(
      expect.objectContaining({
        message: 'volume "their-data" declared as external, but not found',
        about: { of: ['volumes', 'data'], settings: ['external', ''] },
      }),
    );
  });

  test('accepts what is there, and asks for nothing that nobody uses', () => {
    expect(() => refuse({ networks: [network], volumes: [data] })).not.toThrow();
    expect(() => refuse({}, external(false))).not.toThrow();
  });

  test('accepts a network that the file names by its id', () => {
    const byId = aProject({
      networks: [aNetwork('proxy', { name: 'n1', external: true })],
      services: [aService('web', { networks: ['proxy'] })],
    });

    expect(() => refuse({ networks: [network] }, byId)).not.toThrow();
    expect(() => refuse({ networks: [{ ...network, id: networkId('n2') }] }, byId)).toThrow(
      'network n1 declared',
    );
  });
});
