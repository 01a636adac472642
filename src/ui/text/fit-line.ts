import stringWidth from 'string-width';

/** The text cut to this number of columns, with `…` at the cut. The text has no colours. */
export function fitLine(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  return columns < 1 ? '' : `${takeColumns(charactersOf(text), columns - 1).join('')}…`;
}

/** Cuts the beginning: the end of a name distinguishes it, the beginning is the project's name. */
export function fitLineEnd(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  const kept = takeColumns(charactersOf(text).toReversed(), columns - 1).toReversed();
  return columns < 1 ? '' : `…${kept.join('')}`;
}

export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
}

function takeColumns(characters: readonly string[], columns: number): readonly string[] {
  let width = 0;
  const end = characters.findIndex((character) => {
    width += stringWidth(character);
    return width > columns;
  });
  return end === -1 ? characters : characters.slice(0, end);
}

/** A visible character may be several code points; only text beyond ASCII needs the slow segmenter. */
function charactersOf(text: string): readonly string[] {
  if (/^[ -~]*$/.test(text)) return text.split('');
  // Created at the first use: creating it takes longer than a whole command.
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

let segmenter: Intl.Segmenter | undefined;
