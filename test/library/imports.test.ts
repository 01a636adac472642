import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const SRC = resolve(import.meta.dirname, '../../src');

/** What a program does not want of a library: flags, terminals, signals, and an end of the process. Instances are a matter of `files`. */
const OF_THE_COMMAND =
  /^cli\/(?!(?:context|files|find|applied|failures|instances|git)\/)|\/(?:signals|globals|terminal)\.ts$/;

test('the library leads to nothing that reads flags, knows a terminal or listens to signals', () => {
  const files = [...reachable('index.ts')];

  expect(files.length).toBeGreaterThan(200);
  expect(files.filter((file) => OF_THE_COMMAND.test(file) || file === 'commander')).toEqual([]);
});

/** By imports of values, those that are made later included. Packages by their names. */
function reachable(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  if (!file.endsWith('.ts')) return found;
  const text = readFileSync(join(SRC, file), 'utf8');
  const imports = text.matchAll(
    /^(?:import|export) (?!type )[^;'"]*?from '([^']+)'|import\(\s*'([^']+)'\s*\)/gm,
  );
  for (const [, fixed, later] of imports) {
    const target = fixed ?? later ?? '';
    reachable(target.startsWith('.') ? relative(SRC, resolve(SRC, dirname(file), target)) : target, found);
  }
  return found;
}
