import type { Span } from '../../diagnostics/source.ts';

/** A place between two characters is shown by the one behind it, at the end of a line by the nearest one before it. */
export function visibleSpan(at: Span): Span {
  const { source } = at;
  const { text } = source;
  const start = Math.min(at.start, text.length);
  const end = Math.min(at.end, text.length);
  if (end > start) return end === at.end ? at : { source, start, end };
  const before = text.slice(0, start).trimEnd().length - 1;
  const from = /\S/.test(text.charAt(start)) ? start : before < 0 ? text.search(/\S/) : before;
  return from < 0 ? at : { source, start: from, end: from + 1 };
}
