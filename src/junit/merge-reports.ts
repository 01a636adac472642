import type { TestCase, TestReport, TestSuite } from './report.ts';

/** The report of one service, which stands before the class name of each of its cases. */
export interface ServiceReport {
  readonly service: string;
  /** Which copy of the service, where there are several. */
  readonly copy?: string | undefined;
  readonly report: TestReport;
  /** From a path in the container to one of the repository. Default: as it is. */
  readonly toRepository?: ((path: string) => string) | undefined;
}

/**
 * One report of all. GitLab drops a case whose class and name another one has, so those of two services differ by the service, and those
 * of two copies of a service by the copy.
 */
export function mergeReports(reports: readonly ServiceReport[]): TestReport {
  const copies = new Map<string, Set<string | undefined>>();
  for (const { service, copy } of reports) copies.set(service, (copies.get(service) ?? new Set()).add(copy));
  return {
    suites: reports.flatMap(({ service, copy, report, toRepository = (path) => path }) => {
      const prefix = copy === undefined ? service : `${service}[${copy}]`;
      return report.suites.map((suite) => mergedSuite(suite, prefix, toRepository));
    }),
  };
}

function mergedSuite(suite: TestSuite, prefix: string, toRepository: (path: string) => string): TestSuite {
  return { ...suite, cases: suite.cases.map((one) => mergedCase(one, suite, prefix, toRepository)) };
}

function mergedCase(
  one: TestCase,
  suite: TestSuite,
  prefix: string,
  toRepository: (path: string) => string,
): TestCase {
  const own = one.classname === '' ? suite.name : one.classname;
  return {
    ...one,
    classname: own === '' || own === prefix ? prefix : `${prefix}.${own}`,
    ...(one.file !== undefined && { file: toRepository(one.file) }),
  };
}
