import type { JsonMap } from '../../model/json.ts';
import type { TestsReport } from '../test/tests-report.ts';

export type PhaseStatus = 'passed' | 'failed' | 'skipped' | 'blocked' | 'cancelled';

/** How one phase ended. */
export interface PhaseResult {
  readonly name: string;
  readonly status: PhaseStatus;
  readonly seconds: number;
  /** Why it did not run, or what failed. */
  readonly why?: string;
  /** The last lines that it wrote; absent where it did not fail. */
  readonly log?: readonly string[];
}

/** What the scan found, as `check --format json` has it; `file` is relative to the root of the repository. */
export interface ScanProblem {
  readonly severity: 'error' | 'warning' | 'info';
  readonly code: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly hint?: string;
}

/** A name, and what the registry has under it now. */
export interface PushedImage {
  readonly image: string;
  readonly digest: string;
}

/** What a phase tells when it has run. */
export interface PhaseEnd {
  /** As a command has it. */
  readonly code: number;
  /** What failed; absent: the log says it. */
  readonly why?: string;
  /** The last lines of what failed, in place of those of the whole phase. */
  readonly log?: readonly string[];
  /** What became of the tests, if it ran them. */
  readonly tests?: TestsReport;
  /** What it pushed. */
  readonly pushed?: readonly PushedImage[];
}

export interface CiReport {
  readonly project: string;
  readonly pipeline: string;
  readonly since: string | undefined;
  /** The commit that it was compared with; undefined: with none. */
  readonly base: string | undefined;
  readonly result: 'passed' | 'failed' | 'timeout' | 'interrupted';
  readonly seconds: number;
  readonly services: readonly { readonly service: string; readonly images: readonly string[] }[];
  readonly phases: readonly PhaseResult[];
  /** undefined: they did not run. */
  readonly tests: TestsReport | undefined;
  readonly pushed: readonly PushedImage[];
  readonly problems: readonly ScanProblem[];
}

/** For programs. */
export const reportRecord = ({ since, base, phases, tests, ...report }: CiReport): JsonMap => ({
  version: 1,
  ...report,
  since: since ?? null,
  base: base ?? null,
  services: report.services.map(({ service, images }) => ({ service, images })),
  phases: phases.map((phase) => ({ ...phase })),
  pushed: report.pushed.map((image) => ({ ...image })),
  tests: tests ? { ...tests, failed: tests.failed.map((test) => ({ ...test })) } : null,
  problems: report.problems.map((problem) => ({ ...problem })),
});

const SEVERITIES = ['error', 'warning', 'info'] as const;

/** The worst first: a reader, and a limit, may stop early. */
export const worstFirst = (problems: readonly ScanProblem[]): readonly ScanProblem[] =>
  SEVERITIES.flatMap((severity) => problems.filter((problem) => problem.severity === severity));

export const countOf = (problems: readonly ScanProblem[], severity: ScanProblem['severity']): number =>
  problems.filter((problem) => problem.severity === severity).length;
