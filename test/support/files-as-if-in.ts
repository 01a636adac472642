import { join } from 'node:path';
import { nodeFiles } from '../../src/cli/files/node-files.ts';
import type { FilePort } from '../../src/spec/read/file-port.ts';

/**
 * The files of a real folder as if it stood at `shown`, and there were nothing else on the machine; so a test knows
 * every path that a message may have in it. `hidden` names those that only the test itself knows.
 */
export function filesAsIfIn(
  shown: string,
  folder: string,
  hidden: readonly string[] = [],
  stdin = '',
): FilePort {
  const real = (path: string) => {
    const isHidden = path !== shown && !path.startsWith(`${shown}/`);
    return isHidden || hidden.some((name) => path === join(shown, name))
      ? undefined
      : path.replace(shown, folder);
  };
  return {
    read: (path) => nodeFiles.read(real(path) ?? join(folder, 'there is no such file')),
    isDirectory: (path) => nodeFiles.isDirectory(real(path) ?? join(folder, 'there is no such file')),
    list: (path) =>
      (nodeFiles.list?.(real(path) ?? '') ?? []).filter((name) => real(join(path, name)) !== undefined),
    readStdin: () => stdin,
    homeDir: '/home/ann',
  };
}
