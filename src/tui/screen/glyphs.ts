import stringWidth from 'string-width';
import { visible } from '../../util/disarm.ts';

/** What a terminal shows as one character. */
export interface Glyph {
  readonly text: string;
  /** Columns. */
  readonly width: 1 | 2;
}

/** A tab has no width of its own, so it gets one. */
const TAB = '  ';
const PLAIN = /^[ -~]*$/;

/**
 * The characters of any text as cells show them. This is the one way into a cell, so what a terminal would obey is shown instead,
 * wherever it comes from.
 */
export function glyphsOf(text: string): readonly Glyph[] {
  if (PLAIN.test(text)) return Array.from(text, (character) => ({ text: character, width: 1 }));
  segmenter ??= new Intl.Segmenter();
  const shown = visible(text.replaceAll('\t', TAB));
  return Array.from(segmenter.segment(shown), ({ segment }) => glyphOf(segment)).filter(
    (glyph) => glyph !== undefined,
  );
}

let segmenter: Intl.Segmenter | undefined;

/** What has no width stands over nothing, and is left out. */
function glyphOf(text: string): Glyph | undefined {
  const width = stringWidth(text);
  if (width === 0) return undefined;
  return { text, width: width === 1 ? 1 : 2 };
}
