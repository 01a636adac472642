import type { Command, Help, Option } from 'commander';

/** Under every command: where the flags are that all of them share. */
export const SHARED_FLAGS_NOTE =
  '\nFlags of all commands (-f, -p, --profile …) go before the command: gantry --help';

/** Commands are listed by their names alone and before the flags, and values without quotes and brackets around each. */
export const HELP: Partial<Help> = {
  subcommandTerm: (command: Command) => command.name(),
  optionDescription: ({ description, argChoices, defaultValue }: Option) =>
    [
      description,
      argChoices === undefined ? '' : `: ${argChoices.join(', ')}`,
      typeof defaultValue === 'string' ? ` (default: ${defaultValue})` : '',
    ].join(''),
  formatHelp(command, helper) {
    const width = helper.padWidth(command, helper);
    const list = (heading: string, items: readonly (readonly [string, string])[]): string[] =>
      items.length === 0
        ? []
        : [heading, ...items.map(([term, text]) => helper.formatItem(term, width, text, helper)), ''];
    const commands = [...helper.visibleCommands(command)];
    const options = [...helper.visibleOptions(command)];
    const headingOf = (option: Option) => option.helpGroupHeading ?? (command.parent ? 'Options:' : 'Other:');
    const lines = [
      `Usage: ${helper.commandUsage(command)}`,
      '',
      helper.boxWrap(helper.commandDescription(command), helper.helpWidth ?? 80),
      '',
      ...list(
        'Arguments:',
        helper
          .visibleArguments(command)
          .map((argument) => [helper.argumentTerm(argument), helper.argumentDescription(argument)]),
      ),
      ...[...helper.groupItems(commands, commands, groupOfCommand)].flatMap(([heading, group]) =>
        list(
          heading,
          group.map((inner) => [helper.subcommandTerm(inner), helper.subcommandDescription(inner)]),
        ),
      ),
      ...[...helper.groupItems(options, options, headingOf)].flatMap(([heading, group]) =>
        list(
          heading,
          group.map((option) => [helper.optionTerm(option), helper.optionDescription(option)]),
        ),
      ),
    ];
    return lines.join('\n');
  },
};

const groupOfCommand = (command: Command): string => command.helpGroup() || 'Commands:';
