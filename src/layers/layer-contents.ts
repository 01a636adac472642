/** One file of a layer, as its archive has it. */
export interface LayerFile {
  /** A second name of a file is a file without bytes of its own. */
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly bytes: number;
  /** Permission bits, with setuid and setgid. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970. */
  readonly modifiedAt: number;
  /** Where a link leads, as it is written. */
  readonly target?: string;
  /** What somebody saw in its content, in words of theirs. */
  readonly signs?: readonly string[];
}

/** What a layer changes. All paths are absolute, without a slash at the end. */
export interface LayerContents {
  readonly files: ReadonlyMap<string, LayerFile>;
  /** What layers below have and this one removes. */
  readonly gone: readonly string[];
  /** Folders that keep nothing of layers below. */
  readonly emptied: readonly string[];
  /** Of all its files. */
  readonly bytes: number;
  /** Ids of users by name, where the layer has a list of them. */
  readonly users?: ReadonlyMap<string, UserIds>;
}

export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

export interface ImageLayer {
  /** `sha256:…` of the archive of the layer, without compression. */
  readonly id: string;
  /** Absent: it could not be read. */
  readonly contents?: LayerContents;
}

/** What an image remembers of an instruction, without values of arguments and without passwords. */
export interface HistoryEntry {
  /** `RUN`; empty: no builder of Dockerfiles made it. */
  readonly keyword: string;
  /** What follows the keyword, as far as it can be told without secrets. */
  readonly text: string;
  /** It made no layer. */
  readonly isEmpty: boolean;
}

export interface ImageContents {
  /** The lowest first. */
  readonly layers: readonly ImageLayer[];
  /** In the order of the instructions. */
  readonly history: readonly HistoryEntry[];
  /** Seconds since 1970. Absent: the image does not say. */
  readonly createdAt?: number;
}

/** Looks into files while a layer is read, so that nobody has to keep their content. */
export interface Judge {
  /** Changes with whatever `look` finds: what was kept under another version is read again. */
  readonly version: number;
  readonly wants: (path: string, file: LayerFile) => boolean;
  /** @returns words for what it saw, never a part of the content */
  readonly look: (path: string, content: Buffer) => readonly string[];
}
