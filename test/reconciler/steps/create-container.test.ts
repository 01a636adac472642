import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { containerId, imageId, stepId } from '../../../src/model/ids.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { createContainer } from '../../../src/reconciler/steps/create-container.ts';
import { createContainer as aCreate } from '../../support/a-plan.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const ANONYMOUS = 'a'.repeat(64);

test('createContainer() labels the container with the image that an earlier step made', async () => {
  const engine = new RecordingEngine();
  const made: Outcome = {
    status: 'done',
    step: stepId(1),
    made: { kind: 'image', id: imageId('sha256:built') },
  };
  await createContainer(
    aCreate('web', { image: { madeBy: stepId(1) } }),
    engine,
    new Map([[stepId(1), made]]),
  );
  expect(engine.created.get('p-web-1')).toMatchObject({
    Labels: { 'com.docker.compose.image': 'sha256:built' },
  });
});

test('createContainer() labels the container with the images that it mounts, by where', async () => {
  const engine = new RecordingEngine({ images: { logos: { id: imageId('sha256:logos') } } });
  const skipped: Outcome = { status: 'skipped', step: stepId(1) };
  const mountedImages = [
    { target: '/z', reference: 'app', image: { id: imageId('sha256:app') } },
    { target: '/b', reference: 'logos', image: { madeBy: stepId(1) } },
  ];
  await createContainer(aCreate('web', { mountedImages }), engine, new Map([[stepId(1), skipped]]));
  expect(engine.created.get('p-web-1')).toMatchObject({
    Labels: { 'com.docker.compose.image-volume-digest': '/b=sha256:logos,/z=sha256:app' },
  });
});

test('createContainer() fills in the ids of the containers whose namespaces and volumes it shares', async () => {
  const engine = new RecordingEngine();
  const made: Outcome = {
    status: 'done',
    step: stepId(1),
    made: { kind: 'container', id: containerId('vpn-id') },
  };
  const references = [
    { field: 'NetworkMode', template: 'container:{}', placeholder: 'VPN', to: { createdBy: stepId(1) } },
    { field: 'VolumesFrom', template: '{}:ro', placeholder: 'DATA', to: { id: containerId('data-id') } },
  ] as const;
  const hashed = { text: '{"network_mode":"container:VPN","volumes_from":["DATA"]}' };
  await createContainer(aCreate('web', { references, hashed }), engine, new Map([[stepId(1), made]]));
  expect(engine.created.get('p-web-1')).toMatchObject({
    HostConfig: { NetworkMode: 'container:vpn-id', VolumesFrom: ['data-id:ro'] },
    Labels: {
      'com.docker.compose.config-hash': createHash('sha256')
        .update('{"network_mode":"container:vpn-id","volumes_from":["data-id"]}')
        .digest('hex'),
    },
  });
});

describe('anonymous volumes of the container that is replaced', () => {
  async function mountsOf(
    target: string,
    HostConfig: {
      Mounts?: readonly { Type: string; Source?: string; Target: string }[];
      Binds?: readonly string[];
    } = {},
  ) {
    const engine = new RecordingEngine({ images: { 'sha256:app': { volumes: ['/data'] } } });
    const request = { ...aCreate('web').request, HostConfig };
    const inherits = { [target]: ANONYMOUS };
    await createContainer(aCreate('web', { request, inherits }), engine, new Map());
    return (engine.created.get('p-web-1') as typeof request).HostConfig.Mounts;
  }
  test('createContainer() keeps those that the image declares', async () => {
    expect(await mountsOf('/data')).toEqual([{ Type: 'volume', Source: ANONYMOUS, Target: '/data' }]);
  });

  test('createContainer() keeps those that the service mounts without a name', async () => {
    expect(await mountsOf('/cache', { Mounts: [{ Type: 'volume', Target: '/cache' }] })).toEqual([
      { Type: 'volume', Source: ANONYMOUS, Target: '/cache' },
    ]);
  });

  test('createContainer() leaves out those that nobody asks for any more, or whose place is taken', async () => {
    expect(await mountsOf('/gone')).toBeUndefined();
    expect(await mountsOf('/data', { Binds: ['p_new:/data:rw'] })).toBeUndefined();
  });
});
