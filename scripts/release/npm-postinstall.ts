/**
 * Puts the executable in the place of bin/gantry, so that nothing of Node runs before it. Whatever goes wrong here, the
 * launcher that is there does the same, some hundredths of a second later.
 */
import { spawnSync } from 'node:child_process';
import { linkSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { findExecutable } from './npm-executable.ts';

declare const VERSION: string;

try {
  const executable = findExecutable();
  // The commands that npm writes for Windows, and yarn everywhere, start the file by Node.
  const isStartedByNode =
    process.platform === 'win32' || /\byarn\//.test(process.env.npm_config_user_agent || '');
  if (executable !== undefined && !isStartedByNode && runs(executable)) {
    const launcher = join(__dirname, 'gantry');
    const link = `${launcher}.${process.pid}`;
    linkSync(executable, link);
    renameSync(link, launcher);
  }
} catch {
  // Another file system, or a read-only one: the launcher stays.
}

/** A musl executable on glibc, or an emulated processor, would leave a command that cannot start. */
function runs(executable: string): boolean {
  const { status, stdout } = spawnSync(executable, ['version', '--short'], { encoding: 'utf8' });
  return status === 0 && stdout.trim() === VERSION;
}
