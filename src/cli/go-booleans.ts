import type { Command, Option } from 'commander';

const TRUE = /^(1|t|true)$/i;
const FALSE = /^(0|f|false)$/i;

/**
 * Lets the flags of a command be written as docker compose takes them too: `--menu=false`, `-i=true`.
 *
 * A false one becomes its opposite where there is one (`--no-menu`, or `--tty` for `--no-tty=false`), and nothing
 * where there is none.
 *
 * @param behindArguments also where an argument stands before it. Not in commands that run a program with words of its own.
 */
export function takeBooleanValues(command: Command, behindArguments = false): Command {
  const parse = command.parseOptions.bind(command);
  command.parseOptions = (words) => parse(rewrite(command.options, words, behindArguments));
  return command;
}

function rewrite(options: readonly Option[], words: readonly string[], behindArguments: boolean): string[] {
  const rewritten: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const isArgument = !word.startsWith('-');
    if (word === '--' || (isArgument && !behindArguments)) return [...rewritten, ...words.slice(at)];
    const equals = word.indexOf('=');
    const flag = equals < 0 ? word : word.slice(0, equals);
    const value = equals < 0 ? '' : word.slice(equals + 1);
    const option = options.find(({ long, short }) => flag === long || flag === short);
    const isSwitch = option !== undefined && !option.required && !option.optional;
    if (isSwitch && TRUE.test(value)) rewritten.push(flag);
    else if (isSwitch && FALSE.test(value)) rewritten.push(...opposite(options, option));
    else rewritten.push(word);
    // The word behind it is its value.
    if (option?.required && equals < 0) rewritten.push(...words.slice(++at, at + 1));
  }
  return rewritten;
}

function opposite(options: readonly Option[], { long }: Option): readonly string[] {
  const other = long?.startsWith('--no-') ? long.replace('--no-', '--') : long?.replace('--', '--no-');
  return options.some((option) => option.long === other) && other !== undefined ? [other] : [];
}
