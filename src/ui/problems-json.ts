import type { Problem } from '../diagnostics/problem.ts';
import { positionOf } from '../diagnostics/source.ts';
import type { JsonMap } from '../model/json.ts';

/**
 * A problem of the files, for editors and scripts.
 *
 * Lines and columns count from 1, offsets from 0, both in UTF-16 code units; the end is behind the last character.
 * What has no place in a file has no `file` and no numbers.
 */
export function problemToJson({ code, severity, message, at, hint }: Problem): JsonMap {
  const end = at && positionOf(at.source, at.end);
  return {
    code,
    severity,
    message,
    ...(at && end
      ? {
          file: at.source.name,
          ...positionOf(at.source, at.start),
          endLine: end.line,
          endColumn: end.column,
          offset: at.start,
          endOffset: at.end,
        }
      : {}),
    ...(hint !== undefined && { hint }),
  };
}

/** All problems as one document. Ends with a line end. */
export function problemsJson(problems: readonly Problem[]): string {
  return `${JSON.stringify({ problems: problems.map(problemToJson) }, null, 2)}\n`;
}
