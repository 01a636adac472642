import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { EXIT } from '../exit-codes.ts';

interface DriftOptions {
  readonly format: 'text' | 'json';
}

export function driftCommand(cli: Cli): Command {
  return new Command('drift')
    .description(
      'Compare what runs with the files, setting by setting; ends with 2 when something differs. Changes nothing',
    )
    .argument('[services...]', 'only these and what they depend on')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action(async (services: string[], { format }: DriftOptions) => {
      const { appliedFiles } = await import('../applied-files.ts');
      const { planForUp } = await import('./up.ts');
      const { driftOf, driftToJson, showDrift } = await import('../../ui/drift.ts');
      const applied = await appliedFiles(cli, services);
      const { plan } = await planForUp(applied.cli, applied.services, {
        ...AS_THE_FILES_SAY,
        // Everything that is on the engine under the project's name, and does not belong there.
        removeOrphans: true,
        verify: true,
      });
      const drifts = driftOf(plan);
      cli.stdout.write(
        format === 'json'
          ? `${JSON.stringify(driftToJson(plan.project, drifts), null, 2)}\n`
          : showDrift(plan.project, drifts, { colour: cli.colour }),
      );
      cli.exitWith(drifts.length > 0 ? EXIT.changes : EXIT.ok);
    });
}

/** `up` without a flag. */
const AS_THE_FILES_SAY = { recreate: true, start: true, deps: true, color: true, logPrefix: true } as const;
