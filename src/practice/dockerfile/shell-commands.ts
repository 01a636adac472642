import type { Instruction, Range } from './dockerfile.ts';

/** One command of a shell: its words without quotes, and without the assignments before it. */
export interface ShellCommand extends Range {
  /** The program first, without its folder; a word with a variable keeps it. */
  readonly words: readonly string[];
  /** `DEBIAN_FRONTEND=noninteractive` before the program. */
  readonly assignments: ReadonlyMap<string, string>;
  /** Its output goes into the next one. */
  readonly isPiped: boolean;
}

/** What a RUN does: the commands of its line and of its script, in order. */
export function commandsOf(run: Instruction): readonly ShellCommand[] {
  const commands = known.get(run) ?? readCommands(run);
  known.set(run, commands);
  return commands;
}

/** Many rules ask, for each service that is built so. */
const known = new WeakMap<Instruction, readonly ShellCommand[]>();

function readCommands(run: Instruction): readonly ShellCommand[] {
  if (run.exec) return commandsOfExec(run, run.exec);
  const own = shellCommands(run.text, run.textStart);
  return [...own, ...scriptsOf(run, own).flatMap(({ body, bodyStart }) => shellCommands(body, bodyStart))];
}

const SHELLS = new Set(['sh', 'ash', 'bash', 'dash', 'zsh', 'ksh']);

function commandsOfExec({ start, end }: Instruction, words: readonly string[]): readonly ShellCommand[] {
  const [program = '', flag = '', script] = words;
  if (SHELLS.has(baseName(program)) && /^-\w*c$/.test(flag) && script !== undefined)
    return shellCommands(script, 0).map((command) => ({ ...command, start, end }));
  return [commandFrom(words, { start, end }, false)].flatMap((command) => command ?? []);
}

/** The heredocs that a shell runs: others are the input of a program, or the content of a file. */
function scriptsOf({ words, heredocs }: Instruction, own: readonly ShellCommand[]): Instruction['heredocs'] {
  const runs = words[0]?.raw.startsWith('<<') || SHELLS.has(own[0]?.words[0] ?? '');
  if (!runs) return [];
  return heredocs.filter(({ body }) => !body.startsWith('#!') || /^#!.*[/ ](?:ba|da|a|k|z)?sh\b/.test(body));
}

/** The commands in a text for a shell. What stands in `$(…)` belongs to the word that it is in. */
export function shellCommands(text: string, offset: number): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: string[] = [];
  let start = 0;
  let wordEnd = 0;
  let at = 0;
  const finish = (isPiped: boolean): void => {
    // A comment behind it is no part of it.
    const command = commandFrom(words, { start: offset + start, end: offset + wordEnd }, isPiped);
    if (command) commands.push(command);
    words = [];
  };
  while (at < text.length) {
    const operator = /^(?:&&|\|\||\|&?|;;?|&(?![>\d])|\r?\n|[()]|[{}](?=\s|;|$))/.exec(
      text.slice(at, at + 3),
    )?.[0];
    if (operator !== undefined) {
      finish(operator === '|' || operator === '|&');
      at += operator.length;
    } else if (/\s/.test(text[at] ?? '')) at++;
    else if (text[at] === '#') at = lineEnd(text, at);
    else {
      if (words.length === 0) start = at;
      const end = Math.max(shellWordEnd(text, at), at + 1);
      words.push(text.slice(at, end));
      at = end;
      wordEnd = end;
    }
  }
  finish(false);
  return commands;
}

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
};

function shellWordEnd(text: string, start: number): number {
  let quote: string | undefined;
  let depth = 0;
  let at = start;
  for (; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '\\' && quote !== "'") at++;
    else if (quote !== undefined) quote = character === quote ? undefined : quote;
    else if (character === '"' || character === "'" || character === '`') quote = character;
    else if (character === '(') depth++;
    else if (character === ')' && depth > 0) depth--;
    else if (depth === 0 && isEnd(text, at, start)) break;
  }
  return Math.min(at, text.length);
}

/** `2>&1` and `&>file` are one word each. */
function isEnd(text: string, at: number, start: number): boolean {
  const character = text[at] ?? '';
  if (character === '&') return text[at - 1] !== '>' && text[at + 1] !== '>';
  return /[\s;|)]/.test(character) && at >= start;
}

/** Words of the shell that a command may follow. */
const BEFORE_COMMAND = new Set(
  'if then else elif while until do ! { ( time exec command sudo env eatmydata nice'.split(' '),
);
const ASSIGNMENT = /^([A-Za-z_]\w*)=([\s\S]*)$/;

function commandFrom(written: readonly string[], range: Range, isPiped: boolean): ShellCommand | undefined {
  const words = written.filter((word) => !/^\d*(?:[<>]|&>)/.test(word)).map(unquoted);
  const assignments = new Map<string, string>();
  let first = 0;
  for (; first < words.length; first++) {
    const word = words[first] ?? '';
    const [, name, value = ''] = ASSIGNMENT.exec(word) ?? [];
    if (name !== undefined) assignments.set(name, value);
    else if (!BEFORE_COMMAND.has(word)) break;
  }
  const [program, ...rest] = words.slice(first);
  if (program === undefined) return undefined;
  return { words: [baseName(program), ...rest], assignments, isPiped, ...range };
}

const unquoted = (word: string): string =>
  word.replaceAll(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs, (_, single, double, escaped) =>
    String(single ?? double ?? escaped ?? ''),
  );

const baseName = (program: string): string => program.slice(program.lastIndexOf('/') + 1);
