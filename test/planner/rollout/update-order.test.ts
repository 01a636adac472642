import { describe, expect, test } from 'vitest';
import { planUpdate, updateConfig } from '../../support/an-update.ts';
import { withContainer } from '../../support/running.ts';

const START_FIRST = updateConfig('order: start-first');

/** Why it is stopped first; undefined: it is not. */
async function reasonFor(attributes: string, situation: Parameters<typeof planUpdate>[1] = {}) {
  const { updates } = await planUpdate(`${START_FIRST}${attributes}`, situation);
  expect(updates).toHaveLength(1);
  return updates?.[0]?.insteadOf;
}

describe('a volume that the service writes to', () => {
  test.each([
    ['/data', '/data'],
    ['/data/', '/data'],
    ['/data', '/data/db'],
    ['/data/db', '/data'],
    ['/', '/data'],
  ])('at %s is what an image keeps in %s', async (target, declared) => {
    expect(await reasonFor(`    volumes: ["./d:${target}"]\n`, { imageVolumes: [declared] })).toMatchObject({
      kind: 'data',
    });
  });

  test.each([
    ['/data', '/database'],
    ['/var/lib/a', '/var/lib/b'],
    ['/data', '/var/data'],
  ])('at %s is none that an image keeps in %s', async (target, declared) => {
    expect(await reasonFor(`    volumes: ["./d:${target}"]\n`, { imageVolumes: [declared] })).toBeUndefined();
  });

  test('is not a temporary file system', async () => {
    const tmpfs = '    volumes: [{type: tmpfs, target: /data}]\n';
    expect(await reasonFor(tmpfs, { imageVolumes: ['/data'] })).toBeUndefined();
  });
});

describe('a volume without a name', () => {
  const scratch = { type: 'volume', name: 'a'.repeat(64), source: '', target: '/scratch' };
  const meanwhile = (observed: Parameters<typeof withContainer>[0]) =>
    withContainer(observed, 'app-web-1', { mounts: [scratch] });

  test('is data where the image declares it, or is not known any more', async () => {
    expect(await reasonFor('', { meanwhile, imageVolumes: ['/scratch'] })).toEqual({
      kind: 'data',
      target: '/scratch',
    });
    expect(await reasonFor('', { meanwhile, imageVolumes: 'unknown' })).toMatchObject({ kind: 'data' });
    expect(await reasonFor('', { meanwhile, imageVolumes: [] })).toBeUndefined();
  });

  test('is none where the file says that it is only read', async () => {
    const volumes = '    volumes: [{type: volume, target: /scratch, read_only: true}]\n';
    expect(await reasonFor(volumes, { meanwhile, imageVolumes: ['/scratch'] })).toBeUndefined();
  });
});

test('another service that shares something with a third one is no reason', async () => {
  const others = '  vpn: {image: vpn}\n  app: {image: app, network_mode: "service:vpn"}\n';
  expect(await reasonFor('', { others })).toBeUndefined();
});

test('a container that has to leave a network first is stopped first, even if another replica has not', async () => {
  const networks = (internal: boolean) => `networks: {default: {internal: ${internal}}}\n`;
  expect(await reasonFor('', { others: networks(false), othersAfter: networks(true) })).toEqual({
    kind: 'handover',
  });
});
