import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const SRC = resolve(import.meta.dirname, '../src');

/** Which folder may import which; the table of docs/architecture.md. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  util: [],
  diagnostics: ['util'],
  model: ['diagnostics', 'util'],
  spec: ['model', 'diagnostics', 'util'],
  planner: ['model', 'diagnostics', 'util'],
  engine: ['model', 'diagnostics', 'util'],
  build: ['engine', 'model', 'diagnostics', 'util'],
  reconciler: ['planner', 'engine', 'build', 'model', 'diagnostics', 'util'],
  watch: ['reconciler', 'build', 'engine', 'model', 'diagnostics', 'util'],
  ui: ['model', 'diagnostics', 'util'],
  cli: ['build', 'diagnostics', 'engine', 'model', 'planner', 'reconciler', 'spec', 'ui', 'util', 'watch'],
};

/** Parts of Node that only calculate (`isIP` is what is used of `node:net`). */
const PURE_MODULES = ['node:path', 'node:crypto', 'node:net'];

interface Import {
  readonly file: string;
  readonly target: string;
}

const imports = sourceFiles().flatMap(importsOf);

test('every folder imports only what the design lets it know', () => {
  const wrong = imports
    .filter(({ target }) => target.startsWith('.'))
    .map(({ file, target }) => ({
      file,
      from: folderOf(file),
      to: folderOf(resolve(SRC, dirname(file), target)),
    }))
    // src/index.ts stands outside of the folders: it re-exports for those who use gantry as a library.
    .filter(({ from }) => from !== undefined)
    .filter(
      ({ from, to }) => from !== to && to !== undefined && !(MAY_IMPORT[from ?? ''] ?? []).includes(to),
    );

  expect(wrong).toEqual([]);
});

test('only engine talks HTTP', () => {
  const outside = imports.filter(
    ({ file, target }) => /^node:https?$/.test(target) && folderOf(file) !== 'engine',
  );

  expect(outside).toEqual([]);
});

test('files are imported by their own name, with the ending .ts, and never through a folder', () => {
  const wrong = imports.filter(({ target }) => target.startsWith('.') && !/\.(ts|js|json)$/.test(target));

  expect(wrong).toEqual([]);
});

test('spec and planner touch neither files nor the network nor the clock', () => {
  const wrong = imports.filter(
    ({ file, target }) =>
      ['spec', 'planner'].includes(folderOf(file) ?? '') &&
      /^node:/.test(target) &&
      !PURE_MODULES.includes(target),
  );

  expect(wrong).toEqual([]);
});

function sourceFiles(): readonly string[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.d.ts'),
  );
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  const found = text.matchAll(/(?:^|\n)(?:import|export)[^;'"]*?from '([^']+)'|import\('([^']+)'\)/g);
  return [...found].map(([, fixed, lazy]) => ({ file, target: fixed ?? lazy ?? '' }));
}

/** undefined: outside of the folders, such as src/index.ts. */
function folderOf(path: string): string | undefined {
  const [folder, ...rest] = relative(SRC, resolve(SRC, path)).split('/');
  return rest.length > 0 && folder !== '..' ? folder : undefined;
}
