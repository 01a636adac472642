import type { Command, Option } from 'commander';
import { RUNS_A_PROGRAM } from '../context/command-names.ts';
import { repeatedOptions } from '../context/globals.ts';
import { PLAIN } from '../instances/asked-instance.ts';
import { type Completion, candidates, NOTHING } from './completion.ts';
import { optionOf, readWords } from './read-words.ts';

/** Where names come from. Each gives none rather than an error: nobody wants one between two letters. */
export interface NameSources {
  /** Of the files, those that profiles switch off too. */
  services(): Promise<readonly string[]>;
  profiles(): Promise<readonly string[]>;
  /** Of the engine. */
  projects(): Promise<readonly string[]>;
  /** Of the engine: those of the project at hand. */
  instances(): Promise<readonly string[]>;
  contexts(): Promise<readonly string[]>;
}

/** The command of this name, with its flags; undefined: there is none. */
export type LoadCommand = (name: string) => Promise<Command | undefined>;

/**
 * What may take the place of the last of `words`, which may be empty.
 *
 * @param program with its commands, of which only name and summary are looked at
 */
export async function complete(
  words: readonly string[],
  program: Command,
  loadCommand: LoadCommand,
  names: NameSources,
): Promise<Completion> {
  const before = words.slice(0, -1);
  const last = words.at(-1) ?? '';
  const { operands, awaits } = readWords(before, program.options, true);
  const [name, ...rest] = operands;
  if (name === undefined) {
    const value = valueAt(last, awaits, program.options, names);
    return value ?? (last.startsWith('-') ? flagsOf(program) : commandsOf(program));
  }
  if (name === 'help') return rest.length === 0 ? commandsOf(program) : NOTHING;
  const command = await loadCommand(name);
  return command ? completeCommand(command, rest, last, names) : NOTHING;
}

async function completeCommand(
  command: Command,
  before: readonly string[],
  last: string,
  names: NameSources,
): Promise<Completion> {
  const inner = command.commands.find((sub) => sub.name() === before[0]);
  if (inner) return completeCommand(inner, before.slice(1), last, names);
  const options = [
    ...command.options,
    ...repeatedOptions(),
    ...command.commands.flatMap((sub) => (isDefault(sub) ? sub.options : [])),
  ];
  const stops = RUNS_A_PROGRAM.includes(command.name());
  const { operands, awaits } = readWords(before, options, stops);
  const isFlagPlace = !before.includes('--') && !(stops && operands.length > 0);
  if (isFlagPlace) {
    const value = valueAt(last, awaits, options, names);
    if (value) return value;
    if (last.startsWith('-')) return flagsOf(command, ...command.commands.filter(isDefault));
  }
  if (command.commands.length > 0) {
    const subcommands = before.length === 0 ? commandsOf(command).candidates : [];
    return { candidates: [...subcommands, ...candidates(await names.services()).candidates] };
  }
  return operandAt(command, operands, names);
}

/** The subcommand that is meant where none is named: `plan` is `plan up`. */
const isDefault = (command: Command): boolean => command.name() === 'up';

async function operandAt(
  command: Command,
  operands: readonly string[],
  names: NameSources,
): Promise<Completion> {
  const taken = command.registeredArguments;
  const argument = taken[operands.length] ?? taken.findLast(({ variadic }) => variadic);
  if (!argument) return NOTHING;
  if (argument.argChoices)
    return candidates(argument.argChoices.filter((choice) => !operands.includes(choice)));
  return byKind(argument.name(), command.name(), operands, names);
}

/** By what the argument, or the value of the flag, is called in its definition. */
async function byKind(
  kind: string,
  command: string,
  given: readonly string[],
  names: NameSources,
): Promise<Completion> {
  if (command === 'cp')
    return {
      ...candidates((await names.services()).map((name) => `${name}:`)),
      paths: 'files',
      isOpen: true,
    };
  if (/^services?=|^scales?$/.test(kind) || command === 'scale')
    return { ...candidates((await names.services()).map((name) => `${name}=`)), isOpen: true };
  if (/^services?$/.test(kind))
    return candidates((await names.services()).filter((name) => !given.includes(name)));
  if (/^projects?$/.test(kind)) return candidates(await names.projects());
  if (/^(?:files?|paths?|plan)$/.test(kind)) return { ...NOTHING, paths: 'files' };
  if (/^(?:folder|dir(?:ectory)?)$/.test(kind)) return { ...NOTHING, paths: 'folders' };
  return NOTHING;
}

async function valueAtFlag(option: Option, names: NameSources): Promise<Completion> {
  switch (option.long) {
    case '--profile':
      return candidates(await names.profiles());
    case '--project-name':
      return candidates(await names.projects());
    case '--instance':
    case '--from':
      return candidates([...(await names.instances()), PLAIN]);
    case '--context':
      return candidates(await names.contexts());
    case '--project-directory':
      return { ...NOTHING, paths: 'folders' };
    default:
      if (option.argChoices) return candidates(option.argChoices);
      return byKind(/[<[]([^>\]]+)/.exec(option.flags)?.[1] ?? '', '', [], names);
  }
}

/** `--flag VALUE`, or `--flag=VALUE`, of which the whole word is completed. @returns undefined elsewhere. */
function valueAt(
  last: string,
  awaits: Option | undefined,
  options: readonly Option[],
  names: NameSources,
): Promise<Completion> | undefined {
  if (awaits) return valueAtFlag(awaits, names);
  if (!last.startsWith('--') || !last.includes('=')) return undefined;
  const option = optionOf(last, options);
  if (!option?.required) return undefined;
  const flag = last.slice(0, last.indexOf('=') + 1);
  return valueAtFlag(option, names).then((value) => ({
    ...value,
    candidates: value.candidates.map(({ text }) => ({ text: `${flag}${text}` })),
  }));
}

function commandsOf(program: Command): Completion {
  const commands = program.createHelp().visibleCommands(program);
  return {
    candidates: commands.map((command) => ({ text: command.name(), description: command.summary() })),
  };
}

function flagsOf(...commands: readonly Command[]): Completion {
  const options = commands.flatMap((command) => command.createHelp().visibleOptions(command));
  const byText = new Map(options.map(({ long, short, description }) => [long ?? short ?? '', description]));
  return { candidates: [...byText].map(([text, description]) => ({ text, description })) };
}
