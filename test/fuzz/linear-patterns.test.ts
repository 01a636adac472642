import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Where a pattern may take longer, as nobody else decides what it reads, or how much. */
const ALLOWED: readonly string[] = [
  // The sentences of the engine, of ssh and of docker buildx, which are cut off before they are read.
  'src/engine/refusals/',
  'src/engine/connection/ssh-failure.ts',
  'src/build/buildx-too-old.ts',
  // What the user types.
  'src/cli/help/usage-error.ts',
  // The path of this program.
  'src/cli/upgrade/find-installation.ts',
  // Lines of containers, which `explainLines` cuts off.
  'src/cli/failures/explain-lines.ts',
  // One line of a Dockerfile, as the builder repeats it.
  'src/cli/failures/explain-build.ts',
];

const files = globSync('src/**/*.ts', { cwd: ROOT, exclude: ['src/spec/generated/**'] })
  .filter((path) => !ALLOWED.some((prefix) => path.startsWith(prefix)))
  .sort();

const LENGTH = 50_000;

/**
 * Of the processor, whatever else the machine does: a pattern that reads this text once takes less than a hundredth of it, and one
 * that reads it again from each of its characters several times as much.
 */
const MOST_MS = 1000;

test('every pattern of the program reads a long text once, whatever it repeats', () => {
  let amount = 0;
  const slow: string[] = [];
  for (const file of files)
    for (const pattern of patternsOf(readFileSync(join(ROOT, file), 'utf8'))) {
      const before = process.cpuUsage();
      for (const text of textsFor(pattern.source)) {
        readAll(pattern, text);
        if (process.cpuUsage(before).user / 1000 > MOST_MS) {
          slow.push(`${file}: ${pattern}`);
          break;
        }
      }
      amount += 1;
    }

  expect(slow).toEqual([]);
  expect(amount).toBeGreaterThan(300);
});

function patternsOf(source: string): readonly RegExp[] {
  const found: RegExp[] = [];
  new Visitor({
    Literal(node) {
      if ('regex' in node) found.push(new RegExp(node.regex.pattern, node.regex.flags));
    },
  }).visit(parseSync('file.ts', source).program);
  return found;
}

/** Repetitions of the characters and words that the pattern is about, with something in front, and an end that fits nothing. */
function* textsFor(source: string): Generator<string> {
  const words = source.match(/[\w :/@=,-]{2,}/g) ?? [];
  const characters = new Set([...source.replaceAll(/\\./g, ''), ...' \t0aA-/"\'.\n']);
  const starts = new Set(['', words[0] ?? '']);
  for (const unit of [...characters, ...words.slice(0, 4)])
    for (const start of starts) yield `${start}${unit.repeat(LENGTH / unit.length)}\u0001`;
}

/** As `matchAll`, `replace` and `exec` do. */
function readAll(pattern: RegExp, text: string): void {
  pattern.lastIndex = 0;
  if (!pattern.global) pattern.exec(text);
  else for (const _ of text.matchAll(pattern)) if (pattern.lastIndex > text.length) return;
}
