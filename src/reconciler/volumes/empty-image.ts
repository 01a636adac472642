import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Pack, pack } from 'tar-stream';
import type { Engine } from '../../engine/port/engine.ts';

/** The name of an image without a file, without a program and without volumes. */
export const EMPTY_IMAGE = 'gantry-empty:1';

/** Gives the engine the image. Nothing is fetched for it. */
export const loadEmptyImage = (engine: Pick<Engine, 'loadImages'>, signal: AbortSignal): Promise<void> =>
  engine.loadImages(Readable.from(emptyImage(), { objectMode: false }), signal);

/**
 * The archive of an image with one layer, which is empty.
 *
 * Source: https://github.com/moby/docker-image-spec/blob/v1.2.0/v1.2.md, "Combined Image JSON + Filesystem Changeset Format".
 */
function emptyImage(): Pack {
  // The end of an archive: two blocks of zeros.
  const layer = Buffer.alloc(1024);
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: [`sha256:${createHash('sha256').update(layer).digest('hex')}`] },
  });
  const archive = pack();
  archive.entry({ name: 'layer.tar' }, layer);
  archive.entry({ name: 'config.json' }, config);
  archive.entry(
    { name: 'manifest.json' },
    JSON.stringify([{ Config: 'config.json', RepoTags: [EMPTY_IMAGE], Layers: ['layer.tar'] }]),
  );
  archive.finalize();
  return archive;
}
