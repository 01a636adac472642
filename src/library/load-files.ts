import { withFoundFiles } from '../cli/files/found-files.ts';
import { nodeFiles } from '../cli/files/node-files.ts';
import type { Problem } from '../diagnostics/problem.ts';
import type { Json } from '../model/json.ts';
import type { Project } from '../model/project.ts';
import { loadProject } from '../spec/load/load-project.ts';
import { printProject } from '../spec/print/print-project.ts';
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
 * Error: SpecError with all the problems of all the files, each with its place.
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
  const { project, variables, warnings } = await loadProject(request, nodeFiles);
  return new LoadedProject({
    project: { ...project, variables },
    warnings,
    environment,
    services,
    profiles,
  });
}

/** @internal With what this machine has of the files of secrets and configs, which depends on where the engine is. */
export const projectFor = ({ loaded }: LoadedProject, endpoint: string): Project =>
  withFoundFiles(loaded.project, /^(unix|npipe):/.test(endpoint));
