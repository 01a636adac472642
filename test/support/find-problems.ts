import type { Problem } from '../../src/diagnostics/problem.ts';
import { locateFindings } from '../../src/spec/locate/locate-findings.ts';
import type { Finding, Report } from '../../src/spec/tree/finding.ts';

/** Runs one phase and locates what it reports. */
export async function findProblems(phase: (report: Report) => unknown): Promise<readonly Problem[]> {
  const findings: Finding[] = [];
  await phase((finding) => findings.push(finding));
  return locateFindings(findings);
}
