import type { FetchRemote } from '../read/remotes.ts';

/**
 * What a command needs of a project. What it does not need it does not read, so that cannot fail, and tells no warning.
 *
 * - `names`: which services and resources there are, and how they depend on one another.
 * - `starts`: that, and what containers that exist need to be started: the environment of `pre_start` hooks.
 * - `images`: all values of the Compose files, but no env files of services.
 * - `containers`: everything.
 */
export type Needs = 'names' | 'starts' | 'images' | 'containers';

/** The input of loading: options of the command line, and the environment of the process. */
export interface LoadRequest {
  readonly cwd: string;
  /** The environment of the process. */
  readonly environment: ReadonlyMap<string, string>;
  /** `-f`, in order, `-` for standard input; empty: `COMPOSE_FILE`, or search upwards from `cwd`. */
  readonly files: readonly string[];
  readonly projectName?: string;
  readonly projectDirectory?: string;
  /** `--env-file`, in order; empty: `COMPOSE_ENV_FILES`, or `.env`. */
  readonly envFiles: readonly string[];
  /** `--profile`; empty: `COMPOSE_PROFILES`. */
  readonly profiles: readonly string[];
  /** Names have `_`. Absent: `COMPOSE_COMPATIBILITY` decides. */
  readonly compatibility?: boolean;
  /** Named on the command line: their profiles become active and the project is reduced to them. */
  readonly services?: readonly string[];
  /** The named services may be patterns with `*`, `?` and `[…]`. Default: false. */
  readonly servicePatterns?: boolean;
  /** Keep the dependencies of the named services. Default: true. */
  readonly withDependencies?: boolean;
  /** Default: `containers`. */
  readonly needs?: Needs;
  /** Builds are asked for, or shown: those of remote files stay whose contexts are not there. Default: false. */
  readonly keepsBuilds?: boolean;
  readonly options?: LoadOptions;
  /** Absent: the files may name none of another machine. */
  readonly fetchRemote?: FetchRemote;
}

/** Phases that `config` can switch off; the default of each is true. */
export interface LoadOptions {
  readonly interpolate?: boolean;
  readonly normalize?: boolean;
  readonly resolvePaths?: boolean;
  readonly checkConsistency?: boolean;
  readonly resolveEnvironment?: boolean;
  /** Drops networks, volumes, secrets and configs that no service uses. */
  readonly pruneResources?: boolean;
  /** Also warns of settings that work but are rarely intended. Default: false. */
  readonly lint?: boolean;
  /** A swarm runs the project, and acts on what an engine does not. Default: false. */
  readonly forSwarm?: boolean;
  /** Shows secrets in problems and explanations. Default: false. */
  readonly reveal?: boolean;
}
