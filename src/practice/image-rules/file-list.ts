import { visible } from '../../util/disarm.ts';

/** Names that a sentence has room for. */
const SHOWN = 3;

/** `/a, /b and 4 more`, as a terminal may show them: whoever made the image chose the names. */
export function fileList(paths: readonly string[]): string {
  const shown = paths.slice(0, SHOWN).map(visible).join(', ');
  return paths.length > SHOWN ? `${shown} and ${paths.length - SHOWN} more` : shown;
}

/** The files with the most bytes first. */
export const largestFirst = <T extends { readonly file: { readonly bytes: number } }>(
  files: readonly T[],
): readonly T[] => files.toSorted((a, b) => b.file.bytes - a.file.bytes);

export const bytesOf = (files: Iterable<{ readonly file: { readonly bytes: number } }>): number => {
  let bytes = 0;
  for (const { file } of files) bytes += file.bytes;
  return bytes;
};
