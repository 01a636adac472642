import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Judge, LayerContents } from '../../src/layers/layer-contents.ts';
import { readImageArchive } from '../../src/layers/read-image-archive.ts';
import { BadArchive } from '../../src/layers/read-layer.ts';
import { aTar, type TarEntry } from '../support/a-tar.ts';

const BLIND: Judge = { version: 1, wants: () => false, look: () => [] };

const hexOf = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex');
const digestOf = (content: Buffer | string): string => `sha256:${hexOf(content)}`;
const blob = (content: Buffer | string): TarEntry => [{ name: `blobs/sha256/${hexOf(content)}` }, content];

const BASE = await aTar([[{ name: 'bin/', type: 'directory' }], [{ name: 'bin/sh' }, 'x'.repeat(3000)]]);
const APP = await aTar([[{ name: 'app' }, 'y'.repeat(2000)]]);
const NOTHING = Buffer.alloc(1024);

const configOf = (layers: readonly Buffer[]): string =>
  JSON.stringify({
    created: '2026-12-01T00:00:00Z',
    rootfs: { type: 'layers', diff_ids: layers.map(digestOf) },
    history: [
      ...layers.map(() => ({ created_by: 'RUN /bin/sh -c x # buildkit' })),
      { created_by: 'CMD x', empty_layer: true },
    ],
  });

async function read(
  entries: readonly TarEntry[],
  ids: readonly string[],
  known = new Map<string, LayerContents>(),
) {
  const archive = await aTar(entries);
  return readImageArchive(Readable.from([archive], { objectMode: false }), ids, {
    judge: BLIND,
    known: (id) => known.get(id),
  });
}

const pathsOf = (images: Awaited<ReturnType<typeof read>>, id: string) =>
  images.get(id)?.layers.map(({ contents }) => (contents ? [...contents.files.keys()] : undefined));

