import { stripVTControlCharacters } from 'node:util';

/** The most that is kept of one output: readers refuse files with long texts, or cut them themselves. */
const MOST_OUTPUT_BYTES = 64 * 1024;

/** All that XML 1.0 cannot have, escaped or not; half a surrogate pair too. */
const ILLEGAL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
  /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** As pytest writes a colour, since XML cannot have the character that it begins with. */
const WRITTEN_COLOUR = /#x1B\[[\d;:]*m/g;

/** Without colours and what else only a terminal understands, and without what XML cannot have. */
export const cleanText = (text: string): string =>
  withoutIllegal(stripVTControlCharacters(text).replace(WRITTEN_COLOUR, ''), '');

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const COLOUR = /\x1b\[[\d;:]*m/g;

/** A document that a careless program wrote, so that it can be parsed: without colours, and with a mark for what XML cannot have. */
export const parseable = (text: string): string => withoutIllegal(text.replace(COLOUR, ''), '\ufffd');

const withoutIllegal = (text: string, instead: string): string => text.replace(ILLEGAL, instead);

/** Room for what says how much is left out, so that a text which was cut once is not cut again. */
const MARK_BYTES = 64;

/** The beginning and the end of a text that is too long, by UTF-8 bytes, and how much is left out between them. */
export function capText(text: string, mostBytes: number = MOST_OUTPUT_BYTES): string {
  // No character takes more than three bytes for each unit of a string.
  if (text.length * 3 <= mostBytes) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= mostBytes) return text;
  const half = Math.floor((mostBytes - MARK_BYTES) / 2);
  const head = wholeCharacters(bytes.subarray(0, half));
  const tail = wholeCharacters(bytes.subarray(bytes.length - half));
  return `${head}\n… ${bytes.length - 2 * half} bytes left out …\n${tail}`;
}

/** A character that was cut in two is left out. */
const wholeCharacters = (bytes: Buffer): string => bytes.toString().replace(/^\ufffd+|\ufffd+$/g, '');
