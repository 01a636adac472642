import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withEdits } from '../../src/diagnostics/fix.ts';
import { unifiedDiff } from '../../src/util/unified-diff.ts';

/** What `patch` does, as far as these differences need it. */
function patch(text: string, diff: string): string {
  const old = text.split('\n');
  const made: string[] = [];
  let at = 0;
  for (const line of diff.split('\n').slice(2, -1)) {
    const [, start, , madeStart] = /^@@ -(\d+),(\d+) \+(\d+),\d+ @@$/.exec(line) ?? [];
    if (start !== undefined) {
      while (at < Number(start) - 1) made.push(old[at++] ?? '');
      expect(made.length).toBe(Number(madeStart) - 1);
    } else if (line.startsWith('+')) made.push(line.slice(1));
    else {
      expect(old[at]).toBe(line.slice(1));
      if (line.startsWith(' ')) made.push(line.slice(1));
      at++;
    }
  }
  return [...made, ...old.slice(at)].join('\n');
}

const lines = fc.array(fc.constantFrom('a', 'b', 'cc', ''), { minLength: 1, maxLength: 30 });

test('unifiedDiff() leads from the old text to the new one', () => {
  fc.assert(
    fc.property(
      lines,
      fc.array(fc.tuple(fc.nat(60), fc.nat(3), fc.constantFrom('', 'x', '\ny', 'z\n')), { maxLength: 4 }),
      (before, wanted) => {
        const text = `${before.join('\n')}\nend\n`;
        let last = -1;
        const edits = wanted
          .map(([start, length, put]) => ({ start, end: start + length, text: put }))
          .toSorted((a, b) => a.start - b.start)
          .filter(({ start, end }) => {
            const isApart = start > last && end < text.length - 4;
            if (isApart) last = end;
            return isApart;
          });
        fc.pre(edits.length > 0);
        const after = withEdits(text, edits);

        expect(patch(text, unifiedDiff('f', { original: text, before: text, after }, edits))).toBe(after);
      },
    ),
  );
});
