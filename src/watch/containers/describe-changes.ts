import type { Changes } from '../files/changes.ts';
import { count } from '../loop/report.ts';

/** Of files, in the container. */
export const copiedPaths = ({ puts }: Changes): readonly string[] =>
  puts.filter(({ entry }) => entry.kind !== 'folder').map(({ target }) => target);

/** `copied src/a.js`, `copied 12 files, removed 2`. */
export function describeChanges(changes: Changes): string {
  const { removals } = changes;
  const files = copiedPaths(changes);
  const [only] = files;
  const copied =
    files.length === 1 ? `copied ${only}` : files.length > 0 ? `copied ${count(files.length, 'file')}` : '';
  const removed =
    removals.length === 1
      ? `removed ${removals[0]}`
      : removals.length > 0
        ? `removed ${count(removals.length, 'path')}`
        : '';
  return [copied, removed].filter((text) => text !== '').join(', ');
}
