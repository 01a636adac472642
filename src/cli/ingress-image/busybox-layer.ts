import { readFileSync } from 'node:fs';
import { type Entry, tar } from './image-archive.ts';
import { runProgram } from './run-program.ts';

/** A static busybox under the names of all its programs, and the folders that a container expects. */
export async function busyboxLayer(busybox: string, signal?: AbortSignal): Promise<Buffer> {
  const folders = ['bin', 'dev', 'etc', 'mnt', 'proc', 'root', 'sys', 'tmp', 'var'];
  const applets = (await runProgram(busybox, ['--list'], { signal }))
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
