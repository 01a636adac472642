import type { Source } from '../../diagnostics/source.ts';
import type { Container } from './tree.ts';

export interface Slot {
  readonly container: Container;
  readonly key: string | number;
}

/**
 * `kept`: the earlier value stays, because the later one is `null`. `same`: the list already has the item. `overridden`: `!override`
 * prevented the merge.
 */
export type MergeOutcome = 'replaced' | 'overridden' | 'merged' | 'appended' | 'kept' | 'same';

/** Two values of one attribute that became one. */
export interface MergeRecord {
  readonly base: Slot;
  readonly over: Slot;
  readonly outcome: MergeOutcome;
}

/** A file that another one names. */
export interface FileMention {
  readonly how: 'include' | 'extends';
  readonly at: Slot;
}

export type Variables = ReadonlyMap<string, string>;

/** An env file that gave variables to the Compose files. */
export interface VariableFile {
  readonly source: Source;
  /** Whether values of earlier files stay, as for a `.env` that is found late. */
  readonly yields: boolean;
}

/** What gives an included file its variables. */
export interface Included {
  /** The item of `include`, or its `path`. */
  readonly at: Slot;
  readonly outer: Variables;
  readonly files: readonly VariableFile[];
}

interface Sources {
  readonly sources: readonly Source[];
}

/** A file of `env_file` or `label_file`, in the order of the service. */
export interface ServiceFile {
  readonly source: Source;
  readonly attribute: 'env_file' | 'label_file';
  readonly isRaw: boolean;
}

/**
 * The facts that loading forgets and only an explanation needs: the values that lost, and the files of variables. Other callers pass
 * no history, and pay nothing.
 */
export class History {
  readonly #meetings = new Map<Container, Map<string | number, MergeRecord>>();
  readonly #takenAway = new Map<Container, Map<string | number, Slot>>();
  readonly #named = new Map<Source, FileMention>();
  readonly #included = new Map<Variables, Included>();
  readonly #filled = new Map<Container, Variables>();
  readonly #serviceFiles = new Map<string, ServiceFile[]>();
  readonly variableFiles: VariableFile[] = [];

  /** The files are read once more. What is known of variables stays. */
  startAnew(): void {
    for (const map of [this.#meetings, this.#takenAway, this.#named, this.#included, this.#filled])
      map.clear();
    this.#serviceFiles.clear();
  }

  /** For files that are read once more, as if for the first time. */
  forget(): void {
    this.startAnew();
    this.variableFiles.length = 0;
  }

  recordMerge(made: Slot, meeting: MergeRecord): void {
    const known = this.#meetings.get(made.container) ?? new Map<string | number, MergeRecord>();
    this.#meetings.set(made.container, known.set(made.key, meeting));
  }

  mergeAt({ container, key }: Slot): MergeRecord | undefined {
    return this.#meetings.get(container)?.get(key);
  }

  /** `!override` and `!reset`: `lost` was at `from` before. */
  recordRemoval(from: Slot, lost: Slot): void {
    const known = this.#takenAway.get(from.container) ?? new Map<string | number, Slot>();
    this.#takenAway.set(from.container, known.set(from.key, lost));
  }

  removedFrom({ container, key }: Slot): Slot | undefined {
    return this.#takenAway.get(container)?.get(key);
  }

  recordMention(source: Source, named: FileMention): void {
    this.#named.set(source, named);
  }

  mentionOf(source: Source): FileMention | undefined {
    return this.#named.get(source);
  }

  /** The variables of an included file: `outer`, and below it those of its own env files. */
  recordInclude(variables: Variables, { at, outer, sources }: Omit<Included, 'files'> & Sources): void {
    const files = sources.map((source) => ({ source, yields: false }));
    this.#included.set(variables, { at, outer, files });
  }

  /** All variables that only included files see. */
  includes(): ReadonlyMap<Variables, Included> {
    return this.#included;
  }

  /** One file is filled in several times where several includes lead to it, each time with their own variables. */
  recordFill(made: Container, variables: Variables): void {
    this.#filled.set(made, variables);
  }

  /** Undefined: nothing in the container was filled in. */
  filledWith(container: Container): Variables | undefined {
    return this.#filled.get(container);
  }

  /** The env files of the variables that are visible to a file, the strongest last. */
  filesBehind(variables: Variables | undefined): readonly VariableFile[] {
    const included = variables && this.#included.get(variables);
    return included ? [...included.files, ...this.filesBehind(included.outer)] : this.variableFiles;
  }

  addServiceFile(service: string, file: ServiceFile): void {
    const files = this.#serviceFiles.get(service) ?? [];
    this.#serviceFiles.set(service, files);
    files.push(file);
  }

  serviceFiles(service: string): readonly ServiceFile[] {
    return this.#serviceFiles.get(service) ?? [];
  }
}
