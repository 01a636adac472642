import {
  type DockerFiles,
  dockerFiles,
  dockerFolder,
  readDockerConfig,
} from '../engine/connection/docker-files.ts';

/** The members of docker's `config.json` that builds read. */
export interface BuildConfig {
  readonly currentContext?: unknown;
  readonly cliPluginsExtraDirs?: unknown;
  /** By address of an engine, and `default`. */
  readonly proxies?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The folder in which docker keeps its configuration, of the user who runs us. */
export const configFolder = (): string => dockerFolder(process.env.DOCKER_CONFIG);

export const configFiles = (): DockerFiles => dockerFiles(configFolder());

export const readBuildConfig = (): BuildConfig => readDockerConfig<BuildConfig>(configFiles());
