import { expect, test } from 'vitest';
import { fitRequest } from '../../../src/engine/calls/fit-request.ts';
import type { ContainerRequest } from '../../../src/model/container-request.ts';

const FRONT = { Aliases: ['web'], MacAddress: '02:42:00:00:00:01' };
const BACK = { Aliases: ['web'], IPAMConfig: { IPv4Address: '10.0.0.7' }, DriverOpts: { a: 'b' } };

const request = (more: Partial<ContainerRequest> = {}): ContainerRequest => ({
  Image: 'app',
  Labels: {},
  HostConfig: { NetworkMode: 'front' },
  NetworkingConfig: { EndpointsConfig: { back: BACK, front: FRONT } },
  ...more,
});

test('fitRequest() changes nothing for engines of API 1.44 or newer, or of which nothing is known yet', () => {
  const asked = request();

  for (const version of ['1.44', '1.52', '2.0', undefined])
    expect(fitRequest(asked, version)).toEqual({ body: asked, joins: [], warnings: [] });
});

test('fitRequest() leaves an older engine the primary network with its MAC address, and joins the others after', () => {
  const { body, joins, warnings } = fitRequest(request(), '1.43');

  expect(body).toMatchObject({
    MacAddress: '02:42:00:00:00:01',
    NetworkingConfig: { EndpointsConfig: { front: FRONT } },
  });
  expect(Object.keys(body.NetworkingConfig.EndpointsConfig)).toEqual(['front']);
  expect(joins).toEqual([['back', BACK]]);
  expect(warnings).toEqual([]);
});

test('fitRequest() leaves a container alone that is on no network of the file', () => {
  const lonely = request({
    HostConfig: { NetworkMode: 'container:x' },
    NetworkingConfig: { EndpointsConfig: {} },
  });

  expect(fitRequest(lonely, '1.41')).toEqual({ body: lonely, joins: [], warnings: [] });
});

test('fitRequest() names what an older engine leaves out, by the version that it speaks', () => {
  const asked = request({
    Healthcheck: { Test: ['CMD', 'true'], StartInterval: 1 },
    HostConfig: {
      NetworkMode: 'back',
      Annotations: { a: 'b' },
      Mounts: [
        { Type: 'bind', Source: '/a', Target: '/a', BindOptions: { NonRecursive: true } },
        { Type: 'bind', Source: '/b', Target: '/b', BindOptions: { ReadOnlyForceRecursive: true } },
      ],
    },
  });

  expect(fitRequest(asked, '1.43').warnings).toEqual([
    '"healthcheck.start_interval" is left out: it needs API 1.44 of the engine, not 1.43',
    '"bind.recursive" of the mount at /b is left out: it needs API 1.44 of the engine, not 1.43',
    '"mac_address" on the network front is left out: it needs API 1.44 of the engine, not 1.43',
  ]);
  expect(fitRequest(asked, '1.42').warnings[0]).toBe(
    '"annotations" is left out: it needs API 1.43 of the engine, not 1.42',
  );
});
