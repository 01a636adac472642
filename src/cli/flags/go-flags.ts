import { type Command, InvalidArgumentError, type Option } from 'commander';

const TRUE = /^(1|t|true)$/i;
const FALSE = /^(0|f|false)$/i;

/**
 * Lets the flags of a command be written in all the ways that docker compose takes them: `--menu=false`, `-i=true`,
 * `-f=x.yaml`, and several letters in one word, of which the last may have a value (`-dt 0`, `-dt=0`).
 *
 * A switch that is off becomes its opposite where there is one (`--no-menu`, or `--tty` for `--no-tty=false`).
 *
 * Error: InvalidArgumentError for a switch with another value.
 *
 * @param behindArguments also where an argument stands before it. Not in commands that run a program with words of its own.
 */
export function takeGoFlags(command: Command, behindArguments = false): Command {
  const parse = command.parseOptions.bind(command);
  command.parseOptions = (words) => parse(rewrite(command, words, behindArguments));
  return command;
}

function rewrite(command: Command, words: readonly string[], behindArguments: boolean): string[] {
  const rewritten: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const isArgument = !word.startsWith('-') || word === '-';
    if (word === '--' || (isArgument && !behindArguments)) return [...rewritten, ...words.slice(at)];
    const flags = isArgument ? undefined : readWord(command.options, word);
    if (!flags) {
      rewritten.push(word);
      continue;
    }
    for (const { option, value } of flags) {
      const flag = option.long ?? option.short ?? '';
      if (takesValue(option)) {
        rewritten.push(flag);
        if (value !== undefined) rewritten.push(value);
        // The word behind it is its value.
        else if (option.required) rewritten.push(...words.slice(++at, at + 1));
      } else if (value === undefined || TRUE.test(value)) rewritten.push(flag);
      else if (FALSE.test(value)) rewritten.push(...turnedOff(command, option));
      else throw new InvalidArgumentError(`${flag} is on or off: it takes true or false, not "${value}"`);
    }
  }
  return rewritten;
}

interface Flag {
  readonly option: Option;
  /** What stands in the same word. */
  readonly value?: string;
}

/** @returns undefined when something in it is not known: the word is told of as it is. */
function readWord(options: readonly Option[], word: string): readonly Flag[] | undefined {
  if (word.startsWith('--')) {
    const [, long, value] = /^(--[^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    const option = options.find((known) => known.long === long);
    return option && [{ option, ...(value !== undefined && { value }) }];
  }
  const flags: Flag[] = [];
  for (let rest = word.slice(1); rest !== ''; ) {
    const option = options.find(({ short }) => short === `-${rest[0]}`);
    if (!option) return undefined;
    rest = rest.slice(1);
    if (rest.startsWith('=')) return [...flags, { option, value: rest.slice(1) }];
    if (takesValue(option)) return [...flags, { option, ...(rest !== '' && { value: rest }) }];
    flags.push({ option });
  }
  return flags;
}

/** Whether the word behind this one is the value of a flag in it. */
export function awaitsValue(options: readonly Option[], word: string): boolean {
  const last = readWord(options, word)?.at(-1);
  return last?.option.required === true && last.value === undefined;
}

const takesValue = ({ required, optional }: Option): boolean => required || optional;

/** What says that it is off; it is set where no word says so, since a variable may say that it is on. */
function turnedOff(command: Command, option: Option): readonly string[] {
  const name = option.long ?? '';
  const long = name.startsWith('--no-') ? name.replace('--no-', '--') : name.replace('--', '--no-');
  const other = command.options.find((known) => known.long === long);
  // Two flags that are both for people say each something of its own: --build and --no-build.
  const isOpposite = other?.attributeName() === option.attributeName() || other?.hidden || option.hidden;
  if (other && isOpposite) return [long];
  // Not as if it had been typed: it is at odds with no other flag.
  if (!option.negate) command.setOptionValueWithSource(option.attributeName(), false, 'default');
  return [];
}
