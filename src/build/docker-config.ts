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
  /** By address of the engine, and `default`. */
  readonly proxies?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The folder of docker's configuration of the current user. */
export const configFolder = (): string => dockerFolder(process.env.DOCKER_CONFIG);

export const configFiles = (): DockerFiles => dockerFiles(configFolder());

export const readBuildConfig = (): BuildConfig => readDockerConfig<BuildConfig>(configFiles());
