import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FOLDERS, ROOMS } from './support/rooms.ts';

const SRC = resolve(import.meta.dirname, '../src');

/** Parts of Node that only calculate (`isIP` is what is used of `node:net`). */
const PURE_MODULES = ['node:path', 'node:crypto', 'node:net'];

interface Import {
  readonly file: string;
  /** As it is written. */
  readonly target: string;
  /** Below `src`; undefined: a package, or outside of `src`. */
  readonly to: string | undefined;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'),
);
const imports = files.flatMap(importsOf);

test('every folder imports only what the design lets it know', () => {
  const wrong = imports.filter(({ file, to }) => {
    const [from, target] = [folderOf(file), to && folderOf(to)];
    // src/index.ts stands outside of the folders: it re-exports for those who use gantry as a library.
    if (from === undefined || target === undefined || from === target) return false;
    return !FOLDERS[from]?.includes(target);
  });

  expect(wrong.map(shown)).toEqual([]);
});

describe.each(Object.entries(ROOMS))('in %s', (folder, rooms) => {
  const inside = files.filter((file) => folderOf(file) === folder);

  test('each room has its row, and imports only rooms of rows above it', () => {
    const names = Object.keys(rooms);
    const upward = Object.entries(rooms).flatMap(([room, below]) =>
      below.filter((name) => names.indexOf(name) >= names.indexOf(room)),
    );

    expect(inside.filter((file) => !names.includes(roomOf(file)))).toEqual([]);
    expect(upward).toEqual([]);
  });

  test('every room imports only what its row says', () => {
    const wrong = imports.filter(({ file, to }) => {
      if (to === undefined || folderOf(file) !== folder || folderOf(to) !== folder) return false;
      return roomOf(file) !== roomOf(to) && !rooms[roomOf(file)]?.includes(roomOf(to));
    });

    expect(wrong.map(shown)).toEqual([]);
  });

  // `generated` is not in the repository: scripts/generate.ts writes it.
  const written = Object.entries(rooms).filter(([room]) => room !== 'generated');

  test.each(written)('the README of %s names the rooms that it may import, and no others', (room, below) => {
    const names = importsInReadme(join(folder, room)).filter((name) => name in rooms);

    expect(names.sort()).toEqual([...below].sort());
  });
});

test.each(Object.entries(FOLDERS))(
  'the README of %s names the folders that it may import',
  (folder, below) => {
    expect(importsInReadme(folder)).toEqual(expect.arrayContaining([...below]));
  },
);

test('no file imports itself by way of others, types and lazy imports included', () => {
  const targets = new Map(
    files.map((file) => [file, imports.filter((found) => found.file === file).flatMap(({ to }) => to ?? [])]),
  );

  expect(loopIn(targets)).toEqual([]);
});

test('only engine asks by HTTP, only it knows dockerode, and only serve answers', () => {
  const outside = imports.filter(
    ({ file, target }) =>
      (/^node:https?$/.test(target) && !['engine', 'serve'].includes(folderOf(file) ?? '')) ||
      (target === 'dockerode' && folderOf(file) !== 'engine') ||
      (target === 'ws' && folderOf(file) !== 'serve'),
  );

  expect(outside.map(shown)).toEqual([]);
});

test('what the page imports knows nothing of Node, and little but what is made for the page', () => {
  const reached = new Set<string>();
  const follow = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const { to } of imports.filter((found) => found.file === file)) if (to?.match(/\.tsx?$/)) follow(to);
  };
  for (const file of files.filter((name) => folderOf(name) === 'page')) follow(file);
  const inBrowser = imports.filter(({ file }) => reached.has(file));

  expect(inBrowser.filter(({ target }) => target.startsWith('node:')).map(shown)).toEqual([]);
  expect([...reached].filter((file) => !/^(?:page\/|model\/page-|util\/shell-word\.ts$)/.test(file))).toEqual(
    [],
  );
});

test('only the page knows what it is drawn with', () => {
  const outside = imports.filter(({ file, target }) => /^@?preact/.test(target) && folderOf(file) !== 'page');

  expect(outside.map(shown)).toEqual([]);
});

test('files are imported by their own name, with the ending .ts, and never through a folder', () => {
  const wrong = imports.filter(
    ({ target }) => target.startsWith('.') && !/\.(tsx?|js|json|css)$/.test(target),
  );

  expect(wrong.map(shown)).toEqual([]);
});

test('spec and planner touch neither files nor the network nor the clock', () => {
  const wrong = imports.filter(
    ({ file, target }) =>
      ['spec', 'planner'].includes(folderOf(file) ?? '') &&
      /^node:/.test(target) &&
      !PURE_MODULES.includes(target),
  );

  expect(wrong.map(shown)).toEqual([]);
});

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  const found = text.matchAll(
    /(?:^|\n)(?:import|export)[^;'"]*?from '([^']+)'|(?:^|\n)import '([^']+)'|import\('([^']+)'\)/g,
  );
  return [...found].map(([, fixed, effect, lazy]) => {
    const target = fixed ?? effect ?? lazy ?? '';
    const to = relative(SRC, resolve(SRC, dirname(file), target));
    return { file, target, to: target.startsWith('.') && !to.startsWith('..') ? to : undefined };
  });
}

/** What stands in backticks after the words "May import:", up to the end of the paragraph. Fails when there is no such place. */
function importsInReadme(folder: string): string[] {
  const path = join(SRC, folder, 'README.md');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const [, ...paragraphs] = text.split('May import:');
  expect(paragraphs.length, `${path} says what may be imported`).toBeGreaterThan(0);
  return paragraphs
    .flatMap((paragraph) => [...(paragraph.split('\n\n')[0] ?? '').matchAll(/`([^`]+)`/g)])
    .flatMap(([, name]) => name ?? []);
}

const shown = ({ file, target }: Import): string => `${file} imports ${target}`;

/** undefined: outside of the folders, such as src/index.ts. */
function folderOf(path: string): string | undefined {
  const [folder, ...rest] = path.split('/');
  return rest.length > 0 ? folder : undefined;
}

/** `.`: beside the rooms. */
function roomOf(path: string): string {
  const [, room = '.', ...rest] = path.split('/');
  return rest.length > 0 ? room : '.';
}

/** One loop, as the files that are in it; empty: there is none. */
function loopIn(targets: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const finished = new Set<string>();
  const visit = (file: string, trail: readonly string[]): readonly string[] => {
    if (finished.has(file)) return [];
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    for (const target of targets.get(file) ?? []) {
      const loop = visit(target, [...trail, file]);
      if (loop.length > 0) return loop;
    }
    finished.add(file);
    return [];
  };
  for (const file of targets.keys()) {
    const loop = visit(file, []);
    if (loop.length > 0) return loop;
  }
  return [];
}
