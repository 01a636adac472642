/**
 * The text of an instruction with a blank for each character of a continuation, of the comments and of the empty lines behind one.
 * It is as long as before, so that positions stay right.
 */
export function blankedText(text: string, escapeChar: string): string {
  const continuation = new RegExp(`${escapeChar === '`' ? '`' : '\\\\'}[ \\t]*(?:\\r\\n|\\r|\\n|$)`, 'y');
  let made = '';
  let at = 0;
  while (at < text.length) {
    continuation.lastIndex = at;
    const found = text[at] === escapeChar ? continuation.exec(text)?.[0] : undefined;
    if (found === undefined) {
      // A character behind the escape is never its own beginning of something.
      const length = text[at] === escapeChar ? 2 : 1;
      made += text.slice(at, at + length);
      at += length;
      continue;
    }
    const end = at + found.length + skippedLines(text.slice(at + found.length));
    made += ' '.repeat(end - at);
    at = end;
  }
  return made;
}

/** The length of the lines with nothing but a comment, or with nothing. */
const skippedLines = (text: string): number =>
  /^(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*(?:[ \t]*#[^\r\n]*$)?/.exec(text)?.[0].length ?? 0;
