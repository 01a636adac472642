import { PRACTICE_RULES } from '../../diagnostics/practice-rules.ts';
import { PROBLEM_CODES, type Problem } from '../../diagnostics/problem.ts';
import { positionOf, type Span } from '../../diagnostics/source.ts';
import { USER_ERROR_CODES } from '../../diagnostics/user-error.ts';
import type { JsonMap } from '../../model/json.ts';

export interface SarifOptions {
  readonly version: string;
  /** The explanation and remedy of each code. */
  readonly meanings: { readonly [code: string]: string };
  /** What a scanner recognises a problem by when lines have moved. */
  readonly fingerprintOf?: (problem: Problem) => string;
}

/** GitHub refuses a whole log that has more. */
const MOST_RESULTS = 25_000;

/** A file can be in the way of itself: what `up` refuses has codes of its own. */
const CODES: readonly Problem['code'][] = [...PROBLEM_CODES, ...USER_ERROR_CODES, ...PRACTICE_RULES];

const LEVELS: { readonly [S in Problem['severity']]: string } = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/** The problems as a SARIF 2.1.0 log, which code scanners and editors read. Ends with a line end. */
export function sarifLog(
  problems: readonly Problem[],
  { version, meanings, fingerprintOf }: SarifOptions,
): string {
  const rules = CODES.map((code) => ruleOf(code, meanings[code] ?? code));
  const run = {
    tool: { driver: { name: 'gantry', version, rules } },
    columnKind: 'utf16CodeUnits',
    results: mostImportant(problems).map((problem) => ({
      ...resultOf(problem),
      ...(fingerprintOf && { partialFingerprints: { 'gantry/v1': fingerprintOf(problem) } }),
    })),
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** The least important ones go where there are too many. */
function mostImportant(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= MOST_RESULTS) return problems;
  const order = Object.keys(LEVELS);
  return problems
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
    .slice(0, MOST_RESULTS);
}

function ruleOf(id: string, meaning: string): JsonMap {
  const [first = meaning] = meaning.split(/(?<=\.)\s/);
  return {
    id,
    shortDescription: { text: first.replaceAll('`', '') },
    help: { text: meaning.replaceAll('`', ''), markdown: meaning },
  };
}

function resultOf({ code, severity, message, at, hint }: Problem): JsonMap {
  return {
    ruleId: code,
    ruleIndex: CODES.indexOf(code),
    level: LEVELS[severity],
    message: { text: hint === undefined ? message : `${message} (${hint})` },
    locations: at ? [locationOf(at)] : [],
  };
}

function locationOf({ source, start, end }: Span): JsonMap {
  const from = positionOf(source, start);
  const to = positionOf(source, end);
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(source.name) },
      region: {
        startLine: from.line,
        startColumn: from.column,
        endLine: to.line,
        endColumn: to.column,
        charOffset: start,
        charLength: end - start,
      },
    },
  };
}

/** A URI relative to the current folder, if the name is relative. */
function uriOf(name: string): string {
  if (name === '<stdin>') return 'stdin';
  const path = name.split('/').map(encodeURIComponent).join('/');
  return name.startsWith('/') ? `file://${path}` : path;
}
