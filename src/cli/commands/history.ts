import { Command, Option } from 'commander';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { releaseNumber } from '../flags/option-values.ts';
import type { HistoryOptions } from '../history/show-history.ts';

export function historyCommand(cli: Cli): Command {
  return new Command('history')
    .description('List the changes that gantry made to the project, which are kept on the engine')
    .argument('[count]', 'only so many, the newest', releaseNumber)
    .addOption(new Option('--format <format>', 'how to print it').choices(['table', 'json']).default('table'))
    .action(async (count: number | undefined, options: HistoryOptions) => {
      const { showHistory } = await import('../history/show-history.ts');
      await showHistory(cli, count, options);
    })
    .addCommand(
      new Command('show')
        .description('Show all that is known of one of them')
        .argument('[number]', 'as the list has it; default: the newest', releaseNumber)
        .addOption(
          new Option('--format <format>', 'how to print it').choices(['table', 'json']).default('table'),
        )
        .action(async (number: number | undefined, _options: HistoryOptions, command: Command) => {
          const { showOne } = await import('../history/show-history.ts');
          await showOne(cli, number, command.optsWithGlobals<HistoryOptions>());
        }),
    )
    .addCommand(
      new Command('diff')
        .description('Show what differs between what two of them made the project into')
        .argument('[release]', 'a number of the list; default: the newest but one', releaseNumber)
        .argument('[other-release]', 'another one; default: the newest', releaseNumber)
        .addOption(
          new Option('--format <format>', 'how to print it').choices(['table', 'json']).default('table'),
        )
        .option('--detailed-exitcode', 'end with 2 when something differs')
        .action(
          async (from: number | undefined, to: number | undefined, _options: unknown, command: Command) => {
            const { showDiff } = await import('../history/diff-releases.ts');
            const { format, detailedExitcode } = command.optsWithGlobals<
              HistoryOptions & { readonly detailedExitcode?: boolean }
            >();
            const differs = await showDiff(cli, { from, to }, format === 'json' ? 'json' : 'text');
            cli.exitWith(differs && detailedExitcode ? EXIT.changes : EXIT.ok);
          },
        ),
    );
}
