import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { sleepSync } from './run.ts';

/**
 * Removes the control groups of a killed engine: one folder with cgroup v2, one per controller with v1.
 * The kernel keeps a group while its last process is dying, so this waits for that, up to two seconds.
 */
export function removeCgroups(name: string): void {
  const root = '/sys/fs/cgroup';
  const controllers = ['', ...subfolders(root)];
  const groups = controllers
    .map((controller) => join(root, controller, name))
    .filter((path) => existsSync(path));
  const deadline = Date.now() + 2000;
  for (const group of groups) while (!removed(group) && Date.now() < deadline) sleepSync(10);
}

/** Not `rm -r`: the files in there are the kernel's, and go with their folder. */
function removed(group: string): boolean {
  if (!subfolders(group).every((child) => removed(join(group, child)))) return false;
  try {
    rmdirSync(group);
    return true;
  } catch {
    return !existsSync(group);
  }
}

function subfolders(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  } catch {
    return []; // no cgroups here, or gone meanwhile
  }
}
