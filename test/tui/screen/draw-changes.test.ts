import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CellGrid } from '../../../src/tui/screen/cell-grid.ts';
import { drawChanges } from '../../../src/tui/screen/draw-changes.ts';
import { bold, plain, toned } from '../../../src/tui/screen/span.ts';
import { TestScreen } from '../../support/full-screen.ts';

/** What a frame is drawn with. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const OURS = /\u001b\[(?:\?\d+[hl]|\d+;\d+H|[\d;]*m|2J)/g;
const COLUMNS = 12;
const ROWS = 3;

function aGrid(lines: readonly string[]): CellGrid {
  const grid = new CellGrid(COLUMNS, ROWS, true);
  for (const [row, line] of lines.entries()) grid.put(row, 0, [plain(line)]);
  return grid;
}

const glyph = fc.constantFrom('a', 'b', ' ', '●', '日', '👩‍💻', 'é', '\u001b', '\t', '\u202e');
const line = fc.array(glyph, { maxLength: 20 }).map((glyphs) => glyphs.join(''));
const lines = fc.array(line, { minLength: ROWS, maxLength: ROWS });

describe('drawChanges()', () => {
  test('makes a terminal that shows any frame show any other', () => {
    fc.assert(
      fc.property(fc.array(lines, { minLength: 2, maxLength: 4 }), (frames) => {
        const screen = new TestScreen(COLUMNS, ROWS);
        let before: CellGrid | undefined;
        for (const frame of frames) {
          const after = aGrid(frame);
          screen.write(drawChanges(before, after, { unicode: true }));
          before = after;

          expect(screen.text).toBe(after.text);
        }
      }),
    );
  });

  test('writes nothing for the same frame, and only the cells that differ', () => {
    const before = aGrid(['one two', 'three']);

    expect(drawChanges(before, aGrid(['one two', 'three']), { unicode: true })).toBe('');
    expect(drawChanges(before, aGrid(['one twO', 'three']), { unicode: true })).toBe(
      '\u001b[?2026h\u001b[?25l\u001b[1;7H\u001b[0mO\u001b[0m\u001b[?2026l',
    );
  });

  test('draws all of it where the terminal has another size', () => {
    const other = new CellGrid(COLUMNS - 1, ROWS, true);
    other.put(0, 0, [plain('one')]);

    expect(drawChanges(aGrid(['one']), other, { unicode: true })).toContain('\u001b[2J');
  });

  test('has one column for each on a terminal that knows only ASCII', () => {
    const text = drawChanges(undefined, aGrid(['● ✕ 日 é', '├─ a…']), { unicode: false });
    const screen = new TestScreen(COLUMNS, ROWS);
    screen.write(text);

    expect(screen.text.split('\n').slice(0, 2)).toEqual(['* x ?? ?', '|- a~']);
    expect(text.replaceAll(OURS, '')).toMatch(/^[ -~]*$/);
  });
});

describe('put()', () => {
  test('cuts what does not fit, also in the middle of a wide character', () => {
    const grid = new CellGrid(6, 3, true);
    grid.put(0, 0, [plain('abcdefgh')]);
    grid.put(1, 0, [plain('日本語日本')]);
    grid.put(2, 1, [plain('abcdef')], 3);

    expect(grid.text).toBe('abcde…\n日本 …\n ab…');
  });

  test.each([
    ['a title', '\u001b]0;owned\u0007x', '\\x1b]0;owned\\x07x'],
    ['a movement', '\u001b[2Jx', '\\x1b[2Jx'],
    ['a line end', 'a\nx', 'a\\x0ax'],
    ['a turn of the text', '\u202ex', '\\u202ex'],
    ['a control of eight bits', '\u009b2Jx', '\\u009b2Jx'],
  ])('lets no text bring %s to the terminal, and shows it', (_, text, shown) => {
    const grid = new CellGrid(40, 1, true);
    grid.put(0, 0, [plain(text)]);
    const drawn = drawChanges(undefined, grid, { unicode: true });

    expect(drawn.replaceAll(OURS, '')).toMatch(/^[ -~]*$/);
    expect(grid.text).toBe(shown);
  });

  test('keeps weight and inversion without colours', () => {
    const grid = new CellGrid(10, 1, false);
    grid.put(0, 0, [bold('a'), toned('bad', 'b'), { text: 'c', colour: 3, inverse: true }]);

    expect([0, 1, 2].map((column) => grid.at(0, column).codes)).toEqual(['1', '', '7']);
  });
});
