/** The port of `spec` to the outside: files by absolute path, and standard input. */
export interface FilePort {
  /** undefined: there is no such file. Error: FileUnreadable for a folder or a missing permission. */
  read(path: string): string | undefined;
  isDirectory(path: string): boolean;
  /** The names in a folder, in any order. Only suggestions need it, so it is optional. */
  list?(path: string): readonly string[];
  readStdin(): string;
  /** How people know a file of another machine, where the path is one of its copy on this one. */
  nameOf?(path: string): string | undefined;
  readonly homeDir: string;
}

/** A path exists but has no readable text. `message` is the reason for the user: "is a directory". */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
  readonly path: string;

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.path = path;
  }
}
