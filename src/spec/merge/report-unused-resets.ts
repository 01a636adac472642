import type { ReadDocument } from '../read/read-documents.ts';
import type { Assembly } from './assembly.ts';

/** A `!reset` that removed nothing is most likely misspelt, or is inside a list, where it has no effect. */
export function reportUnusedResets(
  documents: readonly ReadDocument[],
  { appliedDirectives, report }: Pick<Assembly, 'appliedDirectives' | 'report'>,
): void {
  for (const { directives, source, position: document } of documents) {
    for (const directive of directives) {
      const { tag, paths, writtenAt } = directive;
      if (tag !== '!reset' || appliedDirectives.has(directive)) continue;
      const isInList = paths.length === 0;
      report({
        code: 'no-effect',
        severity: 'warning',
        message: isInList
          ? '!reset takes nothing out of a list'
          : `there is no ${writtenAt.join('.')} before this, so !reset has no effect`,
        hint: isInList
          ? 'write the whole list again, with !override before it'
          : 'name what an earlier file, an included file or an extended service has',
        place: { kind: 'path', source, document, path: writtenAt, part: 'key' },
      });
    }
  }
}
