import { type Command, Option } from 'commander';

const NO_EFFECT = 'has no effect any more';

/** A flag of older versions that scripts may still give: it is taken, and does nothing. */
export const retired = (flags: string): Option => new Option(flags, NO_EFFECT).hideHelp();

/** Those that were given, as they are written. */
export function retiredFlagsOf(command: Command): readonly string[] {
  return command.options
    .filter(({ description }) => description === NO_EFFECT)
    .filter((option) => command.getOptionValue(option.attributeName()) === !option.negate)
    .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
    .map(({ long, short }) => long ?? short ?? '');
}
