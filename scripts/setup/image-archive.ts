import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { type Header, pack } from 'tar-stream';
import { ask, type Host } from './engine-api.ts';

/** A file of an archive. */
export type Entry = Partial<Header> & { readonly name: string; readonly content?: string | Buffer };

export interface ImageParts {
  /** Archives, the lowest first. */
  readonly layers: readonly Buffer[];
  /** What a container gets unless it says otherwise. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What it is made of, for `docker history`. */
  readonly history: string;
}

/** Gives an engine an image that is made here: no registry is asked. */
export async function loadImage(host: Host, tag: string, parts: ImageParts): Promise<void> {
  const { status, body } = await ask(host, 'POST', '/images/load?quiet=1', await imageArchive(tag, parts));
  if (status !== 200 || body.includes('"errorDetail"')) throw new Error(`the engine refused ${tag}: ${body}`);
}

/** In the layout of `docker save`. */
function imageArchive(tag: string, { layers, config, history }: ImageParts): Promise<Buffer> {
  const digests = layers.map((layer) => createHash('sha256').update(layer).digest('hex'));
  const image = {
    architecture: architecture(),
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

/** Node's name of the processor in the words of the image format. */
function architecture(): string {
  const names: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };
  return names[process.arch] ?? process.arch;
}
