import { badBundle } from './bundle-format.ts';

/** Of every entry before them, as `sha256sum` writes them, so that `sha256sum -c` reads them too. */
export type Checksums = ReadonlyMap<string, string>;

export const printChecksums = (sums: Checksums): string =>
  [...sums].map(([path, sum]) => `${sum}  ${path}\n`).join('');

/** Lines of another form are left out. */
export const readChecksums = (text: string): Checksums =>
  new Map(
    text.split('\n').flatMap((line) => {
      const [, sum, path] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
      return sum === undefined || path === undefined ? [] : [[path, sum] as const];
    }),
  );

/** Error: UserError `bad-bundle` for what was changed, was left out, or is there without one. */
export function compareChecksums(written: string, found: Checksums): void {
  const expected = readChecksums(written);
  for (const [path, sum] of expected) {
    if (!found.has(path)) throw badBundle(`${path} is missing`);
    if (found.get(path) !== sum) throw badBundle(`${path} was changed after it was written`);
  }
  const extra = [...found.keys()].find((path) => !expected.has(path));
  if (extra !== undefined) throw badBundle(`${extra} has no checksum`);
}
