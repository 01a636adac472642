import type { Report } from '../tree/finding.ts';
import type { Origins } from '../tree/origins.ts';
import type { TreeMap } from '../tree/tree.ts';
import { mergeMaps } from './merge-by-shape.ts';
import { MERGE_RULES } from './merge-rules.ts';

/**
 * Lays the file `over` on `base`: maps are merged member by member, lists appended, anything else replaced, and
 * `null` keeps what was there. MERGE_RULES names the attributes that go another way. Neither tree is changed.
 *
 * Error: `merge-conflict` where one is a map and the other a list, and nothing says how to see one as the other.
 */
export function mergeTrees(base: TreeMap, over: TreeMap, origins: Origins, report: Report): TreeMap {
  return mergeMaps(base, over, { origins, report, rules: MERGE_RULES });
}
