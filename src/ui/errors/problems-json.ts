import type { Problem } from '../../diagnostics/problem.ts';
import { positionOf, type Span } from '../../diagnostics/source.ts';
import type { JsonMap } from '../../model/json.ts';

/**
 * A problem of the files, for editors and scripts.
 *
 * Lines and columns count from 1, offsets from 0, both in UTF-16 code units; the end is after the last character.
 * A problem without a place has no `file` and no numbers.
 */
export function problemToJson({ code, severity, message, at, hint, fixes }: Problem): JsonMap {
  return {
    code,
    severity,
    message,
    ...placeToJson(at),
    ...(hint !== undefined && { hint }),
    ...(fixes && { fixable: true }),
  };
}

export function placeToJson(at: Span | undefined): JsonMap {
  if (!at) return {};
  const end = positionOf(at.source, at.end);
  return {
    file: at.source.name,
    ...positionOf(at.source, at.start),
    endLine: end.line,
    endColumn: end.column,
    offset: at.start,
    endOffset: at.end,
  };
}

/** All problems as one document. Ends with a line end. @param more what else the document has */
export function problemsJson(problems: readonly Problem[], more: JsonMap = {}): string {
  return `${JSON.stringify({ problems: problems.map(problemToJson), ...more }, null, 2)}\n`;
}
