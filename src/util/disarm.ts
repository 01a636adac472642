/**
 * Text of others as one that a terminal only prints: control characters, those that change the direction of a text and those
 * that end a line are shown as `\x1b` or `\u202e`. Tabs stay. What it writes for the characters above 7e is right in JSON too.
 */
export const visible = (text: string): string =>
  OBEYED.test(text) ? text.replaceAll(EACH_OBEYED, escaped) : text;

/** The same with one dot for each of them, so that every other character keeps its column. */
export const dotObeyed = (text: string): string => text.replaceAll(EACH_OBEYED, '·');

/** The same for a text of several lines: all but the first are indented, so none of them looks like one of ours. */
export const visibleLines = (text: string, indent = '  '): string =>
  text.split(/\r?\n/).map(visible).join(`\n${indent}`);

/** The same for what a program wrote: without its colours and other sequences, which were not meant to be read. */
export const disarm = (line: string): string =>
  OBEYED.test(line) ? visible(line.replaceAll(SEQUENCE, '')) : line;

/**
 * The same for a line that goes to a terminal by itself: the colours that the program gave it stay, and end with it. A progress
 * bar overwrites itself with carriage returns: only its last text counts.
 */
export function disarmColoured(line: string): string {
  if (!OBEYED.test(line)) return line;
  const last = line.includes('\r') ? lastOverwritten(line) : line;
  let open = false;
  const shown = last.replaceAll(SEQUENCE_OR_OBEYED, (found) => {
    if (!COLOUR.test(found)) return found.length > 1 ? '' : escaped(found);
    open = !RESET.test(found);
    return found;
  });
  return open ? `${shown}\x1b[0m` : shown;
}

/** A whole text of ours for a terminal: line ends and our own few colours stay, whoever else put something into it. */
export const guardText = (text: string): string =>
  OBEYED_IN_LINES.test(text)
    ? text.replaceAll(OURS_OR_OBEYED, (found) => (found.length > 1 ? found : escaped(found)))
    : text;

const lastOverwritten = (line: string): string =>
  line.split('\r').findLast((part) => disarm(part).trim() !== '') ?? '';

/** C0 without tabs, DEL and C1, direction marks and overrides, the line ends of Unicode. */
const CHARACTERS = String.raw`\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069`;
const OBEYED = new RegExp(`[\\n${CHARACTERS}]`);
const EACH_OBEYED = new RegExp(OBEYED, 'g');
const OBEYED_IN_LINES = new RegExp(`[${CHARACTERS}]`);

/**
 * What a terminal takes for one command: with parameters (CSI), with a text (OSC and the like), or short. The text of one that
 * does not end is not part of it. No part is read twice, so a long line costs no more than its length.
 */
const SEQUENCES = [
  String.raw`(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]`,
  String.raw`(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x00-\x08\x0a-\x1f\x7f-\x9f]*(?:\x07|\x1b\\|\x9c)`,
  String.raw`\x1b[ -/]*[0-Z\\^-~]`,
].join('|');
const SEQUENCE = new RegExp(SEQUENCES, 'g');
const SEQUENCE_OR_OBEYED = new RegExp(`${SEQUENCES}|${OBEYED.source}`, 'g');

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const COLOUR = /^\x1b\[[\d;:]*m$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const RESET = /^\x1b\[0*m$/;
/** Bold, dim, the colours but black and white, and their ends: nothing that hides a text. */
const OURS_OR_OBEYED = new RegExp(
  String.raw`\x1b\[(?:0|1|2|22|3[1-69]|9[0-6])m|${OBEYED_IN_LINES.source}`,
  'g',
);

function escaped(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  return character < ' ' ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
}
