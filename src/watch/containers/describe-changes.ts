import type { Changes } from '../files/changes.ts';
import { count } from '../loop/report.ts';

/** `copied src/a.js`, `copied 12 files, removed 2`. */
export function describeChanges({ puts, removals }: Changes): string {
  const files = puts.filter(({ entry }) => entry.kind !== 'folder');
  const [only] = files;
  const copied =
    files.length === 1 && only
      ? `copied ${only.target}`
      : files.length > 0
        ? `copied ${count(files.length, 'file')}`
        : '';
  const removed =
    removals.length === 1
      ? `removed ${removals[0]}`
      : removals.length > 0
        ? `removed ${count(removals.length, 'path')}`
        : '';
  return [copied, removed].filter((text) => text !== '').join(', ');
}
