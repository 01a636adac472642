import type { Command, CommanderError, Option } from 'commander';
import {
  blank,
  type CommandHint,
  type CommandWord,
  commandHint,
  gantry,
  type Hint,
} from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { LEFT_OUT } from './left-out.ts';

export interface Usage {
  /** With the flags that stand before a command. */
  readonly program: Command;
  /** Whose words were read; absent: those before the command. */
  readonly command?: Command;
  /** All that was typed. */
  readonly words: readonly string[];
}

/** What is wrong with the words, and what to type instead. Flags of docker compose that we leave out say why. */
export function usageError(error: CommanderError, usage: Usage): UserError {
  const [problem = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const name = /'(.+)'/.exec(problem)?.[1] ?? '';
  const near = /\(Did you mean (.+)\?\)/.exec(suggestion ?? '')?.[1];
  switch (error.code) {
    case 'commander.unknownOption':
      return unknownFlag(name, near, usage);
    case 'commander.unknownCommand':
      return unknownCommand(name, near, usage);
    default:
      return new UserError('bad-usage', inOurWords(problem), {
        hint: ['`', helpOf(usage), '` says what it takes'],
      });
  }
}

/** The parser speaks of command-arguments and their values. */
const inOurWords = (problem: string): string =>
  problem
    .replace(/^command-argument value '(.*)' is invalid for argument '(.*?)'\. /s, '"$1" is no $2. ')
    .replace(/^option '(.*?)' argument '(.*)' is invalid\. /s, '"$2" is no value for $1. ')
    .replace(/^option '(.*?)' argument missing$/, '$1 needs a value');

function unknownFlag(flag: string, near: string | undefined, usage: Usage): UserError {
  const reason = LEFT_OUT[usage.command?.name() ?? '']?.[flag];
  if (reason !== undefined) return new UserError('bad-usage', `${flag} is left out: ${reason}`);
  return new UserError('bad-usage', `unknown flag: ${flag}`, { hint: hintForFlag(flag, near, usage) });
}

function hintForFlag(flag: string, near: string | undefined, usage: Usage): Hint {
  const { program, command, words } = usage;
  const shared = program.options.find(({ long, short }) => [long, short].includes(flag.split('=')[0]));
  if (command && shared)
    return ['it goes before the command: ', commandHint('gantry', ...moved(flag, shared, command, words))];
  const wanted = command ? undefined : program.commands.find((inner) => words.includes(inner.name()));
  if (near !== undefined) return `did you mean ${near}?`;
  if (command && /^-\d+$/.test(flag) && takesFirst(command, flag.slice(1)))
    return ['a number has no dash: ', gantry(command.name(), flag.slice(1))];
  if (wanted) return [`flags of ${wanted.name()} follow the command: `, gantry(wanted.name(), flag)];
  return ['`', helpOf(usage), '` lists the flags'];
}

/** Whether a word may stand first behind a command that does not take any word. */
function takesFirst({ registeredArguments: [first] }: Command, word: string): boolean {
  try {
    first?.parseArg?.(word, undefined);
    return first?.parseArg !== undefined;
  } catch {
    return false;
  }
}

/** The same words, the flag and its value first. Those with `=` may be a secret's: then only the name of the command follows. */
function moved(
  flag: string,
  option: Option,
  command: Command,
  words: readonly string[],
): readonly CommandWord[] {
  const at = words.indexOf(flag);
  const takesNext = (option.required || option.optional) && !flag.includes('=');
  const value = takesNext ? [words[at + 1] ?? blank(option.attributeName().toUpperCase())] : [];
  const rest = at < 0 ? [command.name()] : [...words.slice(0, at), ...words.slice(at + 1 + value.length)];
  return [flag, ...value, ...(rest.some((word) => word.includes('=')) ? [command.name()] : rest)];
}

function unknownCommand(name: string, near: string | undefined, usage: Usage): UserError {
  const whole = usage.command ? `${usage.command.name()} ${name}` : name;
  const reason = LEFT_OUT[whole]?.[''];
  if (reason !== undefined) return new UserError('bad-usage', `the command ${whole} is left out: ${reason}`);
  return new UserError('bad-usage', `unknown command: ${name}`, {
    hint:
      near === undefined
        ? ['`', commandHint('gantry', '--help'), '` lists the commands']
        : `did you mean ${near}?`,
  });
}

const helpOf = ({ command }: Usage): CommandHint =>
  command ? gantry(command.name(), '--help') : commandHint('gantry', '--help');
