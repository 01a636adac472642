import { readdirSync, readFileSync } from 'node:fs';
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
  (file) => file.endsWith('.ts') && !file.endsWith('.d.ts'),
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
});

test('no file imports itself by way of others, types and lazy imports included', () => {
  const targets = new Map(
    files.map((file) => [file, imports.filter((found) => found.file === file).flatMap(({ to }) => to ?? [])]),
  );

  expect(loopIn(targets)).toEqual([]);
});

test('only engine talks HTTP', () => {
  const outside = imports.filter(
    ({ file, target }) => /^node:https?$/.test(target) && folderOf(file) !== 'engine',
  );

  expect(outside.map(shown)).toEqual([]);
});

test('files are imported by their own name, with the ending .ts, and never through a folder', () => {
  const wrong = imports.filter(({ target }) => target.startsWith('.') && !/\.(ts|js|json)$/.test(target));

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
