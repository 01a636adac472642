import { Command, Option } from 'commander';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { strictOption } from '../context/globals.ts';
import type { Status } from '../doctor/finding.ts';
import type { Use } from '../doctor/machine-rules.ts';

interface DoctorOptions {
  /** What the machine is for. */
  readonly for: Use;
  readonly format: 'text' | 'json';
}

export function doctorCommand(cli: Cli): Command {
  return new Command('doctor')
    .description(
      'Look for what is wrong with the engine, this machine and the files; ends with 1 when something fails',
    )
    .addOption(
      new Option('--for <use>', 'what the machine is for: production asks for more')
        .choices(['dev', 'prod'])
        .default('dev'),
    )
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .addOption(strictOption('end with 1 also for warnings'))
    .action(async ({ for: use, format }: DoctorOptions) => {
      const { examine } = await import('../doctor/examine.ts');
      const { findingToJson, showFindings } = await import('../doctor/show-findings.ts');
      const findings = await examine(cli, use);
      cli.stdout.write(
        format === 'json'
          ? `${JSON.stringify({ checks: findings.map(findingToJson) }, null, 2)}\n`
          : showFindings(findings, cli.colour),
      );
      cli.exitWith(findings.some(({ status }) => isBad(status, cli.globals.strict)) ? EXIT.failed : EXIT.ok);
    });
}

/** Under `--strict` a warning is as bad as an error. What nobody can tell, or is good to know, never is. */
const isBad = (status: Status, isStrict = false): boolean =>
  status === 'fail' || (isStrict && status === 'warn');
