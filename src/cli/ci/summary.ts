import {
  type CiReport,
  countOf,
  type PhaseStatus,
  type ScanProblem,
  type TestsReport,
  worstFirst,
} from './report.ts';

/** GitHub drops a summary that is larger as a whole. */
const MOST_BYTES = 1024 * 1024;
const MOST_PROBLEMS = 50;
const MOST_TESTS = 50;
const MOST_CHARACTERS = 500;

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

/** The report in Markdown, for the comment of a pull request. */
export function summaryOf(report: CiReport): string {
  const { project, result, seconds, since, phases, services, tests, problems } = report;
  const parts = [
    `## gantry ci: ${text(project)} ${RESULTS[result]}`,
    `${duration(seconds)}${since === undefined ? '' : `, only what has changed since ${code(since)}`}`,
    table(
      ['phase', 'result', 'time', ''],
      phases.map(({ name, status, seconds: time, why = '' }) => [
        name,
        SIGNS[status],
        status === 'skipped' || status === 'blocked' ? '' : duration(time),
        text(why),
      ]),
    ),
    ...testsPart(tests),
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
  return cut(`${parts.join('\n\n')}\n`);
}

function testsPart(report: TestsReport | undefined): readonly string[] {
  if (!report) return [];
  const { tests, failed, skipped, folder } = report;
  const counts = [
    `${tests} ${tests === 1 ? 'test' : 'tests'}`,
    `${failed.length} failed`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(', ');
  const told = `${counts}; results are in ${code(folder)}`;
  if (failed.length === 0) return [told];
  const rows = failed
    .slice(0, MOST_TESTS)
    .map(({ name, file, line, message = '' }) => [
      text(name),
      placeOf(file, line),
      text(message.slice(0, MOST_CHARACTERS)),
    ]);
  const more = failed.length > MOST_TESTS ? `\n\nand ${failed.length - MOST_TESTS} more` : '';
  return [told, `${table(['test that failed', 'place', ''], rows)}${more}`];
}

const placeOf = (file: string | undefined, line: number | undefined): string =>
  file === undefined ? '' : code(line === undefined ? file : `${file}:${line}`);

function problemsPart(problems: readonly ScanProblem[]): readonly string[] {
  if (problems.length === 0) return [];
  const counts = `errors: ${countOf(problems, 'error')}, warnings: ${countOf(problems, 'warning')}, to know: ${countOf(problems, 'info')}`;
  const shown = worstFirst(problems).slice(0, MOST_PROBLEMS);
  const rows = shown.map(({ severity, code: rule, message, file, line }) => [
    severity,
    code(rule),
    placeOf(file, line),
    text(message),
  ]);
  const more = problems.length > shown.length ? `\n\nand ${problems.length - shown.length} more` : '';
  return [details(`scan: ${counts}`, `${table(['', 'rule', 'place', ''], rows)}${more}`)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const details = (title: string, body: string): string =>
  `<details><summary>${text(title)}</summary>\n\n${body}\n\n</details>`;

/** A fence that no line of the log can close. */
function fenced(log: readonly string[]): string {
  const longest = Math.max(2, ...log.map((line) => /^\s*(`*)/.exec(line)?.[1]?.length ?? 0));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...log, fence].join('\n');
}

/** Foreign text is no Markdown and no HTML. */
const text = (foreign: string): string =>
  foreign
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]|#~]/g, (sign) => `\\${sign}`);

const code = (foreign: string): string => `\`${foreign.replaceAll(/[`|\s]+/g, ' ')}\``;

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function cut(markdown: string): string {
  const bytes = Buffer.from(markdown);
  if (bytes.length <= MOST_BYTES) return markdown;
  const note = '\n\n(cut: it is larger than 1 MiB)\n';
  return `${bytes.subarray(0, MOST_BYTES - note.length - 4).toString('utf8')}${note}`;
}
