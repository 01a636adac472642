import stringWidth from 'string-width';

/** The text cut to so many columns, with `…` where something was cut. No colours in it. */
export function fitLine(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let fitted = '';
  let width = 0;
  for (const { segment } of SEGMENTS.segment(text)) {
    width += stringWidth(segment);
    if (width > columns - 1) break;
    fitted += segment;
  }
  return columns < 1 ? '' : `${fitted}…`;
}

const SEGMENTS = new Intl.Segmenter();

export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
}
