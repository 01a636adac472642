import { Command } from 'commander';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Cli } from '../context/cli.ts';
import { VERSION } from '../context/version.ts';

interface VersionOptions {
  readonly format?: string;
  readonly short?: boolean;
}

/** Never loads the project and never asks the engine: it must work where nothing else does. */
export function versionCommand(cli: Cli): Command {
  return new Command('version')
    .description('Show the version of gantry')
    .option('-f, --format <format>', 'pretty, json, or a Go template')
    .option('--short', 'the number only')
    .action(async ({ format, short }: VersionOptions) => {
      cli.stdout.write(`${await versionText(format, short)}\n`);
    });
}

async function versionText(format = 'pretty', short = false): Promise<string> {
  if (short) return VERSION;
  if (format === 'json') return JSON.stringify({ version: VERSION });
  if (format === 'pretty' || format === '') return `gantry version ${VERSION}`;
  if (!format.includes('{{'))
    throw new UserError('bad-usage', `"${format}" is not a format`, {
      hint: 'one of pretty, json, or a template such as {{.Version}}',
    });
  const { compileTemplate } = await import('../../ui/go-template/evaluate.ts');
  return compileTemplate(format)({ Version: VERSION });
}
