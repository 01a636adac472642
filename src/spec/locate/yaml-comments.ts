import { Lexer } from 'yaml';

export interface YamlComment {
  /** Of its `#`. */
  readonly start: number;
  readonly text: string;
}

/** The comments of a YAML text. A `#` inside of a text is none. */
export function yamlComments(text: string): readonly YamlComment[] {
  const comments: YamlComment[] = [];
  let at = 0;
  let isText = false;
  for (const token of new Lexer().lex(text)) {
    // The lexer's own marks stand for no character of the text.
    if (MARKS.has(token)) {
      isText = token === TEXT_FOLLOWS;
      continue;
    }
    if (!isText && token.startsWith('#')) comments.push({ start: at, text: token });
    isText = false;
    at += token.length;
  }
  return comments;
}

const TEXT_FOLLOWS = '\u001f';
const MARKS = new Set(['\u0002', '\u0018', TEXT_FOLLOWS]);
