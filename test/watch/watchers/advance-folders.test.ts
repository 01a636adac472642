import { describe, expect, test } from 'vitest';
import {
  advance,
  type FolderEvent,
  type FolderRules,
  type FoldersState,
  matters,
} from '../../../src/watch/watchers/advance-folders.ts';

const roots = [
  { path: '/p/src', prunes: (folder: string) => folder.endsWith('/node_modules') },
  { path: '/p/lib', prunes: () => false },
];
const reliable: FolderRules = { roots, losesFolders: false };
const losing: FolderRules = { roots, losesFolders: true };

const renamed = (
  path: string,
  facts: Partial<Extract<FolderEvent, { readonly type: 'renamed' }>> = {},
): FolderEvent => ({
  type: 'renamed',
  folder: path.slice(0, path.lastIndexOf('/')),
  path,
  isWatched: false,
  isFolder: false,
  folderIsThere: true,
  ...facts,
});
const written = (path: string, isWatched = false): FolderEvent => ({ type: 'written', path, isWatched });
const failing = (code: string) => Object.assign(new Error(code), { code });

/** The state after these events, and what the last of them makes happen. */
function run(rules: FolderRules, ...events: readonly FolderEvent[]) {
  let state: FoldersState = 'watching';
  let effects: readonly string[] = [];
  for (const event of events) {
    const [next, its] = advance(state, event, rules);
    state = next;
    effects = its.map((effect) =>
      'path' in effect
        ? `${effect.kind} ${effect.path}`
        : 'folder' in effect
          ? `${effect.kind} ${effect.folder}`
          : effect.kind,
    );
  }
  return { state, effects };
}

describe('advance() of the watches of folders', () => {
  test('reports a file that came, went or was written', () => {
    expect(run(reliable, renamed('/p/src/a')).effects).toEqual(['count', 'report /p/src/a']);
    expect(run(reliable, written('/p/src/a')).effects).toEqual(['count', 'report /p/src/a']);
  });

  test('reports nothing of a folder whose times changed, but counts the event', () => {
    expect(run(reliable, written('/p/src/deep', true)).effects).toEqual(['count']);
  });

  test('watches a folder that came, and makes the watches of one that was replaced anew', () => {
    const isFolder = { isFolder: true };
    expect(run(reliable, renamed('/p/src/d', isFolder)).effects).toEqual([
      'count',
      'add /p/src/d',
      'report /p/src/d',
    ]);
    expect(run(reliable, renamed('/p/src/d', { ...isFolder, isWatched: true })).effects).toEqual([
      'count',
      'drop /p/src/d',
      'add /p/src/d',
      'report /p/src/d',
    ]);
  });

  test('ends the watches of a folder that went, also where only an entry of it is reported', () => {
    expect(run(reliable, renamed('/p/src/d', { isWatched: true })).effects).toContain('drop /p/src/d');
    expect(run(reliable, renamed('/p/src/d/a', { folderIsThere: false })).effects).toContain('drop /p/src/d');
    expect(run(reliable, renamed('/p/src/d/a')).effects).not.toContain('drop /p/src/d');
  });

  test('reports all roots below a folder that leads to them, and nothing of what leads nowhere', () => {
    expect(run(reliable, renamed('/p', { isFolder: true })).effects).toEqual([
      'count',
      'add /p',
      'report /p/src',
      'report /p/lib',
    ]);
    expect(run(reliable, renamed('/p/other')).effects).toEqual(['count']);
  });

  test('looks at everything once folders have settled, where the runtime may lose one', () => {
    const came = renamed('/p/src/d', { isFolder: true });
    expect(run(losing, came)).toEqual({
      state: 'settling',
      effects: ['count', 'await-settled', 'add /p/src/d', 'report /p/src/d'],
    });
    expect(run(losing, came, came).effects).toContain('await-settled');
    expect(run(losing, renamed('/p/src/d', { isWatched: true })).state).toBe('settling');
    expect(run(losing, came, renamed('/p/src/a')).state).toBe('settling');
    expect(run(losing, came, { type: 'settled' })).toEqual({
      state: 'watching',
      effects: ['rescan', 'report-missed'],
    });
    expect(run(losing, renamed('/p/src/a')).state).toBe('watching');
    expect(run(reliable, came).state).toBe('watching');
  });

  test('looks once, however often it is told that folders have settled', () => {
    const came = renamed('/p/src/d', { isFolder: true });
    expect(run(losing, came, { type: 'settled' }, { type: 'settled' }).effects).toEqual([]);
  });

  test('makes all watches anew after an overflow, and goes on to settle', () => {
    const came = renamed('/p/src/d', { isFolder: true });
    expect(run(losing, came, { type: 'overflow' })).toEqual({ state: 'settling', effects: ['rescan'] });
  });

  test('reports that a folder cannot be watched, unless it has just gone', () => {
    const lost = (code: string): FolderEvent => ({ type: 'lost', folder: '/p/src/d', error: failing(code) });
    expect(run(reliable, lost('ENOSPC')).effects).toEqual(['drop /p/src/d', 'report-failure /p/src/d']);
    expect(run(reliable, lost('ENOENT')).effects).toEqual(['drop /p/src/d']);
  });

  test.each<FolderEvent>([
    renamed('/p/src/d', { isFolder: true }),
    written('/p/src/a'),
    { type: 'lost', folder: '/p/src', error: failing('EACCES') },
    { type: 'overflow' },
    { type: 'settled' },
    { type: 'close' },
  ])('does nothing after it was closed: %o', (event) => {
    const came = renamed('/p/src/d', { isFolder: true });
    expect(run(losing, came, { type: 'close' }).effects).toEqual(['close']);
    expect(run(losing, came, { type: 'close' }, event)).toEqual({ state: 'closed', effects: [] });
  });
});

test('matters() is true of folders in a root unless it prunes them, and of those that lead to one', () => {
  expect(['/p', '/p/src', '/p/src/deep', '/p/lib'].filter((path) => !matters(path, reliable))).toEqual([]);
  expect(['/p/src/node_modules', '/p/other', '/q'].filter((path) => matters(path, reliable))).toEqual([]);
});
