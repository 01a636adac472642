import type { ContentSource } from './secret-spec.ts';

/**
 * What is in a secret or a config, where it can be had here.
 *
 * @param readFile by an absolute path
 * @returns undefined: others have it, or the variable is not set
 */
export function contentOf<FileText>(
  from: ContentSource,
  readFile: (path: string) => FileText,
): string | FileText | undefined {
  switch (from.kind) {
    case 'content':
      return from.content.reveal();
    case 'environment':
      return from.value?.reveal();
    case 'file':
      return readFile(from.path);
    case 'external':
    case 'driver':
      return undefined;
  }
}
