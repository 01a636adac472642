import { Command, Option } from 'commander';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';

interface DoctorOptions {
  readonly format: 'text' | 'json';
}

export function doctorCommand(cli: Cli): Command {
  return new Command('doctor')
    .description(
      'Look for what is wrong with the engine, this machine and the files; ends with 1 when something fails',
    )
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action(async ({ format }: DoctorOptions) => {
      const { examine } = await import('../doctor/examine.ts');
      const { findingToJson, showFindings } = await import('../doctor/show-findings.ts');
      const findings = await examine(cli);
      cli.stdout.write(
        format === 'json'
          ? `${JSON.stringify({ checks: findings.map(findingToJson) }, null, 2)}\n`
          : showFindings(findings, cli.colour),
      );
      cli.exitWith(findings.some(({ status }) => status === 'fail') ? EXIT.failed : EXIT.ok);
    });
}
