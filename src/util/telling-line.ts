import { looksLikeError } from './looks-like-error.ts';

/**
 * The one line that says most about why a program ended: its last one. Where interpreters write more behind the error (the
 * stack, their version, advice), it is the last line before that which looks like an error.
 *
 * @param lines without control characters
 * @returns undefined: it wrote nothing.
 */
export function tellingLine(lines: readonly string[]): string | undefined {
  const written = withoutGoroutines(lines.map((line) => line.trimEnd()).filter((line) => line !== ''));
  const end = written.findLastIndex((line) => !isTrailer(line)) + 1;
  const told = written.slice(0, end).filter((line) => !isTrailer(line));
  const found =
    end === written.length
      ? told.at(-1)
      : (told.findLast(isTelling) ?? told.at(-1) ?? written.find(looksLikeError) ?? written.at(-1));
  return found === undefined ? undefined : withMessage(found, written).trim();
}

/** Go writes what each of its goroutines did. */
function withoutGoroutines(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => /^goroutine \d+ \[/.test(line));
  return first <= 0 ? lines : [...lines.slice(0, first), ' '];
}

/** What follows an error: frames of a stack and what belongs to its object are indented. */
const TRAILER =
  /^\s|^[}\])^]+;?$|^Node\.js v\d|^\(Use `node |^Emitted 'error' event |^exit status \d|^note: run with |^npm (?:ERR!|error|notice|warn)|^\[signal /i;

const isTrailer = (line: string): boolean => TRAILER.test(line);

/** Node shows the line of a `throw` for what is no Error. */
const isTelling = (line: string): boolean => looksLikeError(line) || /^throw\b/.test(line);

/** Rust writes where it panicked, and why in the next line. */
function withMessage(line: string, lines: readonly string[]): string {
  const next = /\bpanicked at .*:$/.test(line) ? lines[lines.indexOf(line) + 1] : undefined;
  return next === undefined ? line : `${line} ${next.trim()}`;
}
