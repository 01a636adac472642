import { appendFileSync } from 'node:fs';
import type { Cli } from '../context/cli.ts';
import { cannotWrite, writeResult } from '../context/write-result.ts';
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
  if (summary !== undefined) writeResult(cli, summary, summaryOf(report));
  const ofStep = cli.environment.get('GITHUB_STEP_SUMMARY');
  if (ofStep) append(ofStep, summaryOf(report));
}

/** Others write to it too. */
function append(path: string, text: string): void {
  try {
    appendFileSync(path, text);
  } catch (error) {
    throw cannotWrite(path, error instanceof Error ? error : new Error(String(error)));
  }
}

export function resultLine({ result, seconds, phases }: CiReport): string {
  const told = phases.map(({ name, status }) => `${name} ${status}`).join(', ');
  return `gantry ci ${result} after ${Math.round(seconds)} s: ${told}\n`;
}
