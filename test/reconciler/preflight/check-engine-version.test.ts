import { expect, test } from 'vitest';
import type { ContainerRequest } from '../../../src/model/container-request.ts';
import { checkEngineVersion } from '../../../src/reconciler/preflight/check-engine-version.ts';
import { aPlan, createContainer } from '../../support/a-plan.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const ofVersion = (apiVersion: string) =>
  Object.assign(new RecordingEngine(), {
    version: () => Promise.resolve({ version: '26.1.5', apiVersion, os: 'linux', arch: 'amd64' }),
  });

async function problems(apiVersion: string, request: Partial<ContainerRequest>) {
  const whole = {
    Image: 'app',
    Labels: {},
    HostConfig: {},
    NetworkingConfig: { EndpointsConfig: {} },
    ...request,
  };
  const plan = aPlan([
    createContainer('web', { request: whole }),
    createContainer('web', { request: whole }),
  ]);
  const found = await checkEngineVersion(plan, ofVersion(apiVersion));
  return found.map(({ message }) => message);
}

const IMAGE = { HostConfig: { Mounts: [{ Type: 'image', Source: 'app', Target: '/i' }] } };

test('checkEngineVersion() names the service, the attribute and the version it needs, once', async () => {
  expect(await problems('1.45', IMAGE)).toEqual([
    'service "web" has an image mounted at /i ("type: image"), which needs API 1.48 of the engine: this one (26.1.5) has 1.45',
  ]);
  expect(await problems('1.48', IMAGE)).toEqual([]);
  expect(await problems('2.0', IMAGE)).toEqual([]);
});

test('checkEngineVersion() knows what networks and volumes can have since when', async () => {
  const EndpointsConfig = {
    n: { GwPriority: 1, DriverOpts: { 'com.docker.network.endpoint.ifname': 'eth9' } },
  };
  const Mounts = [{ Type: 'volume', Source: 'v', Target: '/v', VolumeOptions: { Subpath: 's' } }];

  const found = await problems('1.44', { NetworkingConfig: { EndpointsConfig }, HostConfig: { Mounts } });
  expect(found.map((message) => message.slice(0, message.indexOf(',')))).toEqual([
    'service "web" has a "subpath" of the volume at /v',
    'service "web" has an "interface_name" on the network n',
    'service "web" has a "gw_priority" on the network n',
  ]);
});

test('checkEngineVersion() asks for no version when every engine can do what is planned', async () => {
  const request = createContainer('web');

  expect(await checkEngineVersion(aPlan([request]), new RecordingEngine())).toEqual([]);
});
