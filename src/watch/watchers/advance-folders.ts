import { inside } from '../rules/ignore.ts';
import type { WatchRoot } from './file-watcher.ts';

/** Of the watches of all folders together. */
export type FoldersState = 'watching' | 'settling' | 'closed';

export interface FolderRules {
  readonly roots: readonly WatchRoot[];
  /**
   * Bun, which the single executable is made with, now and then reports nothing of a folder whose watch was made just after
   * another one of the same path was closed (the fuzz test found it).
   */
  readonly losesFolders: boolean;
}

export type FolderEvent =
  /** The system reports that an entry of a folder came, went or was replaced. */
  | {
      readonly type: 'renamed';
      readonly folder: string;
      readonly path: string;
      readonly isWatched: boolean;
      /** Now: the event says nothing of it. */
      readonly isFolder: boolean;
      /** The folder itself is there, and is a folder. */
      readonly folderIsThere: boolean;
    }
  | { readonly type: 'written'; readonly path: string; readonly isWatched: boolean }
  /** A folder cannot be watched, or not any more. */
  | { readonly type: 'lost'; readonly folder: string; readonly error: Error }
  /** More events at once than the system keeps. */
  | { readonly type: 'overflow' }
  /** No folder came or went for a while. */
  | { readonly type: 'settled' }
  | { readonly type: 'close' };

export type FolderEffect =
  /** One more event of those that the system keeps. */
  | { readonly kind: 'count' }
  /** Ends the watches of the folder and of all below it. */
  | { readonly kind: 'drop'; readonly folder: string }
  /** Watches the folder and all below it that matter. */
  | { readonly kind: 'add'; readonly folder: string }
  | { readonly kind: 'report'; readonly path: string }
  | { readonly kind: 'report-failure'; readonly folder: string; readonly error: Error }
  /** Reports that anything may have changed. */
  | { readonly kind: 'report-missed' }
  /** Makes all watches anew. */
  | { readonly kind: 'rescan' }
  /** Replaces the timer before. */
  | { readonly kind: 'await-settled' }
  | { readonly kind: 'close' };

type Advanced = readonly [FoldersState, readonly FolderEffect[]];

/**
 * What the events of many folders come to, `(state, event) → (state, effects)`:
 *
 *   ┌──────────┐ a folder came or went, where the runtime may lose it   ┌──────────┐
 *   │ watching │ ─────────────────────────────────────────────────────▶ │ settling │ ─┐ another one: the timer starts again
 *   │          │ ◀───────────────────────────────────────────────────── │          │ ◀┘
 *   └──────────┘ settled: all watches are made anew, all is compared    └──────────┘
 *
 * `close` leads to `closed` from both, where no event has an effect: some are on their way when watches end.
 *
 * A folder that comes, goes or changes its name is reported by its parent: its watches are made anew, since the old ones may
 * belong to a folder that is gone.
 */
export function advance(state: FoldersState, event: FolderEvent, rules: FolderRules): Advanced {
  if (state === 'closed') return [state, []];
  switch (event.type) {
    case 'renamed':
      return renamed(state, event, rules);
    case 'written':
      // Of a folder that is watched, its times or permissions.
      return [state, [{ kind: 'count' }, ...(event.isWatched ? [] : reports(event.path, rules))]];
    case 'lost':
      return [state, lost(event.folder, event.error)];
    case 'overflow':
      return [state, [{ kind: 'rescan' }]];
    case 'settled':
      return state === 'settling'
        ? ['watching', [{ kind: 'rescan' }, { kind: 'report-missed' }]]
        : [state, []];
    case 'close':
      return ['closed', [{ kind: 'close' }]];
  }
}

/** Whether anything in a folder can count, or the folder leads to something that may come. */
export const matters = (folder: string, { roots }: FolderRules): boolean =>
  roots.some(({ path, prunes }) => {
    if (inside(folder, path) !== undefined) return true;
    return inside(path, folder) !== undefined && !prunes(folder);
  });

function renamed(
  state: FoldersState,
  event: Extract<FolderEvent, { readonly type: 'renamed' }>,
  rules: FolderRules,
): Advanced {
  const { folder, path, isWatched, isFolder, folderIsThere } = event;
  const settles = rules.losesFolders && (isWatched || isFolder);
  const effects: FolderEffect[] = [{ kind: 'count' }];
  if (settles) effects.push({ kind: 'await-settled' });
  if (isWatched) effects.push({ kind: 'drop', folder: path });
  if (isFolder) effects.push({ kind: 'add', folder: path });
  else if (!folderIsThere) effects.push({ kind: 'drop', folder });
  return [settles ? 'settling' : state, [...effects, ...reports(path, rules)]];
}

function reports(path: string, { roots }: FolderRules): readonly FolderEffect[] {
  if (roots.some((root) => inside(root.path, path) !== undefined)) return [{ kind: 'report', path }];
  // A folder that leads to roots came or went, and with it all of them.
  const below = roots.filter((root) => inside(path, root.path) !== undefined);
  return below.map((root) => ({ kind: 'report', path: root.path }));
}

/** A folder that goes while it is read is reported by its parent. */
const GONE: readonly string[] = ['ENOENT', 'ENOTDIR'];

function lost(folder: string, error: Error): readonly FolderEffect[] {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const drop = { kind: 'drop', folder } as const;
  return GONE.includes(code) ? [drop] : [drop, { kind: 'report-failure', folder, error }];
}
