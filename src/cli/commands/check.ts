import { Command, InvalidArgumentError, Option } from 'commander';
import { RULE_SET } from '../../diagnostics/practice-rules.ts';
import type { CheckOptions } from '../check/check-files.ts';
import type { Cli } from '../context/cli.ts';
import { strictOption } from '../context/globals.ts';

export function checkCommand(cli: Cli): Command {
  return new Command('check')
    .description('Check the files and list all their problems, warnings included; nothing else is done')
    .argument('[services...]', 'only these and what they depend on')
    .addOption(
      new Option('--for <use>', 'what the files are for: production asks for more')
        .choices(['dev', 'prod'])
        .default('dev'),
    )
    .addOption(
      new Option('--format <format>', 'how to list them').choices(['text', 'json', 'sarif']).default('text'),
    )
    .option('--images', 'look into the images on the engine too: their layers, and what only they tell')
    .option('--fix', 'write what mends problems and changes nothing else; with --dry-run it is shown')
    .option('--baseline <file>', 'tell only what is new since this file was written')
    .option('--write-baseline', 'write what is found into that file (gantry-baseline.json), and tell nothing')
    .addOption(
      new Option('--rules <set>', 'ask only the rules of this set and of those before it').argParser(ruleSet),
    )
    .addOption(strictOption('treat warnings as errors'))
    .option('--reveal', 'show passwords and other secrets')
    .action(async (services: string[], options: CheckOptions) => {
      if (options.reveal) cli.globals.reveal = true;
      const { checkFiles } = await import('../check/check-files.ts');
      cli.exitWith(await checkFiles(cli, services, options));
    });
}

function ruleSet(text: string): number {
  const set = Number(text);
  if (Number.isInteger(set) && set >= 1 && set <= RULE_SET) return set;
  throw new InvalidArgumentError(`This gantry has the sets 1 to ${RULE_SET}.`);
}
