import { spawnSync } from 'node:child_process';
import type { ReadStream } from 'node:tty';

/**
 * Every key goes to whoever reads, Ctrl-C included, and nothing is echoed.
 *
 * @param shows `as-it-is`: what is written comes from a terminal in a container, which has done all that there is to do.
 *   `lines`: it is ours.
 * @returns gives the terminal back; done by itself when the program ends.
 */
export function enterRawMode(shows: 'as-it-is' | 'lines', stdin: ReadStream = process.stdin): () => void {
  stdin.setRawMode(true);
  // Node leaves it to the terminal to begin each new line at its left edge, which full-screen programs do not expect.
  if (shows === 'as-it-is' && process.platform !== 'win32')
    spawnSync('stty', ['-opost'], { stdio: ['inherit', 'ignore', 'ignore'] });
  const restore = (): void => {
    process.removeListener('exit', restore);
    stdin.setRawMode(false);
  };
  process.on('exit', restore);
  return restore;
}
