/** What the dev loop says, as it happens. */
export interface WatchReporter {
  notice(text: string): void;
  warning(text: string): void;
  /** Something failed, and goes on being so until a later notice says otherwise. */
  error(error: unknown, what: string): void;
  /** What a command in a container wrote. */
  output(label: string, text: string): void;
}

/** Says each thing once: what is wrong with a rule is so for every file. */
export function reportOnce(say: (text: string) => void): (text: string) => void {
  const said = new Set<string>();
  return (text) => {
    if (said.has(text)) return;
    said.add(text);
    say(text);
  };
}

/** `3 files`, `1 file`. */
export const count = (number: number, noun: string): string =>
  `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
