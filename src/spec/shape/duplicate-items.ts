import { stableJson } from '../../util/stable-json.ts';
import type { Path, Tree } from '../tree.ts';
import { formatPath, type Wrong } from './wrong.ts';

/** One for each item that stands in the list before already. */
export function duplicateItems(items: readonly Tree[], path: Path): readonly Wrong[] {
  const firstIndex = new Map<string, number>();
  const found: Wrong[] = [];
  for (const [index, item] of items.entries()) {
    const text = stableJson(item);
    const first = firstIndex.get(text);
    if (first === undefined) firstIndex.set(text, index);
    else {
      found.push({
        code: 'duplicate-item',
        path: [...path, index],
        part: 'value',
        message: `${formatPath([...path, index])} repeats ${formatPath([...path, first])}`,
        hint: 'remove one of them',
      });
    }
  }
  return found;
}
