/** `compose.lock.yaml`: which images a project is held to. */
export interface LockFile {
  /** Of all that the project asked for when it was written: it shows that the file is stale, also after a merge of two of them. */
  readonly inputs: string;
  /** By the reference as the Compose files have it. */
  readonly images: ReadonlyMap<string, LockedImage>;
  /** The commit or the digest of files of other machines, by the reference as the Compose files have it, without a password. Absent: none. */
  readonly remotes?: ReadonlyMap<string, string>;
}

/** What a reference stands for. With neither digest nor id it is built here, and is in no registry. */
export interface LockedImage {
  /** Of the index where there is one, so that it serves all platforms: `sha256:…`. */
  readonly digest?: string;
  /** Of an image that is in no registry: only an engine that has this very image can run it. */
  readonly id?: string;
  /** Those that build it. */
  readonly builtBy?: readonly string[];
  /** When this was the answer for the first time: ISO 8601. */
  readonly since?: string;
  /** The digest of each platform, as far as the registry told: `linux/arm64/v8`. */
  readonly platforms?: ReadonlyMap<string, string>;
}

export const LOCK_FILE_NAME = 'compose.lock.yaml';

/** The reference that runs exactly what is locked; undefined: there is only a name. */
export function lockedReference(reference: string, { digest, id }: LockedImage): string | undefined {
  if (digest !== undefined) return reference.includes('@') ? reference : `${reference}@${digest}`;
  return id;
}
