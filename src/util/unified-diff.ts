interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Lines, counted from 0; the ends are excluded. */
interface Hunk {
  readonly before: readonly [from: number, to: number];
  readonly after: readonly [from: number, to: number];
}

/** Lines around a change. */
const CONTEXT = 3;

/**
 * The difference of two texts as `diff -u` writes it, which `patch` reads. Ends with a line end.
 *
 * @param before the text as it is shown; its lines are those that the changes are about
 * @param after the text with the changes, as it is shown
 * @param original the text that the changes are about
 */
export function unifiedDiff(
  name: string,
  { before, after, original }: { readonly before: string; readonly after: string; readonly original: string },
  changes: readonly Change[],
): string {
  const [old, made] = [linesOf(before), linesOf(after)];
  const groups: Hunk[][] = [];
  for (const hunk of hunksOf(original, changes)) {
    const last = groups.at(-1)?.at(-1);
    if (last && hunk.before[0] - last.before[1] <= 2 * CONTEXT) groups.at(-1)?.push(hunk);
    else groups.push([hunk]);
  }
  return `--- a/${name}\n+++ b/${name}\n${groups.map((hunks) => showGroup(hunks, old, made)).join('')}`;
}

function hunksOf(text: string, changes: readonly Change[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let added = 0;
  const sorted = changes.toSorted((a, b) => a.start - b.start);
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const lineAt = (offset: number): number => starts.findLastIndex((start) => start <= offset);
  for (let index = 0; index < sorted.length; ) {
    const from = lineAt(sorted[index]?.start ?? 0);
    let to = from + 1;
    let more = 0;
    for (let change = sorted[index]; change && lineAt(change.start) < to; change = sorted[++index]) {
      const isWholeLines =
        change.end > change.start &&
        starts.includes(change.end) &&
        /^$|\n$/.test(change.text) &&
        starts.includes(change.start);
      to = Math.max(to, lineAt(change.end) + (isWholeLines ? 0 : 1));
      more += breaks(change.text) - breaks(text.slice(change.start, change.end));
    }
    hunks.push({ before: [from, to], after: [from + added, to + added + more] });
    added += more;
  }
  return hunks;
}

const breaks = (text: string): number => text.split('\n').length - 1;

function showGroup(hunks: readonly Hunk[], old: readonly string[], made: readonly string[]): string {
  const [first, last] = [hunks[0], hunks.at(-1)];
  if (!first || !last) return '';
  const start = Math.max(0, first.before[0] - CONTEXT);
  const end = Math.min(old.length, last.before[1] + CONTEXT);
  const lines: string[] = [];
  let at = start;
  for (const { before, after } of hunks) {
    lines.push(...old.slice(at, before[0]).map((line) => ` ${line}`));
    lines.push(...changed(old.slice(...before), made.slice(...after)));
    at = before[1];
  }
  lines.push(...old.slice(at, end).map((line) => ` ${line}`));
  const madeStart = first.after[0] - (first.before[0] - start);
  const madeCount = last.after[1] - madeStart + (end - last.before[1]);
  return `@@ -${start + 1},${end - start} +${madeStart + 1},${madeCount} @@\n${lines.map((line) => `${line}\n`).join('')}`;
}

/** The lines that stay within a change are shown as that. */
function changed(old: readonly string[], made: readonly string[]): readonly string[] {
  const same = (a: readonly string[], b: readonly string[]): number => {
    const until = a.findIndex((line, index) => line !== b[index]);
    return until < 0 ? Math.min(a.length, b.length) : until;
  };
  const head = same(old, made);
  const tail = same(old.slice(head).toReversed(), made.slice(head).toReversed());
  return [
    ...old.slice(0, head).map((line) => ` ${line}`),
    ...old.slice(head, old.length - tail).map((line) => `-${line}`),
    ...made.slice(head, made.length - tail).map((line) => `+${line}`),
    ...old.slice(old.length - tail).map((line) => ` ${line}`),
  ];
}

/** Without the end of the last one. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
