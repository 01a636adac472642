import type { Problem } from '../../src/diagnostics/problem.ts';
import { positionOf } from '../../src/diagnostics/source.ts';

/** One line a problem: `file:line:column code «characters» message (hint)`, so that a test reads like a report. */
export function showProblems(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ code, severity, message, at, hint }) => {
    const label = severity === 'warning' ? `${code} warning` : code;
    const tail = hint === undefined ? '' : ` (${hint})`;
    if (at === undefined) return `${label} ${message}${tail}`;
    const { line, column } = positionOf(at.source, at.start);
    const marked = at.source.text.slice(at.start, at.end);
    return `${at.source.name}:${line}:${column} ${label} «${marked}» ${message}${tail}`;
  });
}
