import { Command, Option } from 'commander';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';

interface DriftOptions {
  readonly format: 'text' | 'json';
}

export function driftCommand(cli: Cli): Command {
  return new Command('drift')
    .description(
      'Compare what runs with the files, or with what was last applied where there are none; ends with 2 when something differs. Changes nothing',
    )
    .argument('[services...]', 'only these and what they depend on')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action(async (services: string[], { format }: DriftOptions) => {
      const { planForDrift } = await import('../drift/plan-for-drift.ts');
      const { driftOf, driftToJson, showDrift } = await import('../../ui/plan/drift.ts');
      const { completeRepair } = await import('../drift/complete-repair.ts');
      const { afterWayBack } = await import('../drift/after-way-back.ts');
      const drifted = await planForDrift(cli, services, { verify: true });
      const { comparison, plan } = drifted;
      const drifts = driftOf(plan);
      cli.stdout.write(
        format === 'json'
          ? `${JSON.stringify(driftToJson(plan.project, comparison, drifts), null, 2)}\n`
          : showDrift(plan.project, comparison, drifts, {
              colour: cli.colour,
              complete: completeRepair(cli, services),
            }) + (drifts.length > 0 ? await afterWayBack(drifted) : ''),
      );
      cli.exitWith(drifts.length > 0 ? EXIT.changes : EXIT.ok);
    });
}
