import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { type Header, pack } from 'tar-stream';
import { ask, type Host } from './engine-api.ts';
import { output } from './run.ts';

export const busybox = '/bin/busybox';
const tag = 'busybox:latest';

/** Whether the engine can already start from the image that our examples and tests are made of. */
export async function hasBusyboxImage(host: Host): Promise<boolean> {
  return (await ask(host, 'GET', `/images/${tag}/json`)).status === 200;
}

/** Gives the engine `busybox:latest`, made of this machine's own static busybox: no registry is asked. */
export async function loadBusyboxImage(host: Host): Promise<void> {
  const { status, body } = await ask(host, 'POST', '/images/load?quiet=1', await busyboxArchive());
  if (status !== 200 || body.includes('"errorDetail"')) throw new Error(`the engine refused ${tag}: ${body}`);
}

/**
 * The image in `docker save` layout. The same busybox gives the same bytes, hence the same image id: what was
 * built on it stays cached.
 */
async function busyboxArchive(): Promise<Buffer> {
  const layer = await layerTar();
  const digest = createHash('sha256').update(layer).digest('hex');
  const config = {
    architecture: architecture(),
    os: 'linux',
    config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], Cmd: ['sh'] },
    rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] },
    history: [{ created_by: 'busybox-static' }],
  };
  const manifest = [{ Config: 'config.json', RepoTags: [tag], Layers: ['layer.tar'] }];
  return tar([
    { name: 'config.json', content: JSON.stringify(config) },
    { name: 'manifest.json', content: JSON.stringify(manifest) },
    { name: 'layer.tar', content: layer },
  ]);
}

function layerTar(): Promise<Buffer> {
  const folders = ['bin', 'dev', 'etc', 'mnt', 'proc', 'root', 'sys', 'tmp', 'var'];
  const applets = output(busybox, ['--list'])
    .split('\n')
    .filter((name) => name !== 'busybox');
  return tar([
    ...folders.map((name): Entry => ({ name, type: 'directory', mode: name === 'tmp' ? 0o1777 : 0o755 })),
    { name: 'bin/busybox', mode: 0o755, content: readFileSync(busybox) },
    ...applets.map(
      (name): Entry => ({ name: `bin/${name}`, type: 'symlink', linkname: 'busybox', mode: 0o777 }),
    ),
    {
      name: 'etc/passwd',
      content: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
    },
    { name: 'etc/group', content: 'root:x:0:\nnobody:x:65534:\n' },
  ]);
}

type Entry = Partial<Header> & { readonly name: string; readonly content?: string | Buffer };

function tar(entries: readonly Entry[]): Promise<Buffer> {
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
