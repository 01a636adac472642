import { stableJson } from '../../util/stable-json.ts';
import type { Path, Tree } from '../tree/tree.ts';
import { formatPath, type ShapeProblem } from './shape-problem.ts';

/** One problem for each item that the list already has. */
export function duplicateItems(items: readonly Tree[], path: Path): readonly ShapeProblem[] {
  const seen = new Set<string>();
  const found: ShapeProblem[] = [];
  for (const [index, item] of items.entries()) {
    const text = stableJson(item);
    if (!seen.has(text)) seen.add(text);
    else {
      found.push({
        code: 'duplicate-item',
        path: [...path, index],
        part: 'value',
        message: `this is in ${formatPath(path)} already`,
        hint: 'remove it',
      });
    }
  }
  return found;
}
