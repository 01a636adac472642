import { shellWord } from '../util/shell-word.ts';

/** What to do about a problem: a sentence, a command to type, or a sentence with commands in it. */
export type Hint = HintPart | readonly HintPart[];
export type HintPart = string | CommandHint;

/** A command to type, as data: whoever prints it quotes the words, adds the flags of the project and hides secrets. */
export interface CommandHint {
  readonly program: string;
  /** As the program gets them, without quotes. */
  readonly words: readonly CommandWord[];
  /** Whether it is about the project at hand: without the flags that name this project it would be about another one. */
  readonly ofProject: boolean;
}

export type CommandWord = string | Blank;

/** A word that the user has to fill in: `SERVICE`. */
export interface Blank {
  readonly blank: string;
}

/** A command of gantry about the project at hand. */
export const gantry = (...words: readonly CommandWord[]): CommandHint => ({
  program: 'gantry',
  words,
  ofProject: true,
});

/** Any other command, and those of gantry that name their project themselves, or need none. */
export const commandHint = (program: string, ...words: readonly CommandWord[]): CommandHint => ({
  program,
  words,
  ofProject: false,
});

export const blank = (name: string): Blank => ({ blank: name });

export const hintParts = (hint: Hint): readonly HintPart[] =>
  typeof hint === 'string' || 'program' in hint ? [hint] : hint;

/** The same hint with other commands, and other texts around them. */
export function mapHint(
  hint: Hint,
  command: (command: CommandHint) => CommandHint,
  text: (text: string) => string = (same) => same,
): Hint {
  return hintParts(hint).map((part) => (typeof part === 'string' ? text(part) : command(part)));
}

/** As it is printed: the commands as a shell takes them. */
export const hintText = (hint: Hint): string =>
  hintParts(hint)
    .map((part) => (typeof part === 'string' ? part : commandText(part)))
    .join('');

const commandText = ({ program, words }: CommandHint): string =>
  [program, ...words.map((word) => (typeof word === 'string' ? shellWord(word) : word.blank))].join(' ');
