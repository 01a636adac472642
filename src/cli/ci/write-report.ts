import type { Cli } from '../context/cli.ts';
import { writeResult } from '../context/write-result.ts';
import { addToStepSummary } from '../pipeline/step-summary.ts';
import { type CiReport, reportRecord } from './report.ts';
import { summaryOf } from './summary.ts';

interface Files {
  readonly json?: string;
  readonly summary?: string;
}

/** Error: UserError for a file that cannot be written. */
export function writeReport(cli: Cli, report: CiReport, { json, summary }: Files): void {
  if (cli.globals.dryRun) return;
  if (json !== undefined) writeResult(cli, json, `${JSON.stringify(reportRecord(report), null, 2)}\n`);
  if (summary !== undefined) writeResult(cli, summary, summaryOf(report, 'comment'));
  addToStepSummary(cli, summaryOf(report, 'summary'));
}

export function resultLine({ result, seconds, phases }: CiReport): string {
  const told = phases.map(({ name, status }) => `${name} ${status}`).join(', ');
  return `gantry ci ${result} after ${Math.round(seconds)} s: ${told}\n`;
}
