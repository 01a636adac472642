import type { Command, Help, Option } from 'commander';

/** Under every command: where the flags are that all of them share. */
export const SHARED_FLAGS_NOTE =
  '\nFlags that all commands share (-f, -p, --profile …) stand before the command: gantry --help';

/** Commands are listed by their names alone, and values without quotes and brackets around each. */
export const HELP: Partial<Help> = {
  subcommandTerm: (command: Command) => command.name(),
  optionDescription: ({ description, argChoices, defaultValue, envVar }: Option) =>
    [
      description,
      argChoices === undefined ? '' : `: ${argChoices.join(', ')}`,
      typeof defaultValue === 'string' ? ` (default: ${defaultValue})` : '',
      envVar === undefined ? '' : ` (or ${envVar})`,
    ].join(''),
};
