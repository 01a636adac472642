export type Words =
  | {
      readonly ok: true;
      readonly words: readonly string[];
      /**
       * The position of an unquoted `;`, `&`, `|`, `<` or `>` that ended the words: the rest is dropped, as in docker compose,
       * because no shell reads a command. The caller warns.
       */
      readonly operatorAt?: number;
    }
  | { readonly ok: false; readonly reason: string; readonly at: number };

const SPACE = /[ \t\r\n]/;
const OPERATORS = ';&|<>';

/**
 * Splits a command line into words, as the library of docker compose does.
 *
 * Shape:  blanks separate words. `'…'` is literal; in `"…"` and outside of quotes a backslash keeps the next
 *         character; backticks and `$(…)` keep their characters and stay one word; `#` starts no comment.
 * Error:  a quote, backtick or `$(` that is not closed, a backslash at the end, a parenthesis without `$`; with its
 *         offset.
 */
export function splitWords(text: string): Words {
  const words: string[] = [];
  let word = '';
  let inWord = false;
  // The offset at which each opened. A backtick may contain quotes, so several can be open.
  let single: number | undefined;
  let double: number | undefined;
  let backtick: number | undefined;
  let substitution: number | undefined;

  const anyOpen = () => single ?? double ?? backtick ?? substitution;
  const keep = (char: string) => {
    word += char;
    inWord = true;
  };
  const finish = () => {
    if (inWord) words.push(word);
    word = '';
    inWord = false;
  };

  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    const quoted = single !== undefined || double !== undefined;
    if (char === '\\' && single === undefined) {
      if (at === text.length - 1) return bad('nothing follows the backslash', at);
      keep(text[++at] ?? '');
    } else if (SPACE.test(char) && anyOpen() === undefined) {
      finish();
    } else if (char === "'" && double === undefined && substitution === undefined) {
      single = single === undefined ? at : undefined;
      inWord = true;
    } else if (char === '"' && single === undefined && substitution === undefined) {
      double = double === undefined ? at : undefined;
      inWord = true;
    } else if (char === '`' && !quoted && substitution === undefined) {
      backtick = backtick === undefined ? at : undefined;
      keep(char);
    } else if (char === '(' && !quoted && backtick === undefined) {
      if (substitution !== undefined || !word.endsWith('$')) return bad('"(" needs quotes', at);
      substitution = at - 1;
      keep(char);
    } else if (char === ')' && !quoted && backtick === undefined) {
      if (substitution === undefined) return bad('")" needs quotes', at);
      substitution = undefined;
      keep(char);
    } else if (OPERATORS.includes(char) && anyOpen() === undefined) {
      // `2>file`: the number belongs to the operator.
      if (char === '>' && /^\d/.test(word)) inWord = false;
      finish();
      return { ok: true, words, operatorAt: at };
    } else keep(char);
  }
  const opened = anyOpen();
  if (opened !== undefined)
    return bad(
      `the ${text.startsWith('$(', opened) ? '"$("' : `quote ${text[opened]}`} is not closed`,
      opened,
    );
  finish();
  return { ok: true, words };
}

const bad = (reason: string, at: number): Words => ({ ok: false, reason, at });
