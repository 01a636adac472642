import { expect, test } from 'vitest';
import { readContainerDetails } from '../../../src/engine/answers/read-container-details.ts';
import type { ContainerInspection } from '../../../src/engine/answers/wire.ts';

test('readContainerDetails() gives the settings in the shape of the request, without the nulls of empty lists', () => {
  const { settings } = readContainerDetails(
    anInspection({
      Config: {
        Image: 'busybox',
        Cmd: ['sleep', '9'],
        Entrypoint: null,
        Volumes: { '/x': {} },
        Labels: { a: 'b' },
      },
      HostConfig: {
        Binds: ['data:/v'],
        CapAdd: null,
        Memory: 0,
        RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
      },
    }),
  );

  expect(settings).toEqual({
    Image: 'busybox',
    Cmd: ['sleep', '9'],
    Labels: { a: 'b' },
    HostConfig: { Binds: ['data:/v'], Memory: 0, RestartPolicy: { Name: 'no', MaximumRetryCount: 0 } },
  });
});

test('readContainerDetails() keeps of an endpoint what was asked for and not what the engine gave it', () => {
  const { endpoints } = readContainerDetails(
    anInspection({
      NetworkSettings: {
        Networks: {
          back: {
            Aliases: ['api'],
            IPAMConfig: { IPv4Address: '10.0.0.5' },
            Links: null,
            DriverOpts: null,
            MacAddress: '02:42:0a:d7:03:03',
            IPAddress: '10.0.0.5',
            NetworkID: '86df',
          },
          front: { MacAddress: '' },
        },
      },
    }),
  );

  expect(endpoints).toEqual({
    back: { Aliases: ['api'], IPAMConfig: { IPv4Address: '10.0.0.5' }, MacAddress: '02:42:0a:d7:03:03' },
    front: {},
  });
});

test('readContainerDetails() knows the MAC address that a stopped container asked for on its first network', () => {
  const { endpoints } = readContainerDetails(
    anInspection({
      Config: { Image: 'busybox', MacAddress: '02:00:00:00:00:01' },
      HostConfig: { NetworkMode: 'back' },
      NetworkSettings: { Networks: { back: { MacAddress: '' }, front: { MacAddress: '' } } },
    }),
  );

  expect(endpoints).toEqual({ back: { MacAddress: '02:00:00:00:00:01' }, front: {} });
});

test('readContainerDetails() tells the last probe and whether there is a healthcheck at all', () => {
  const health = {
    Status: 'unhealthy',
    FailingStreak: 3,
    Log: [
      { ExitCode: 0, Output: 'fine' },
      { ExitCode: 7, Output: 'cannot connect\n' },
    ],
  };
  const probed = readContainerDetails(
    anInspection({
      State: { ...RUNNING, Health: health },
      Config: { Image: 'a', Healthcheck: { Test: ['CMD', 'probe'] } },
    }),
  );
  const off = readContainerDetails(anInspection({ Config: { Image: 'a', Healthcheck: { Test: ['NONE'] } } }));

  expect(probed).toMatchObject({
    health: 'unhealthy',
    hasHealthcheck: true,
    lastProbe: { exitCode: 7, output: 'cannot connect', failingStreak: 3, runs: 3 },
  });
  expect(off.hasHealthcheck).toBe(false);
  expect(off).not.toHaveProperty('lastProbe');
});

test('readContainerDetails() keeps the probes of this run, the oldest first', () => {
  const Log = [
    { Start: '2026-11-24T13:40:41Z', ExitCode: 0, Output: 'of the run before' },
    { Start: '2026-11-24T13:40:43Z', ExitCode: 1, Output: 'refused\n' },
    { Start: '2026-11-24T13:40:44Z', ExitCode: 0, Output: 'ok\n' },
  ];
  const { probes } = readContainerDetails(
    anInspection({ State: { ...RUNNING, Health: { Status: 'healthy', FailingStreak: 0, Log } } }),
  );

  expect(probes).toEqual([
    { startedAt: '2026-11-24T13:40:43Z', exitCode: 1, output: 'refused' },
    { startedAt: '2026-11-24T13:40:44Z', exitCode: 0, output: 'ok' },
  ]);
});

test('readContainerDetails() leaves out what probes found before the last start', () => {
  const probe = (Start: string, ExitCode: number) => ({ Start, ExitCode, Output: '' });
  const lastProbeOf = (...Log: readonly ReturnType<typeof probe>[]) =>
    readContainerDetails(
      anInspection({ State: { ...RUNNING, Health: { Status: 'starting', FailingStreak: 0, Log } } }),
    ).lastProbe;
  const before = probe('2026-11-24T13:40:41Z', 1);

  expect(lastProbeOf(before)).toBeUndefined();
  expect(lastProbeOf(before, probe('2026-11-24T14:40:43+01:00', 7))).toMatchObject({ exitCode: 7, runs: 1 });
});

const RUNNING: ContainerInspection['State'] = {
  Status: 'running',
  Restarting: false,
  OOMKilled: false,
  ExitCode: 0,
  StartedAt: '2026-11-24T13:40:42.880918062Z',
  FinishedAt: '0001-01-01T00:00:00Z',
};

function anInspection(members: Partial<ContainerInspection>): ContainerInspection {
  return {
    Id: '1',
    Image: 'sha256:2',
    Name: '/a',
    RestartCount: 0,
    State: RUNNING,
    Config: { Image: 'busybox' },
    HostConfig: {},
    ...members,
  };
}
