import { Command, Option } from 'commander';
import { apply } from '../apply/apply.ts';
import type { PlannedEnd } from '../apply/plans-for-gc.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';

interface GcOptions {
  readonly yes?: boolean;
  readonly format: string;
}

/** Of every project of the engine: no file is read. */
export function gcCommand(cli: Cli): Command {
  return new Command('gc')
    .description(
      'Remove instances whose time is over, or whose test run has ended, with their volumes; nothing else',
    )
    .argument('[projects...]', 'only instances of these')
    .option('-y, --yes', 'do not ask')
    .addOption(
      new Option('--format <format>', 'how to list them').choices(['table', 'json']).default('table'),
    )
    .action(async (projects: readonly string[], options: GcOptions) => {
      const { plansForGc } = await import('../apply/plans-for-gc.ts');
      const ends = await plansForGc(cli, projects);
      await list(cli, ends, options.format);
      cli.exitWith(ends.length === 0 ? EXIT.ok : await removeAll(cli, ends, options));
    });
}

async function list(cli: Cli, ends: readonly PlannedEnd[], format: string): Promise<void> {
  const { gcRecord, gcTable } = await import('../../ui/tables/gc-output.ts');
  if (format === 'json') {
    const { planToJson } = await import('../../ui/plan/plan-to-json.ts');
    const records = ends.map(({ ended, planned: { plan } }) => gcRecord(ended, planToJson(plan)));
    cli.stdout.write(`${JSON.stringify(records)}\n`);
  } else if (ends.length === 0) cli.stderr.write('no instance has ended\n');
  else
    cli.stdout.write(
      gcTable(
        ends.map(({ ended }) => ended),
        cli.stdout.columns,
      ),
    );
}

/** One after another: each has a lock of its own, and one that cannot be removed is no reason to keep the rest. */
async function removeAll(
  cli: Cli,
  ends: readonly PlannedEnd[],
  { yes = false, format }: GcOptions,
): Promise<number> {
  if (cli.globals.dryRun && format === 'json') return EXIT.ok;
  if (!cli.globals.dryRun && !yes && !(await isAgreed(cli, ends))) return EXIT.ok;
  const { forgetInstance } = await import('../instances/instance-record.ts');
  let exit: number = EXIT.ok;
  for (const { ended, planned } of ends) {
    const code = await apply(cli, planned);
    if (code !== EXIT.ok) exit = code;
    else if (!cli.globals.dryRun) forgetInstance(cli.environment, ended.project);
  }
  return exit;
}

async function isAgreed(cli: Cli, ends: readonly PlannedEnd[]): Promise<boolean> {
  const { askYesNo } = await import('../terminal/ask.ts');
  const names = ends.map(({ ended }) => ended.project).join(', ');
  return askYesNo(cli, `Remove ${names} with all data in the volumes?`);
}
