/** The files of a reference to another machine (`oci://…`, a repository of git), as they are kept on this one. */
export interface RemoteFiles {
  /** As people may read it: the password of an address is left out. */
  readonly reference: string;
  readonly kind: 'git' | 'oci';
  /** The commit, or the digest of the manifest: what names the content, and never changes. */
  readonly pin: string;
  /** Absolute: its files may name nothing beyond this folder. */
  readonly root: string;
  /** The Compose file, absolute. */
  readonly file: string;
  /** Absolute: the copy that containers mount, which they may change. */
  readonly copy?: string;
}

/** Whether a path is the folder itself or leads into it. Both are absolute. */
export const isWithin = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`);

/** A variable of the user that remote files ask for. */
export interface RemoteVariable {
  readonly name: string;
  /** Nothing works without it: `${NAME:?…}`. */
  readonly required: boolean;
  /** As it is written; empty: there is none. */
  readonly defaultValue: string;
}
