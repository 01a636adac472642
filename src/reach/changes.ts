/** A file that is not as it was. */
export interface FileChange {
  /** Absolute, without links in its folder. */
  readonly path: string;
  readonly how: 'added' | 'modified' | 'deleted';
}

/** What has changed, to be asked by path. */
export class Changes<Change extends FileChange = FileChange> {
  /** In the order of their paths. */
  readonly all: readonly Change[];
  readonly #byPath: ReadonlyMap<string, Change>;

  constructor(changes: readonly Change[]) {
    this.all = changes.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    this.#byPath = new Map(this.all.map((change) => [change.path, change]));
  }

  at(path: string): Change | undefined {
    return this.#byPath.get(path);
  }

  /** The file, or the submodule, that the path is in: what is a file in one revision may be a folder in the other. */
  above(path: string): Change | undefined {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const change = this.#byPath.get(path.slice(0, end));
      if (change) return change;
    }
    return undefined;
  }

  /** What has changed in a folder. */
  below(folder: string): readonly Change[] {
    const [start, end] = [`${folder}/`, `${folder}0`];
    return this.all.slice(this.#firstFrom(start), this.#firstFrom(end));
  }

  /** Whether anything has changed at, in or above the path. */
  touch(path: string): boolean {
    return this.at(path) !== undefined || this.above(path) !== undefined || this.below(path).length > 0;
  }

  /** The index of the first path that is not less than the text. */
  #firstFrom(text: string): number {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle]?.path ?? '') < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
