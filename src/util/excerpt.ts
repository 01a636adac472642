/** A longer word is no name or path that anybody reads: a value of thousands of characters, or many of them without a blank. */
const LONGEST_WORD = 500;
const LONGEST = 2000;

/** A message that repeats a value, without the middle of what is too long to be read. */
export function excerpt(message: string): string {
  if (message.length <= LONGEST_WORD) return message;
  return excerptOfLine(message.replaceAll(LONG_WORD, (word) => withoutMiddle(word, 300, 100)));
}

/** The same for a line that a program wrote, which may be JSON without blanks. */
export const excerptOfLine = (line: string): string =>
  line.length <= LONGEST ? line : withoutMiddle(line, 1500, 300);

const LONG_WORD = new RegExp(`\\S{${LONGEST_WORD + 1},}`, 'g');

/** No character of two halves is cut. */
function withoutMiddle(text: string, first: number, last: number): string {
  const start = text.slice(0, first).replace(/[\ud800-\udbff]$/, '');
  const end = text.slice(-last).replace(/^[\udc00-\udfff]/, '');
  return `${start}… (${text.length - start.length - end.length} more characters) …${end}`;
}
