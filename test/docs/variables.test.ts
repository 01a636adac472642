import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

test('docs/variables.md names every variable that the program reads by its name', () => {
  const documented = readFileSync(join(ROOT, 'docs/variables.md'), 'utf8');
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  const read = sources.flatMap((path) =>
    [
      ...readFileSync(join(ROOT, 'src', path), 'utf8').matchAll(
        /\b(?:environment\.get\('|env\.|env\[')([A-Z][A-Z\d_]+)\b/g,
      ),
    ].map(([, name = '']) => name),
  );

  // `PATH` is every program's.
  const missing = new Set(read.filter((name) => name !== 'PATH' && !documented.includes(`\`${name}\``)));
  expect(read.length).toBeGreaterThan(20);
  expect([...missing].sort()).toEqual([]);
});
