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
  /** The files as scanners know them; absent: by their own names. */
  readonly repository?: SarifRepository;
}

interface SarifRepository {
  /** The name of a file from the root of the repository. */
  readonly fromRoot: (name: string) => { readonly name: string; readonly isInside: boolean };
  /** A file of it, at whose beginning the problems stand that have no place in it: GitHub refuses a whole log for one of these. */
  readonly standIn: string;
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
  { version, meanings, fingerprintOf, repository }: SarifOptions,
): string {
  const rules = CODES.map((code) => ruleOf(code, meanings[code] ?? code));
  const run = {
    tool: { driver: { name: 'gantry', version, rules } },
    columnKind: 'utf16CodeUnits',
    results: mostImportant(problems).map((problem) => ({
      ...resultOf(problem, repository),
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

function resultOf(problem: Problem, repository: SarifRepository | undefined): JsonMap {
  const { code, severity, message, at, hint } = problem;
  const place = at && (repository?.fromRoot(at.source.name) ?? { name: at.source.name, isInside: true });
  const elsewhere = place && !place.isInside ? `${place.name}: ` : '';
  return {
    ruleId: code,
    ruleIndex: CODES.indexOf(code),
    level: LEVELS[severity],
    message: { text: `${elsewhere}${message}${hint === undefined ? '' : ` (${hint})`}` },
    locations:
      at && place?.isInside
        ? [locationOf(at, uriOf(place.name))]
        : repository
          ? [beginningOf(repository.standIn)]
          : [],
  };
}

const beginningOf = (name: string): JsonMap => ({
  physicalLocation: { artifactLocation: { uri: uriOf(name) }, region: { startLine: 1 } },
});

function locationOf({ source, start, end }: Span, uri: string): JsonMap {
  const from = positionOf(source, start);
  const to = positionOf(source, end);
  return {
    physicalLocation: {
      artifactLocation: { uri },
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

/** A relative URI, if the name is relative. */
function uriOf(name: string): string {
  if (name === '<stdin>') return 'stdin';
  const path = name.split('/').map(encodeURIComponent).join('/');
  return name.startsWith('/') ? `file://${path}` : path;
}
