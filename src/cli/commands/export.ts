import { Command } from 'commander';
import type { Cli } from '../context/cli.ts';
import type { ExportOptions } from '../copy/export-files.ts';
import { containerIndex } from '../flags/option-values.ts';

export function exportCommand(cli: Cli): Command {
  return new Command('export')
    .description('Write all files of a container as a tar archive')
    .argument('<service>', 'of this one')
    .option('-o, --output <file>', 'into a file, instead of standard output')
    .option('--index <n>', 'of this replica', containerIndex)
    .action(async (service: string, options: ExportOptions) => {
      const { exportFiles } = await import('../copy/export-files.ts');
      cli.exitWith(await exportFiles(cli, service, options));
    });
}
