import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { environmentReport, type StartedService } from '../../junit/environment-report.ts';
import { hideInReport } from '../../junit/hide-in-report.ts';
import { mergeReports, type ServiceReport } from '../../junit/merge-reports.ts';
import { errorReport, type TestReport, type TestSuite, totalsOf } from '../../junit/report.ts';
import { type RepositoryPaths, repositoryPath } from '../../junit/repository-path.ts';
import { writeJunit } from '../../junit/write-junit.ts';
import type { Project } from '../../model/project.ts';
import type { Hide } from '../../model/secret-hider.ts';
import { fromRoot, repositoryRoot } from '../pipeline/repository.ts';
import type { ServiceArtifacts } from './collect-results.ts';
import type { EndedTest } from './run-test.ts';

interface ReportRequest {
  /** Pipelines name their checkout in it. */
  readonly environment: ReadonlyMap<string, string>;
  readonly project: Project;
  readonly hide: Hide;
  /** Of the results. */
  readonly folder: string;
  readonly artifacts: ReadonlyMap<string, ServiceArtifacts>;
  /** The value of each variable of a matrix; empty: there is none. */
  readonly copy: string;
  readonly started: readonly StartedService[];
  readonly tests: readonly string[];
  readonly ended: readonly EndedTest[];
  readonly hasStarted: boolean;
  readonly timestamp: string;
}

/** The report of one copy: what runners wrote themselves, else one case per service; and the environment where that failed. */
export async function reportOf(request: ReportRequest): Promise<TestReport> {
  const { ended, hide, hasStarted, started, tests, timestamp, copy } = request;
  const failed = started.some(({ problem }) => problem !== undefined);
  const blocked = hasStarted ? [] : tests.filter((test) => !ended.some(({ run }) => run.service === test));
  const environment = failed || !hasStarted ? environmentReport(started, blocked, timestamp).suites : [];
  const reports = await Promise.all(
    ended
      .filter(({ run }) => run.end.kind !== 'not-started')
      .map(async (test): Promise<ServiceReport> => {
        const { service } = test.run;
        return {
          service,
          copy: copy === '' ? undefined : copy,
          report: await reportOfTest(test, request),
          toRepository: pathsOf(request, service),
        };
      }),
  );
  const merged = mergeReports(reports);
  return hideInReport({ suites: [...environment, ...merged.suites] }, hide);
}

async function reportOfTest(test: EndedTest, request: ReportRequest): Promise<TestReport> {
  const { run } = test;
  const { service } = run;
  const read = await readReports(request, service);
  const suites = read.flatMap((report) => report.suites);
  const { failures, errors } = totalsOf(suites);
  const problem = problemOf(test);
  if (suites.length === 0) return { suites: [caseOfService(test, request.timestamp)] };
  // The runner failed and no test of it did: whoever reads the report alone has to see it.
  if (problem && failures + errors === 0)
    return { suites: [...suites, ...errorReport(service, service, problem).suites] };
  return { suites };
}

function caseOfService(test: EndedTest, timestamp: string): TestSuite {
  const { service, seconds } = test.run;
  const problem = problemOf(test);
  return {
    name: service,
    timestamp,
    cases: [
      {
        classname: '',
        name: service,
        seconds,
        result: problem
          ? { kind: problem.type === 'exit-code' ? 'failed' : 'error', ...problem }
          : { kind: 'passed' },
        systemOut: test.output,
      },
    ],
  };
}

interface RunProblem {
  readonly type: string;
  readonly message: string;
}

function problemOf({ run: { service, end } }: EndedTest): RunProblem | undefined {
  switch (end.kind) {
    case 'exited':
      return end.code === 0
        ? undefined
        : { type: 'exit-code', message: `${service} ended with exit code ${end.code}` };
    case 'not-started':
      return { type: 'not-started', message: end.message };
    case 'stopped':
      return { type: 'timeout', message: `${service} was stopped before it ended` };
  }
}

/** Those among the artifacts that are JUnit XML, or that were to be. */
async function readReports(
  { folder, artifacts }: ReportRequest,
  service: string,
): Promise<readonly TestReport[]> {
  const copied = artifacts.get(service);
  const reports: TestReport[] = [];
  for (const file of copied?.files ?? []) {
    if (!copied || !file.endsWith('.xml')) continue;
    const path = join(folder, copied.folder, file);
    if (!(await isReport(path, file))) continue;
    const { readJunit } = await import('../../junit/read-junit.ts');
    reports.push(await readJunit(createReadStream(path), { name: file }));
  }
  return reports;
}

/** Other documents are `.xml` too, such as those of coverage. One that is empty or cut off is told apart by its name. */
async function isReport(path: string, name: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    const start = buffer.toString('latin1', 0, bytesRead).replaceAll('\0', '');
    const [, root] = /<([A-Za-z_][\w.:-]*)/.exec(start.replace(/<!--.*?-->/gs, '')) ?? [];
    if (root !== undefined) return root === 'testsuites' || root === 'testsuite';
    return /junit|test|result|report/i.test(name);
  } finally {
    await file.close();
  }
}

function pathsOf(
  { project, artifacts, environment }: ReportRequest,
  service: string,
): (path: string) => string {
  const spec = project.services.get(service);
  const workingDir = spec?.workingDir ?? artifacts.get(service)?.workingDir ?? '/';
  const binds = (spec?.volumes ?? []).flatMap(({ type, source, target }) =>
    type === 'bind' && source !== undefined ? [{ inContainer: target, onHost: source }] : [],
  );
  const context = spec?.build?.context;
  const built = context?.startsWith('/') === true ? [{ inContainer: workingDir, onHost: context }] : [];
  const root = repositoryRoot(project.workingDir, environment);
  const paths: RepositoryPaths = {
    fromRoot: (name) => fromRoot(root, { name, folder: project.workingDir }),
    workingDir,
    mappings: [...binds, ...built],
    exists: existsSync,
  };
  return (path) => repositoryPath(path, paths);
}

/** Error: that of the file system. */
export async function writeReport(cwd: string, path: string, report: TestReport): Promise<void> {
  const place = resolve(cwd, path);
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, Readable.from(writeJunit(report)));
}
