import { createHash } from 'node:crypto';
import { textOf } from './buffers-of.ts';
import {
  BLOB,
  BLOBS,
  type BundleIndex,
  badBundle,
  CHECKSUMS,
  COMPOSE_FILE,
  FILES,
  INDEX,
  idOf,
  MANIFEST,
  type ManifestEntry,
  OWN_FILES,
  readIndex,
  readManifest,
} from './bundle-format.ts';
import { compareChecksums } from './checksums.ts';
import { type Entry, readArchive } from './read-archive.ts';

/** A bundle that has been read from its beginning to its end, and is whole. */
export interface CheckedBundle {
  readonly index: BundleIndex;
  readonly manifest: readonly ManifestEntry[];
  /** SHA-256 of each entry, in hexadecimal digits. */
  readonly sums: ReadonlyMap<string, string>;
  /** Of the list of checksums, and so of everything. */
  readonly digest: string;
}

/**
 * Reads all of a bundle, and keeps nothing of it but lists.
 *
 * @param onIndex gets to know what will come, before it does
 * Error: UserError `bad-bundle` for one that was cut off, changed, or made by somebody else.
 */
export async function checkBundle(
  raw: AsyncIterable<unknown>,
  onIndex: (index: BundleIndex) => Promise<void> = async () => {},
): Promise<CheckedBundle> {
  const sums = new Map<string, string>();
  let index: BundleIndex | undefined;
  let manifest: readonly ManifestEntry[] = [];
  let list: string | undefined;
  let compose = '';
  let bytes = 0;
  for await (const entry of readArchive(raw)) {
    const { name, size } = entry;
    if (list !== undefined) throw badBundle(`${name} comes after the checksums`);
    if (!index && name !== INDEX) throw badBundle(`${INDEX} has to come first`);
    bytes += size;
    if (index) refuseTooMuch(index, entry, bytes);
    if (name === CHECKSUMS) list = await textOf(entry.chunks);
    else if (name === INDEX || name === MANIFEST || name === `${FILES}${COMPOSE_FILE}`) {
      const text = await textOf(entry.chunks);
      sums.set(name, createHash('sha256').update(text).digest('hex'));
      if (name === MANIFEST) manifest = readManifest(text);
      else if (name !== INDEX) compose = text;
      else {
        index = readIndex(text);
        await onIndex(index);
      }
    } else sums.set(name, await sumOf(entry));
  }
  if (!index || list === undefined) throw badBundle('it ends in the middle');
  compareChecksums(list, sums);
  refuseLack(index, manifest, sums);
  await refuseUnnamed(index, manifest, compose);
  return { index, manifest, sums, digest: createHash('sha256').update(list).digest('hex') };
}

async function sumOf({ chunks }: Entry): Promise<string> {
  const sum = createHash('sha256');
  for await (const chunk of chunks) sum.update(chunk);
  return sum.digest('hex');
}

function refuseTooMuch({ contentBytes, files }: BundleIndex, { name, size }: Entry, bytes: number): void {
  if (bytes > contentBytes) throw badBundle(`it has more than the ${contentBytes} bytes that it says`);
  if (!name.startsWith(FILES)) return;
  const path = name.slice(FILES.length);
  if (files.find((file) => file.path === path)?.sizeBytes !== size)
    throw badBundle(`${path} is not the file that its list says`);
}

/** All that its lists name is there, and contents are what their names say. */
function refuseLack(
  { files, images, omitted = [] }: BundleIndex,
  manifest: readonly ManifestEntry[],
  sums: ReadonlyMap<string, string>,
): void {
  for (const { path } of files) if (!sums.has(`${FILES}${path}`)) throw badBundle(`${path} is missing`);
  for (const [name, sum] of sums) {
    const content = BLOB.exec(name)?.[1];
    if (content !== undefined && content !== sum) throw badBundle(`${name} is not the content of its name`);
  }
  const left = new Set(omitted.map((sum) => `${BLOBS}${sum}`));
  for (const { Config, Layers } of manifest)
    for (const path of [Config, ...Layers.filter((layer) => !left.has(layer))])
      if (!sums.has(path)) throw badBundle(`${path} is missing`);
  for (const { id, reference } of images)
    if (!manifest.some((entry) => idOf(entry) === id)) throw badBundle(`image ${reference} is missing`);
}

/** Nothing is there that its lists, and the Compose file, do not name. */
async function refuseUnnamed(
  { files, images }: BundleIndex,
  manifest: readonly ManifestEntry[],
  compose: string,
): Promise<void> {
  for (const entry of manifest)
    for (const tag of entry.RepoTags)
      if (!images.some(({ name, id }) => name === tag && id === idOf(entry)))
        throw badBundle(`${MANIFEST} has the name ${JSON.stringify(tag)}, which its list does not have`);
  const others = files.filter(({ path }) => !OWN_FILES.includes(path));
  if (others.length === 0) return;
  const { namedFiles } = await import('./named-files.ts');
  const named = namedFiles(compose);
  const extra = others.find(({ path }) => !named.has(path));
  if (extra) throw badBundle(`its ${COMPOSE_FILE} does not name the file ${JSON.stringify(extra.path)}`);
}
