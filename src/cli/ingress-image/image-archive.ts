import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { type Header, pack } from 'tar-stream';

/** A file of an archive. */
export type Entry = Partial<Header> & { readonly name: string; readonly content?: string | Buffer };

export interface ImageParts {
  /** Archives, the lowest first. */
  readonly layers: readonly Buffer[];
  /** What a container gets unless it says otherwise. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What it is made of, for `docker history`. */
  readonly history: string;
  /** In the words of the image format: `amd64`. */
  readonly architecture: string;
}

/** An image that is made here, without a registry, in the layout of `docker save`. */
export function imageArchive(
  tag: string,
  { layers, config, history, architecture }: ImageParts,
): Promise<Buffer> {
  const digests = layers.map((layer) => createHash('sha256').update(layer).digest('hex'));
  const image = {
    architecture,
    os: 'linux',
    config,
    rootfs: { type: 'layers', diff_ids: digests.map((digest) => `sha256:${digest}`) },
    history: layers.map(() => ({ created_by: history })),
  };
  const fileOf = (at: number): string => `${at}/layer.tar`;
  const manifest = [
    { Config: 'config.json', RepoTags: [tag], Layers: layers.map((_layer, at) => fileOf(at)) },
  ];
  return tar([
    { name: 'config.json', content: JSON.stringify(image) },
    { name: 'manifest.json', content: JSON.stringify(manifest) },
    ...layers.map((content, at): Entry => ({ name: fileOf(at), content })),
  ]);
}

/** The same entries give the same bytes. */
export function tar(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const { content = '', ...header } of entries)
    archive.entry({ ...header, uid: 0, gid: 0, mtime: new Date(0) }, content);
  archive.finalize();
  return buffer(archive);
}
