import type { Event } from './event.ts';
import type { WatchWork } from './page-watch.ts';

/** Something that a user interface may show of a project whose files are watched. Works are done one after another. */
export type WatchEvent =
  | { readonly type: 'work-started'; readonly work: WatchWork; readonly services: readonly string[] }
  /** Paths in the containers: all that one work copied and removed. */
  | {
      readonly type: 'files-copied';
      readonly copied: readonly string[];
      readonly removed: readonly string[];
    }
  /** Of the plan that the work is done by. */
  | { readonly type: 'work-event'; readonly event: Event }
  /** One line that a builder wrote, or the command of a rule in that container. */
  | { readonly type: 'work-output'; readonly container?: string; readonly line: string }
  /** `failed`: by service, in words. There may be none although the work failed as a whole, which a warning has told. */
  | {
      readonly type: 'work-ended';
      readonly hasFailed: boolean;
      readonly failed: ReadonlyMap<string, string>;
    }
  | { readonly type: 'watch-notice' | 'watch-warning'; readonly message: string };
