import stringWidth from 'string-width';

/** The text cut to so many columns, with `…` where something was cut. No colours in it. */
export function fitLine(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  return columns < 1 ? '' : `${takeColumns(charactersOf(text), columns - 1).join('')}…`;
}

/** Cut in front: the end of a name tells it from its neighbours, the beginning is the project's. */
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

/** What the reader takes for one character may be several: only text beyond ASCII needs the slow way. */
function charactersOf(text: string): readonly string[] {
  if (/^[ -~]*$/.test(text)) return text.split('');
  // Made at the first use: it takes longer to make than a whole command.
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

let segmenter: Intl.Segmenter | undefined;
