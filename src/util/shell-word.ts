/**
 * A word for a shell: in quotes where the shell needs them. What a terminal would obey, or nobody would see, is written out as bash, zsh
 * and ksh read it: whoever pastes the word runs nothing that a name has in it.
 */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (!UNSEEN.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  return `$'${text.replaceAll(/[\\']/g, '\\$&').replaceAll(EACH_UNSEEN, written)}'`;
}

/** Control characters, those that change the direction of a text or have no width, and other ends of lines. */
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]/u;
const EACH_UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

const written = (character: string): string =>
  `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`;
