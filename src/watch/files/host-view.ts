import type { Matcher } from '../rules/match-rule.ts';
import type { SyncRule } from '../rules/watch-rule.ts';
import type { Changes } from './changes.ts';
import type { HostEntry } from './host-tree.ts';

/** A rule, and all that the host has for it now. */
export interface HostView {
  readonly matcher: Matcher<SyncRule>;
  readonly entries: readonly HostEntry[];
  /** Folders in which something is left out: they are read entry by entry. */
  readonly parted: ReadonlySet<string>;
  /** What came, went or changed its kind since the rule looked last. Files that were written to are not in it. */
  readonly changes: Changes;
}
