import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { VERSION } from '../version.ts';

interface VersionOptions {
  readonly format?: 'pretty' | 'json';
  readonly short?: boolean;
}

/** Never loads the project and never asks the engine: it must work where nothing else does. */
export function versionCommand(cli: Cli): Command {
  return new Command('version')
    .description('Show the version of gantry')
    .addOption(new Option('-f, --format <format>', 'how to print it').choices(['pretty', 'json']))
    .option('--short', 'the number only')
    .action(({ format, short }: VersionOptions) => cli.stdout.write(`${versionText(format, short)}\n`));
}

function versionText(format: VersionOptions['format'], short: boolean | undefined): string {
  if (short) return VERSION;
  if (format === 'json') return JSON.stringify({ version: VERSION });
  return `gantry version ${VERSION}`;
}
