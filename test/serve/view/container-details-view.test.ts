import { describe, expect, test } from 'vitest';
import { networkId } from '../../../src/model/ids.ts';
import { containerDetailsView } from '../../../src/serve/view/container-details-view.ts';
import { RUNNING } from '../../support/an-inspection.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';

const SECRET = 'hunter2-71';

function view(parts: {
  readonly container?: Parameters<typeof anObservedContainer>[1];
  readonly details?: Partial<Parameters<typeof containerDetailsView>[0]['details']>;
}) {
  const container = anObservedContainer('web', parts.container);
  return containerDetailsView({
    container,
    details: { ...RUNNING, id: container.id, name: container.name, ...parts.details },
    why: undefined,
    host: 'localhost',
    hide: (text) => text.replaceAll(SECRET, '••'),
  });
}

describe('what the page shows of a container', () => {
  test('has the names of its environment and no value', () => {
    const details = view({
      details: {
        settings: {
          Image: 'app',
          Labels: {},
          HostConfig: {},
          Env: [`DB_PASSWORD=${SECRET}`, 'A=1=2\nB=3', 'EMPTY='],
        },
      },
    });

    expect(details.variables).toEqual(['A', 'DB_PASSWORD', 'EMPTY']);
    expect(JSON.stringify(details)).not.toMatch(/hunter2|1=2|B=3/);
  });

  test('has its probes, the newest first, without secrets', () => {
    const details = view({
      details: {
        hasHealthcheck: true,
        settings: {
          Image: 'app',
          Labels: {},
          HostConfig: {},
          Healthcheck: { Test: ['CMD-SHELL', `curl -u me:${SECRET} localhost`] },
        },
        probes: [
          { exitCode: 0, output: '' },
          { startedAt: '2026-01-01T00:00:05Z', exitCode: 1, output: `refused ${SECRET}` },
        ],
      },
    });

    expect(details.probes).toEqual([
      { at: '2026-01-01T00:00:05Z', exitCode: 1, output: 'refused ••' },
      { exitCode: 0, output: '' },
    ]);
    expect(details.healthcheck).toMatch(/^curl -u me:•+ localhost$/);
  });

  test('says when it started and how it ended, of the times that there were', () => {
    const ended = { state: 'exited', exitCode: 3, finishedAt: '2026-01-01T00:01:00Z' } as const;

    expect(view({})).toMatchObject({ startedAt: RUNNING.startedAt });
    expect(view({})).not.toHaveProperty('finishedAt');
    expect(view({ details: ended })).toMatchObject({ finishedAt: '2026-01-01T00:01:00Z', exitCode: 3 });
    const never = view({ details: { state: 'created', startedAt: '0001-01-01T00:00:00Z' } });
    expect(never).not.toHaveProperty('startedAt');
    expect(never).not.toHaveProperty('exitCode');
  });

  test('has its networks by name, mounts, and ports once for both families of addresses', () => {
    const details = view({
      container: {
        networks: new Map([
          ['b', { networkId: networkId('2') }],
          ['a', { networkId: networkId('1'), ipAddress: '10.0.0.2' }],
        ]),
        ports: [
          { hostIp: '0.0.0.0', published: 8080, target: 80, protocol: 'tcp' },
          { hostIp: '::', published: 8080, target: 80, protocol: 'tcp' },
          { target: 53, protocol: 'udp' },
        ],
      },
      details: {
        endpoints: { a: { Aliases: ['web'] } },
        mounts: [
          { type: 'volume', name: 'app_data', source: '/var/lib/docker/…', target: '/data' },
          { type: 'bind', source: `/home/${SECRET}`, target: '/src', isReadOnly: true },
        ],
      },
    });

    expect(details.networks).toEqual([
      { name: 'a', address: '10.0.0.2', aliases: ['web'] },
      { name: 'b', aliases: [] },
    ]);
    expect(details.ports).toEqual([{ text: '8080 → 80', url: 'http://localhost:8080' }, { text: '53/udp' }]);
    expect(details.mounts).toEqual([
      { type: 'volume', source: 'app_data', target: '/data', isReadOnly: false },
      { type: 'bind', source: '/home/••', target: '/src', isReadOnly: true },
    ]);
  });
});
