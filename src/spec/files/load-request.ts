/** What the command line and the process say about which project is meant. */
export interface LoadRequest {
  readonly cwd: string;
  /** Of the process. */
  readonly environment: ReadonlyMap<string, string>;
  /** `-f`, in order, `-` for standard input; empty: `COMPOSE_FILE`, or search upwards from `cwd`. */
  readonly files: readonly string[];
  readonly projectName?: string;
  readonly projectDirectory?: string;
  /** `--env-file`, in order; empty: `COMPOSE_ENV_FILES`, or `.env`. */
  readonly envFiles: readonly string[];
  /** `--profile`; empty: `COMPOSE_PROFILES`. */
  readonly profiles: readonly string[];
  /** Names are made with `_`; else as `COMPOSE_COMPATIBILITY` says. */
  readonly compatibility?: boolean;
  /** Named on the command line: their profiles become active and the project is reduced to them. */
  readonly services?: readonly string[];
  /** The named services may be patterns with `*`, `?` and `[…]`. Default: false. */
  readonly servicePatterns?: boolean;
  /** Keep what the named services depend on. Default: true. */
  readonly withDependencies?: boolean;
  readonly options?: LoadOptions;
}

/** Phases that `config` can switch off; the default of each is true. */
export interface LoadOptions {
  readonly interpolate?: boolean;
  readonly normalize?: boolean;
  readonly resolvePaths?: boolean;
  readonly checkConsistency?: boolean;
  readonly resolveEnvironment?: boolean;
  /** Leaves out networks, volumes, secrets and configs that no service uses. */
  readonly pruneResources?: boolean;
  /** Warns also of what is legal and works, but is rarely meant. Default: false. */
  readonly lint?: boolean;
  /** Shows secrets in problems and explanations. Default: false. */
  readonly reveal?: boolean;
}
