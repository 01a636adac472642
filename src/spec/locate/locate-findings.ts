import type { Problem } from '../../diagnostics/problem.ts';
import type { Source, Span } from '../../diagnostics/source.ts';
import type { Finding, Place } from '../tree/finding.ts';
import type { YamlDocument } from './yaml-document.ts';

/**
 * Turns findings into problems with exact characters.
 *
 * The explaining parser is loaded here and only when a place needs it, and reads each file once.
 * Order: problems without a place, then file by file (`files` first, as given, then as they appear), by offset. Identical problems
 * at the same characters are reported once.
 */
export async function locateFindings(
  findings: readonly Finding[],
  files: readonly Source[] = [],
): Promise<readonly Problem[]> {
  const needsParser = findings.some(({ place }) => place !== undefined && place.kind !== 'span');
  const parser = needsParser ? await import('./yaml-places.ts') : undefined;
  const documents = new Map<Source, readonly YamlDocument[]>();
  const parse = (source: Source): readonly YamlDocument[] => {
    const known = documents.get(source) ?? parser?.parseDocuments(source) ?? [];
    documents.set(source, known);
    return known;
  };

  const problems = findings.flatMap(({ place, ...problem }): readonly Problem[] => {
    if (place === undefined) return [problem];
    if (place.kind !== 'yaml') return [{ ...problem, at: spanOf(place) }];
    const explained = parser?.explainYaml(place.source, parse(place.source)) ?? [];
    return explained.length > 0 ? explained : [{ ...problem, at: lineAt(place.source, place.offset) }];
  });
  return unique(inOrder(problems.map(visible), files));

  function spanOf(place: Exclude<Place, { kind: 'yaml' }>): Span {
    if (place.kind === 'span') return { source: place.source, start: place.start, end: place.end };
    return parser?.spanOfPath(place, parse(place.source)) ?? { source: place.source, start: 0, end: 0 };
  }
}

/** An empty span is widened to the character behind it, or at the end of a line to the nearest one before it. */
function visible(problem: Problem): Problem {
  const { at } = problem;
  if (at === undefined) return problem;
  const { source } = at;
  const { text } = source;
  const start = Math.min(at.start, text.length);
  const end = Math.min(at.end, text.length);
  if (end > start) return end === at.end ? problem : { ...problem, at: { source, start, end } };
  const before = text.slice(0, start).trimEnd().length - 1;
  const from = /\S/.test(text.charAt(start)) ? start : before < 0 ? text.search(/\S/) : before;
  return from < 0 ? problem : { ...problem, at: { source, start: from, end: from + 1 } };
}

function lineAt(source: Source, offset: number): Span {
  const start = Math.min(offset, source.text.length);
  const rest = /^[^\r\n]*/.exec(source.text.slice(start))?.[0].trimEnd() ?? '';
  return { source, start, end: start + rest.length };
}

function inOrder(problems: readonly Problem[], files: readonly Source[]): readonly Problem[] {
  const order = new Map<Source, number>();
  for (const source of [...files, ...problems.flatMap(({ at }) => (at ? [at.source] : []))])
    if (!order.has(source)) order.set(source, order.size);
  const file = ({ at }: Problem) => (at === undefined ? -1 : (order.get(at.source) ?? -1));
  return problems.toSorted((a, b) => file(a) - file(b) || (a.at?.start ?? 0) - (b.at?.start ?? 0));
}

/** A value that services share (by an anchor, by `extends`) is wrong in each of them; only the first is reported. */
const WHOSE =
  /\b(?:(?:services|networks|volumes|secrets|configs)(?:\.[\w-]+|\["[^"]*"\])|service "[^"]*"(?=[ :]))/g;

function unique(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ at, ...problem }) => {
    const message = at === undefined ? problem.message : problem.message.replaceAll(WHOSE, '');
    const key = JSON.stringify([{ ...problem, message }, at?.source.name, at?.start, at?.end]);
    return !seen.has(key) && seen.add(key);
  });
}
