import type { LockedImage } from '../../model/lock-file.ts';
import { tabulate } from './tabulate.ts';

/** What `lock` has written, or would write. */
export interface WrittenLock {
  /** As it is shown. */
  readonly file: string;
  /** False: it was like this already, or nothing is to be written. */
  readonly isWritten: boolean;
  readonly entries: readonly {
    readonly reference: string;
    readonly image: LockedImage;
    readonly state: string;
    readonly note?: string;
  }[];
  /** Files of other machines, by commit or digest. */
  readonly remotes: readonly { readonly reference: string; readonly pin: string; readonly state: string }[];
  /** References that are in it no more. */
  readonly dropped: readonly string[];
}

const HEAD = ['IMAGE', 'STATE', 'DIGEST', 'NOTE'];

/** @param columns of the terminal */
export function lockList(
  { file, isWritten, entries, remotes, dropped }: WrittenLock,
  { columns }: { readonly columns: number },
): string {
  const rows = [
    ...entries.map(({ reference, image, state, note }) => [
      reference,
      state,
      shortDigest(image),
      note ?? platformsOf(image),
    ]),
    ...remotes.map(({ reference, pin, state }) => [
      reference,
      state,
      pin.replace('sha256:', '').slice(0, 12),
      'remote file',
    ]),
    ...dropped.map((reference) => [reference, 'removed', '', 'nothing asks for it any more']),
  ];
  const table = tabulate([HEAD, ...rows], {
    minWidth: 8,
    columns,
    sacrifices: [
      { column: 'NOTE', downTo: 16 },
      { column: 'IMAGE', downTo: 16 },
    ],
  });
  return `${rows.length === 0 ? '' : table}${isWritten ? 'wrote' : 'unchanged:'} ${file}\n`;
}

function shortDigest({ digest, id }: LockedImage): string {
  const known = digest ?? id;
  return known === undefined ? '' : `${id === undefined ? '' : 'id '}${known.slice('sha256:'.length, 19)}`;
}

const platformsOf = ({ platforms }: LockedImage): string => [...(platforms?.keys() ?? [])].sort().join(', ');

/** For programs. */
export const lockRecord = ({ file, isWritten, entries, remotes, dropped }: WrittenLock) => ({
  file,
  written: isWritten,
  images: entries.map(({ reference, image, state, note }) => ({
    reference,
    state,
    ...(image.digest === undefined ? {} : { digest: image.digest }),
    ...(image.id === undefined ? {} : { id: image.id }),
    ...(image.builtBy ? { builtBy: image.builtBy } : {}),
    ...(image.since === undefined ? {} : { since: image.since }),
    ...(image.platforms ? { platforms: Object.fromEntries(image.platforms) } : {}),
    ...(note === undefined ? {} : { note }),
  })),
  ...(remotes.length > 0 && { remotes }),
  removed: dropped,
});

/** What `lock --check` found, for programs. */
export const stalenessRecord = ({
  file,
  missing,
  unused,
  otherInputs,
}: {
  readonly file: string;
  readonly missing: readonly string[];
  readonly unused: readonly string[];
  readonly otherInputs: boolean;
}) => ({
  file,
  stale: missing.length > 0 || unused.length > 0 || otherInputs,
  missing,
  unused,
  otherInputs,
});
