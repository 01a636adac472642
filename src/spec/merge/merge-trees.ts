import type { Report } from '../tree/finding.ts';
import type { Origins } from '../tree/origins.ts';
import type { TreeMap } from '../tree/tree.ts';
import { mergeMaps } from './merge-by-shape.ts';
import { MERGE_RULES } from './merge-rules.ts';

/**
 * Merges the file `over` into `base`: maps are merged member by member, lists are appended, any other value is replaced, and `null`
 * keeps the earlier value. MERGE_RULES lists the attributes with other rules. Neither tree is changed.
 *
 * Error: `merge-conflict` where one is a map and the other a list, and no rule converts one to the other.
 * Source: https://github.com/compose-spec/compose-spec/blob/main/13-merge.md.
 */
export function mergeTrees(base: TreeMap, over: TreeMap, origins: Origins, report: Report): TreeMap {
  return mergeMaps(base, over, { origins, report, rules: MERGE_RULES });
}
