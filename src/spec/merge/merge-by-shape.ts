import { stableJson } from '../../util/stable-json.ts';
import type { Report } from '../tree/finding.ts';
import type { MergeOutcome, Slot } from '../tree/history.ts';
import type { Origins } from '../tree/origins.ts';
import { emptyMap, isMap, memberOf, type Tree, type TreeMap } from '../tree/tree.ts';

/** The context for merging one member. */
export interface Merging {
  readonly origins: Origins;
  readonly report: Report;
  /** The rules for the members below this one. */
  readonly rules: RuleTree | undefined;
  /** Below an `x-…` key, where values may be of any shape. */
  readonly isOwnData?: boolean;
  /** The places of the two values. */
  readonly baseAt: Slot;
  readonly overAt: Slot;
}

/** How two values of one attribute become one; neither is undefined. */
export type MergeRule = (base: Tree, over: Tree, merging: Merging) => Tree;

/** The rules by path of the attribute; `*` matches any name. */
export interface RuleTree {
  rule?: MergeRule;
  readonly members: Map<string, RuleTree>;
}

/** Maps are merged member by member. Neither is changed. */
export function mergeMaps(
  base: TreeMap,
  over: TreeMap,
  { origins, report, rules, isOwnData = false }: Pick<Merging, 'origins' | 'report' | 'rules' | 'isOwnData'>,
): TreeMap {
  const made: TreeMap = emptyMap();
  for (const key of Object.keys(base)) {
    const below = base[key] ?? null;
    const above = memberOf(over, key);
    if (above === undefined) made[key] = below;
    else {
      const inner = rules?.members.get(key) ?? rules?.members.get('*');
      made[key] = mergeMember(below, above, {
        origins,
        report,
        rules: inner,
        isOwnData: isOwnData || key.startsWith('x-'),
        baseAt: { container: base, key },
        overAt: { container: over, key },
      });
    }
    // A single value keeps its own place; a merged value has the place of the first one.
    const replaced = made[key] !== below && (typeof made[key] !== 'object' || made[key] === above);
    origins.take(made, key, replaced ? over : base);
    if (origins.history && above !== undefined)
      origins.history.recordMerge(
        { container: made, key },
        {
          base: { container: base, key },
          over: { container: over, key },
          outcome: outcomeOf(below, above, made[key] ?? null),
        },
      );
  }
  for (const key of Object.keys(over)) {
    if (Object.hasOwn(base, key)) continue;
    made[key] = over[key] ?? null;
    origins.take(made, key, over);
    const lost = origins.history?.removedFrom({ container: base, key });
    if (lost)
      origins.history?.recordMerge(
        { container: made, key },
        { base: lost, over: { container: over, key }, outcome: 'overridden' },
      );
  }
  return made;
}

function outcomeOf(below: Tree, above: Tree, made: Tree): MergeOutcome {
  if (made === above) return 'replaced';
  if (made === below) return 'kept';
  return Array.isArray(made) ? 'appended' : 'merged';
}

function mergeMember(base: Tree, over: Tree, merging: Merging): Tree {
  return merging.rules?.rule ? merging.rules.rule(base, over, merging) : mergeByShape(base, over, merging);
}

export function mergeByShape(base: Tree, over: Tree, merging: Merging): Tree {
  if (over === null) return base;
  if (base === null) return over;
  if (isMap(base) && isMap(over)) return mergeMaps(base, over, merging);
  if (Array.isArray(base) && Array.isArray(over)) return appendLists(base, over, merging.origins);
  if (!merging.isOwnData && (typeof base === 'object' || typeof over === 'object')) {
    const place = merging.origins.place(merging.overAt.container, merging.overAt.key);
    merging.report({
      code: 'merge-conflict',
      severity: 'error',
      message: `"${merging.overAt.key}" is ${shapeOf(over)} here, but ${shapeOf(base)} where it is written first`,
      hint: 'write both the same way, or put !override before this one',
      ...(place ? { place } : {}),
    });
    return base;
  }
  return over;
}

/** @param unique an existing item is not added again */
export function appendLists(base: Tree[], over: Tree[], origins: Origins, unique = false): Tree[] {
  const made: Tree[] = [];
  const seen = new Map<string, Slot>();
  for (const list of [base, over]) {
    for (const [key, item] of list.entries()) {
      if (unique) {
        const same = stableJson(item);
        const first = seen.get(same);
        if (first) {
          const again = { container: list, key };
          const before = origins.history?.mergeAt(first)?.over ?? origins.before(first) ?? first;
          origins.history?.recordMerge(first, { base: before, over: again, outcome: 'same' });
          continue;
        }
        seen.set(same, { container: made, key: made.length });
      }
      origins.take(made, made.length, list, key);
      made.push(item);
    }
  }
  return made;
}

function shapeOf(tree: Tree): string {
  if (isMap(tree)) return 'a mapping';
  return Array.isArray(tree) ? 'a list' : 'a single value';
}
