import type { TestCase, TestReport } from './report.ts';

/** What became of a service that the tests need, or that runs them. */
export interface StartedService {
  readonly service: string;
  readonly seconds?: number | undefined;
  /** Absent: it became ready. */
  readonly problem?: StartProblem | undefined;
}

export interface StartProblem {
  readonly type: 'unhealthy' | 'exited' | 'build-failed' | 'timeout' | 'failed' | 'interrupted';
  readonly message: string;
  /** What it wrote last. */
  readonly lines?: readonly string[];
}

/** The suite in which an environment that did not start is told. */
export const ENVIRONMENT_SUITE = 'gantry.environment';

const LAST_LINES = 50;

/** One case for each service with its time to be ready; the tests that could not run for it are skipped. */
export function environmentReport(
  services: readonly StartedService[],
  blocked: readonly string[],
  timestamp: string,
): TestReport {
  const skipped = blocked.map(
    (service): TestCase => ({
      classname: ENVIRONMENT_SUITE,
      name: `tests of ${service}`,
      result: { kind: 'skipped', message: 'what they need did not start' },
    }),
  );
  return {
    suites: [{ name: ENVIRONMENT_SUITE, timestamp, cases: [...services.map(caseOf), ...skipped] }],
  };
}

function caseOf({ service, seconds, problem }: StartedService): TestCase {
  return {
    classname: ENVIRONMENT_SUITE,
    name: service,
    seconds,
    result: problem
      ? {
          kind: 'error',
          message: problem.message,
          type: problem.type,
          ...(problem.lines && { text: problem.lines.slice(-LAST_LINES).join('\n') }),
        }
      : { kind: 'passed' },
  };
}
