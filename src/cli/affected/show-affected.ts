import { affectedRecord, affectedTable } from '../../ui/tables/affected-output.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { findAffectedSince } from './find-affected-since.ts';
import { comparedWith, shownIn, warnOfWhatNobodySees } from './tell-comparison.ts';

export interface AffectedOptions {
  readonly since?: string;
  readonly format: 'table' | 'json';
  readonly quiet?: boolean;
  readonly detailedExitcode?: boolean;
}

/** @returns the exit code */
export async function showAffected(
  cli: Cli,
  services: readonly string[],
  { since, format, quiet, detailedExitcode }: AffectedOptions,
): Promise<number> {
  const found = await findAffectedSince(cli, { since, services });
  const shown = { ...found, show: shownIn(cli.cwd) };
  warnOfWhatNobodySees(cli, found);
  if (format === 'json') cli.stdout.write(`${JSON.stringify(affectedRecord(shown), null, 2)}\n`);
  else if (quiet) cli.stdout.write(found.services.map(({ name }) => `${name}\n`).join(''));
  else {
    cli.stderr.write(comparedWith(found));
    cli.stdout.write(affectedTable(shown, cli.stdout.columns));
  }
  return detailedExitcode && found.services.length > 0 ? EXIT.changes : EXIT.ok;
}
