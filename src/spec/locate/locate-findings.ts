import type { Problem } from '../../diagnostics/problem.ts';
import type { Source, Span } from '../../diagnostics/source.ts';
import type { Finding, Place } from '../tree/finding.ts';
import { visibleSpan } from './visible-span.ts';
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
  const parse = (source: Source): readonly YamlDocument[] => parser?.parseDocuments(source) ?? [];

  const problems = findings.flatMap(({ place, ...problem }): readonly Located[] => {
    if (place === undefined) return [problem];
    if (place.kind !== 'yaml') return [{ ...problem, at: spanOf(place) }];
    const explained = parser?.explainYaml(place.source, parse(place.source)) ?? [];
    return explained.length > 0 ? explained : [{ ...problem, at: lineAt(place.source, place.offset) }];
  });
  return unique(inOrder(problems.map(visible), files));

  function spanOf(place: Exclude<Place, { kind: 'yaml' }>): Span {
    if (place.kind === 'span') return { source: place.source, start: place.start, end: place.end };
    return parser?.spanOfPath(place) ?? { source: place.source, start: 0, end: 0 };
  }
}

/** An empty span is widened to the character behind it, or at the end of a line to the nearest one before it. */
type Located = Problem & Pick<Finding, 'of'>;

const visible = (problem: Located): Located =>
  problem.at === undefined ? problem : { ...problem, at: visibleSpan(problem.at) };

function lineAt(source: Source, offset: number): Span {
  const start = Math.min(offset, source.text.length);
  const rest = /^[^\r\n]*/.exec(source.text.slice(start))?.[0].trimEnd() ?? '';
  return { source, start, end: start + rest.length };
}

function inOrder(problems: readonly Located[], files: readonly Source[]): readonly Located[] {
  const order = new Map<Source, number>();
  for (const source of [...files, ...problems.flatMap(({ at }) => (at ? [at.source] : []))])
    if (!order.has(source)) order.set(source, order.size);
  const file = ({ at }: Problem) => (at === undefined ? -1 : (order.get(at.source) ?? -1));
  return problems.toSorted((a, b) => file(a) - file(b) || (a.at?.start ?? 0) - (b.at?.start ?? 0));
}

/**
 * A value that services share (by an anchor, by `extends`) is wrong in each of them; only the first is reported. Fixes tell no problems
 * apart, and have whole files in them.
 */
function unique(problems: readonly Located[]): readonly Problem[] {
  const seen = new Set<string>();
  const firsts = new Map<string, string>();
  return problems
    .filter(({ of, message, at, fixes: _, ...problem }) => {
      const shared = JSON.stringify([problem, at?.source.name, at?.start, at?.end]);
      const whole = `${shared} ${message}`;
      if (seen.has(whole)) return false;
      seen.add(whole);
      if (of === undefined || at === undefined) return true;
      const first = firsts.get(shared) ?? of.join('.');
      firsts.set(shared, first);
      return first === of.join('.');
    })
    .map(({ of: _, ...problem }) => problem);
}