describe('readImageArchive()', () => {
  const one = configOf([BASE, APP, NOTHING]);
  const other = configOf([BASE]);
  const manifest = JSON.stringify(
    [[one, [BASE, APP, NOTHING]] as const, [other, [BASE]] as const].map(([config, layers]) => ({
      Config: `blobs/sha256/${hexOf(config)}`,
      Layers: layers.map((layer) => `blobs/sha256/${hexOf(layer)}`),
    })),
  );
  const shared: readonly TarEntry[] = [
    [{ name: 'blobs/', type: 'directory' }],
    blob(APP),
    blob(one),
    blob(BASE),
    blob(NOTHING),
    blob(other),
    [{ name: 'manifest.json' }, manifest],
  ];

  test('reads several images with a layer that they share', async () => {
    const images = await read(shared, [digestOf(one), digestOf(other)]);
    expect(pathsOf(images, digestOf(one))).toEqual([['/bin', '/bin/sh'], ['/app'], []]);
    expect(pathsOf(images, digestOf(other))).toEqual([['/bin', '/bin/sh']]);
    expect(images.get(digestOf(one))?.layers[0]?.contents).toBe(
      images.get(digestOf(other))?.layers[0]?.contents,
    );
    expect(images.get(digestOf(one))?.history.map(({ keyword, isEmpty }) => [keyword, isEmpty])).toEqual([
      ['RUN', false],
      ['RUN', false],
      ['RUN', false],
      ['CMD', true],
    ]);
    expect(images.get(digestOf(one))?.createdAt).toBe(Date.UTC(2026, 11, 1) / 1000);
  });

  test('reads no layer that is known', async () => {
    const known: LayerContents = { files: new Map(), gone: ['/known'], emptied: [], bytes: 0 };
    const images = await read(shared, [digestOf(other)], new Map([[digestOf(BASE), known]]));
    expect(images.get(digestOf(other))?.layers[0]?.contents).toBe(known);
  });

  test('knows no image that is not there', async () => {
    expect((await read(shared, [digestOf('x')])).size).toBe(0);
  });

  test('reads the form of engines before 25, where a layer may be a link', async () => {
    const hex = hexOf(one);
    const images = await read(
      [
        [{ name: 'a/VERSION' }, '1.0'],
        [{ name: 'a/json' }, '{}'],
        [{ name: 'a/layer.tar' }, BASE],
        [{ name: 'b/layer.tar' }, APP],
        [{ name: 'c/layer.tar', type: 'symlink', linkname: '../a/layer.tar' }],
        [{ name: `${hex}.json` }, one],
        [
          { name: 'manifest.json' },
          JSON.stringify([{ Config: `${hex}.json`, Layers: ['a/layer.tar', 'b/layer.tar', 'c/layer.tar'] }]),
        ],
      ],
      [`sha256:${hex}`],
    );
    expect(pathsOf(images, `sha256:${hex}`)).toEqual([['/bin', '/bin/sh'], ['/app'], ['/bin', '/bin/sh']]);
  });

  test('reads the form of containerd, where the id is that of an index and layers are compressed', async () => {
    const packed = [BASE, APP].map((layer) => gzipSync(layer));
    const config = configOf([BASE, APP]);
    const list = JSON.stringify({
      config: { digest: digestOf(config) },
      layers: packed.map((layer) => ({ digest: digestOf(layer) })),
    });
    const index = JSON.stringify({
      manifests: [
        { digest: digestOf('attestation'), platform: { os: 'unknown' } },
        { digest: digestOf('of another platform'), platform: { os: 'linux' } },
        { digest: digestOf(list), platform: { os: 'linux' } },
      ],
    });
    const images = await read(
      [...packed.map(blob), blob(config), blob(list), blob(index)],
      [digestOf(index), digestOf(list)],
    );
    expect(pathsOf(images, digestOf(index))).toEqual([['/bin', '/bin/sh'], ['/app']]);
    expect(pathsOf(images, digestOf(list))).toEqual([['/bin', '/bin/sh'], ['/app']]);
    expect(images.get(digestOf(index))?.layers.map(({ id }) => id)).toEqual([digestOf(BASE), digestOf(APP)]);
  });

  test.each<[string, Buffer]>([
    ['that is no archive', Buffer.from('x'.repeat(2000))],
    ['whose compression is damaged', gzipSync(BASE).subarray(0, 60)],
    ['that ends in the middle', BASE.subarray(0, 1536)],
  ])('reads the others when there is a layer %s', async (_, broken) => {
    const config = configOf([broken, APP]);
    const entries = [blob(broken), blob(APP), blob(config)];
    const list = JSON.stringify([
      {
        Config: `blobs/sha256/${hexOf(config)}`,
        Layers: [broken, APP].map((layer) => `blobs/sha256/${hexOf(layer)}`),
      },
    ]);
    const images = await read([...entries, [{ name: 'manifest.json' }, list]], [digestOf(config)]);
    expect(pathsOf(images, digestOf(config))).toEqual([undefined, ['/app']]);
  });

  test.each<[string, unknown]>([
    ['is no list', 5],
    ['names nothing', [{}]],
    ['has fewer layers than its image', [{ Config: `blobs/sha256/${hexOf(one)}`, Layers: [] }]],
    ['has an index that leads to itself', undefined],
  ])('leaves an image out when the archive %s', async (_, list) => {
    const loop = JSON.stringify({ manifests: [{ digest: digestOf('x') }] });
    const entries: readonly TarEntry[] = [blob(one), [{ name: `blobs/sha256/${hexOf('x')}` }, loop]];
    const images = await read(
      [...entries, [{ name: 'manifest.json' }, JSON.stringify(list ?? [])]],
      [digestOf(one), digestOf('x')],
    );
    expect(images.size).toBe(0);
  });

  test('fails when the engine ends the archive in the middle', async () => {
    const archive = await aTar(shared);
    const reader = { judge: BLIND, known: () => undefined };
    const cut = Readable.from([archive.subarray(0, 2500)], { objectMode: false });
    await expect(readImageArchive(cut, [digestOf(one)], reader)).rejects.toThrow(BadArchive);
  });
});
