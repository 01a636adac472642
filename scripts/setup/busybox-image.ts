import { readFileSync } from 'node:fs';
import { ask, type Host } from './engine-api.ts';
import { type Entry, loadImage, tar } from './image-archive.ts';
import { output } from './run.ts';

export const busybox = '/bin/busybox';
const tag = 'busybox:latest';

/** Whether the engine can already start from the image that our examples and tests are made of. */
export async function hasBusyboxImage(host: Host): Promise<boolean> {
  return (await ask(host, 'GET', `/images/${tag}/json`)).status === 200;
}

/**
 * Gives the engine `busybox:latest`, made of this machine's own static busybox: no registry is asked. The same busybox gives the
 * same bytes, hence the same image id: what was built on it stays cached.
 */
export async function loadBusyboxImage(host: Host): Promise<void> {
  await loadImage(host, tag, {
    layers: [await busyboxLayer()],
    history: 'busybox-static',
    config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], Cmd: ['sh'] },
  });
}

/** What `busybox:latest` has in it. */
export function busyboxLayer(): Promise<Buffer> {
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
