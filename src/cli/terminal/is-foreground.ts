import { readFileSync } from 'node:fs';

/**
 * Whether the terminal is ours to change: a program in the background (`gantry up &`) that tries is stopped.
 *
 * Source: proc(5), `/proc/pid/stat`. Systems without it are not asked.
 */
export function isForeground(): boolean {
  try {
    // The name of the program, in parentheses, may have anything in it.
    const fields = readFileSync('/proc/self/stat', 'utf8').replace(/^.*\)/s, '').trim().split(' ');
    const [, , group, , , foreground] = fields;
    return group === foreground;
  } catch {
    return true;
  }
}
