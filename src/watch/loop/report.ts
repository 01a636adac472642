import type { WatchEvent } from '../../model/watch-event.ts';

/** The user, as the dev loop sees them. */
export interface WatchReporter {
  /** For those who show what goes on as data; in words it is told by the others. */
  event(event: WatchEvent): void;
  notice(text: string): void;
  warning(text: string): void;
  /** Something failed, and goes on being so until a later notice says otherwise. */
  error(error: unknown, what: string): void;
  /** A line that a command in a container wrote. @returns a promise when there is no room for more for now. */
  output(container: string, line: string): Promise<void> | undefined;
}

/** Reports each text once: what is wrong with a rule is wrong for every file. */
export function reportOnce(report: (text: string) => void): (text: string) => void {
  const reported = new Set<string>();
  return (text) => {
    if (reported.has(text)) return;
    reported.add(text);
    report(text);
  };
}

/** `3 files`, `1 file`. */
export const count = (number: number, noun: string): string =>
  `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
