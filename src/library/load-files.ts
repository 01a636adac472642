import { withFoundFiles } from '../cli/files/found-files.ts';
import { loadInstance } from '../cli/files/load-instance.ts';
import { nodeFiles } from '../cli/files/node-files.ts';
import type { Problem } from '../diagnostics/problem.ts';
import { UserError } from '../diagnostics/user-error.ts';
import type { Json } from '../model/json.ts';
import type { Project } from '../model/project.ts';
import { printProject } from '../spec/print/print-project.ts';
import type { EngineConnection } from './engine-connection.ts';
import { environmentFrom, type Variables } from './environment.ts';

/** The flags that stand before a command of `gantry`. */
export interface LoadFilesOptions {
  /** Compose files, in order. Default: `COMPOSE_FILE`, or the one that is found from `cwd` upwards. */
  readonly files?: readonly string[];
  /** Default: `COMPOSE_PROJECT_NAME`, the `name` in the files, or that of their folder. */
  readonly projectName?: string;
  /** What relative paths in the files start from. Default: the folder of the first file. */
  readonly projectDirectory?: string;
  /** Default: `COMPOSE_PROFILES`. */
  readonly profiles?: readonly string[];
  /** Default: `COMPOSE_ENV_FILES`, or `.env`. */
  readonly envFiles?: readonly string[];
  /** Only these and what they depend on. Default: all that the profiles enable. */
  readonly services?: readonly string[];
  /** A copy of the project with names, volumes and ports of its own; `.`: none. Default: `GANTRY_INSTANCE`, or what the files say. */
  readonly instance?: string;
  /** What stands in for external networks and volumes of an instance, by key: a name, or `own`. Default: as it was said before. */
  readonly map?: Readonly<Record<string, string>>;
  /** Where the containers of an instance tell their ports, if this machine does not know them. Default: nobody is asked. */
  readonly engine?: EngineConnection;
  /** Default: `process.env`. */
  readonly environment?: Variables;
  /** Default: `process.cwd()`. */
  readonly cwd?: string;
}

/** @internal */
interface Loaded {
  readonly project: Project;
  readonly warnings: readonly Problem[];
  readonly environment: ReadonlyMap<string, string>;
  /** As they were asked for. */
  readonly services: readonly string[];
  readonly profiles: readonly string[];
}

/** A project as its files describe it, made by `loadFiles`. */
export class LoadedProject {
  readonly #loaded: Loaded;

  /** @internal */
  constructor(loaded: Loaded) {
    this.#loaded = loaded;
  }

  get name(): string {
    return this.#loaded.project.name;
  }

  /** Which instance of the project it is. Absent: the project itself. */
  get instance(): string | undefined {
    return this.#loaded.project.instance?.name;
  }

  /** Absolute; what relative paths in the files start from. */
  get workingDir(): string {
    return this.#loaded.project.workingDir;
  }

  /** Absolute, in the order in which they were merged. */
  get files(): readonly string[] {
    return this.#loaded.project.configFiles;
  }

  /** The names of the services that are on. */
  get services(): readonly string[] {
    return [...this.#loaded.project.services.keys()];
  }

  /** What is odd about the files, and does not stop anything. */
  get warnings(): readonly Problem[] {
    return this.#loaded.warnings;
  }

  /** The canonical model, as `gantry config --format json` prints it. Values of secrets in the files are in it. */
  toJSON(): Json {
    return printProject(this.#loaded.project);
  }

  /** @internal */
  get loaded(): Loaded {
    return this.#loaded;
  }
}

/**
 * Reads, merges, interpolates and checks Compose files. No engine is needed.
 *
 * Error: SpecError with all the problems of all the files, each with its place. UserError `bad-instance`, `git-failed`, `bad-usage`.
 */
export async function loadFiles(options: LoadFilesOptions = {}): Promise<LoadedProject> {
  const { files = [], envFiles = [], profiles = [], services = [], cwd = process.cwd() } = options;
  const { projectName, projectDirectory } = options;
  const environment = environmentFrom(options.environment);
  const request = {
    cwd,
    environment,
    files,
    envFiles,
    profiles,
    services,
    ...(projectName !== undefined && { projectName }),
    ...(projectDirectory !== undefined && { projectDirectory }),
  };
  const { instance, map, engine } = options;
  const asker = {
    environment,
    engine: async () => engine?.engine ?? noEngine(),
    globals: {
      ...(instance !== undefined && { instance }),
      ...(map && { map: Object.entries(map).map(([key, name]) => `${key}=${name}`) }),
    },
  };
  const { project, variables, warnings } = await loadInstance(asker, request, nodeFiles);
  return new LoadedProject({
    project: { ...project, variables },
    warnings,
    environment,
    services,
    profiles,
  });
}

/** Nobody asks more than once, and whoever does goes on without an answer. */
function noEngine(): never {
  throw new UserError('engine-unreachable', 'no engine was given');
}

/** @internal With what this machine has of the files of secrets and configs, which depends on where the engine is. */
export const projectFor = ({ loaded }: LoadedProject, endpoint: string): Project =>
  withFoundFiles(loaded.project, /^(unix|npipe):/.test(endpoint));
