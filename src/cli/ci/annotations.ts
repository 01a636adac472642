import { type CiReport, type FailedTest, type ScanProblem, worstFirst } from './report.ts';

/** GitHub drops further ones of a kind in silence, in the order of their lines. */
const MOST_OF_A_KIND = 10;

/** Of a message: a difference of two values may be long. */
const MOST_CHARACTERS = 4000;

const KINDS: { readonly [S in ScanProblem['severity']]: string } = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
};

/** The lines by which GitHub shows what failed, tests among it, and what the scan found, at their places. The worst come first. */
export function annotations({
  phases,
  tests,
  problems,
}: Pick<CiReport, 'phases' | 'tests' | 'problems'>): string {
  const failed = phases
    .filter(({ status }) => status === 'failed')
    .map(({ name, why = 'failed' }) => ({
      kind: 'error',
      line: command('error', { title: `gantry ${name}` }, why),
    }));
  // A runner may know of tests that fail, and end with 0.
  const kind = tests?.result === 'passed' ? 'warning' : 'error';
  const ofTests = (tests?.failed ?? []).map((test) => ({ kind, line: testLine(kind, test) }));
  const found = worstFirst(problems).map((problem) => ({
    kind: KINDS[problem.severity],
    line: problemLine(problem),
  }));
  const counts = new Map<string, number>();
  return [...failed, ...ofTests, ...found]
    .filter(({ kind }) => {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      return count <= MOST_OF_A_KIND;
    })
    .map(({ line }) => line)
    .join('');
}

function testLine(kind: string, { name, message = 'failed', file, line }: FailedTest): string {
  const place = {
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line: String(line) }),
  };
  return command(kind, { ...place, title: name }, message.slice(0, MOST_CHARACTERS));
}

function problemLine({ severity, code, message, file, line, column, hint }: ScanProblem): string {
  const place = {
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line: String(line) }),
    ...(column !== undefined && { col: String(column) }),
  };
  const text = hint === undefined ? message : `${message}\n${hint}`;
  return command(KINDS[severity], { ...place, title: code }, text);
}

/** `::error file=a,line=1::text` */
function command(name: string, properties: Readonly<Record<string, string>>, text: string): string {
  const written = Object.entries(properties).map(
    ([key, value]) => `${key}=${escaped(value).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::${name} ${written.join(',')}::${escaped(text)}\n`;
}

/** A text of a command stays on its line. */
export const escaped = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
