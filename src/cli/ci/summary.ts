import {
  code,
  details,
  documentOf,
  duration,
  fenced,
  MOST_BYTES,
  placeText,
  table,
  text,
} from '../pipeline/markdown.ts';
import { summaryOfTests } from '../test/tests-for-pipeline.ts';
import { type CiReport, countOf, type PhaseStatus, type ScanProblem, worstFirst } from './report.ts';

const MOST_PROBLEMS = 50;

const SIGNS: { readonly [S in PhaseStatus]: string } = {
  passed: '✅ passed',
  failed: '❌ failed',
  skipped: 'skipped',
  blocked: '⛔ not run',
  cancelled: '⏹ cancelled',
};

const RESULTS: { readonly [R in CiReport['result']]: string } = {
  passed: '✅ passed',
  failed: '❌ failed',
  timeout: '❌ ran out of time',
  interrupted: '⏹ interrupted',
};

/** The report in Markdown. */
export function summaryOf(report: CiReport, place: keyof typeof MOST_BYTES): string {
  const { project, result, seconds, phases, services, tests, problems } = report;
  const parts = [
    `## gantry ci: ${text(project)} ${RESULTS[result]}`,
    `${duration(seconds)}${sinceText(report)}`,
    table(
      ['phase', 'result', 'time', ''],
      phases.map(({ name, status, seconds: time, why = '' }) => [
        name,
        SIGNS[status],
        status === 'skipped' || status === 'blocked' ? '' : duration(time),
        text(why),
      ]),
    ),
    ...(tests ? summaryOfTests(tests) : []),
    ...phases.flatMap(({ name, log }) =>
      log && log.length > 0 ? [details(`the end of ${name}`, fenced(log))] : [],
    ),
    ...(services.length > 0
      ? [
          table(
            ['service', 'image'],
            services.map(({ service, images }) => [text(service), images.map(code).join('<br>')]),
          ),
        ]
      : []),
    ...problemsPart(problems),
  ];
  return documentOf(parts, MOST_BYTES[place]);
}

function sinceText({ since, base }: CiReport): string {
  if (since === undefined) return '';
  // Nobody could tell what has changed.
  if (base === undefined) return `, everything, as nothing could be compared with ${code(since)}`;
  const commit = base.slice(0, 12);
  return `, only what has changed since ${since.startsWith(commit) ? code(since) : `${code(since)} (${code(commit)})`}`;
}

function problemsPart(problems: readonly ScanProblem[]): readonly string[] {
  if (problems.length === 0) return [];
  const counts = `errors: ${countOf(problems, 'error')}, warnings: ${countOf(problems, 'warning')}, to know: ${countOf(problems, 'info')}`;
  const shown = worstFirst(problems).slice(0, MOST_PROBLEMS);
  const rows = shown.map(({ severity, code: rule, message, file, line }) => [
    severity,
    code(rule),
    placeText(file, line),
    text(message),
  ]);
  const more = problems.length > shown.length ? `\n\nand ${problems.length - shown.length} more` : '';
  return [details(`scan: ${counts}`, `${table(['', 'rule', 'place', ''], rows)}${more}`)];
}
