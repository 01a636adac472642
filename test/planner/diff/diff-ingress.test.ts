import { expect, test } from 'vitest';
import type { ContainerRequest } from '../../../src/model/container-request.ts';
import { diffIngress } from '../../../src/planner/diff/diff-ingress.ts';

const aRequest = (
  aliases: readonly string[] = ['web'],
  HostConfig: ContainerRequest['HostConfig'] = {},
): ContainerRequest => ({
  Image: 'haproxy:3.0',
  Labels: {},
  HostConfig,
  NetworkingConfig: { EndpointsConfig: { app_default: { Aliases: aliases } } },
});

const changes = (have: ContainerRequest, want: ContainerRequest) =>
  diffIngress({ settings: have, endpoints: have.NetworkingConfig.EndpointsConfig }, want);

test.each<readonly [string, ContainerRequest, ContainerRequest, object]>([
  [
    'a published port',
    aRequest(['web'], { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } }),
    aRequest(['web'], { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8081' }] } }),
    { field: 'ports', from: '8080:80', to: '127.0.0.1:8081:80' },
  ],
  [
    'a name',
    aRequest(),
    aRequest(['shop', 'web']),
    { field: 'networks.app_default.aliases', from: 'web', to: 'shop, web' },
  ],
  [
    'a network',
    { ...aRequest(), NetworkingConfig: { EndpointsConfig: { app_other: {} } } },
    aRequest(),
    { field: 'networks', from: 'app_other', to: 'app_default' },
  ],
  [
    'the restart policy',
    aRequest(['web'], { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 0 } }),
    aRequest(['web'], { RestartPolicy: { Name: 'always', MaximumRetryCount: 0 } }),
    { field: 'restart', from: 'on-failure', to: 'always' },
  ],
  [
    'the logging driver',
    aRequest(['web'], { LogConfig: { Type: 'json-file', Config: {} } }),
    aRequest(['web'], { LogConfig: { Type: 'local', Config: {} } }),
    { field: 'logging', from: 'json-file', to: 'local' },
  ],
])('diffIngress() tells %s', (_what, have, want, expected) => {
  expect(changes(have, want)).toEqual([expected]);
});

test('diffIngress() finds nothing where nobody asked for a driver, and the engine has one', () => {
  const have = aRequest(['web'], { LogConfig: { Type: 'json-file', Config: {} } });
  expect(changes(have, aRequest())).toEqual([]);
});
