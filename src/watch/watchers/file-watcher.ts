/** A file or folder to watch. */
export interface WatchRoot {
  /** Absolute; a file or a folder, which may come later. */
  readonly path: string;
  /** Whether a folder below it (by its absolute path) need not be watched, as nothing in it can count. */
  readonly prunes: (folder: string) => boolean;
}

export interface FileEvents {
  /**
   * Something happened at these absolute paths: came, went, or was written. For a folder that came there is one
   * event, and not one for each file in it.
   */
  changed(paths: readonly string[]): void;
  /** Events were lost: anything may have changed. */
  missed(): void;
  /** A folder cannot be watched. */
  failed(error: Error, path: string): void;
}

/** The port: how changes of files are noticed. */
export interface FileWatcher {
  close(): Promise<void>;
}

/** Resolves when everything is watched: each later change is an event. */
export type StartFileWatcher = (roots: readonly WatchRoot[], events: FileEvents) => Promise<FileWatcher>;
