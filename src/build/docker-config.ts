import { homedir } from 'node:os';
import { join } from 'node:path';
import { type DockerFiles, dockerFiles } from '../engine/docker-files.ts';

/** The members of docker's `config.json` that builds read. */
export interface BuildConfig {
  readonly currentContext?: unknown;
  readonly cliPluginsExtraDirs?: unknown;
  /** By address of an engine, and `default`. */
  readonly proxies?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The folder in which docker keeps its configuration, of the user who runs us. */
export const configFolder = (): string => process.env.DOCKER_CONFIG || join(homedir(), '.docker');

export const configFiles = (): DockerFiles => dockerFiles(configFolder());

/** Empty when there is none, or it cannot be read: what is wrong with it is told where its logins are needed. */
export function readBuildConfig(): BuildConfig {
  try {
    const config: BuildConfig = JSON.parse(configFiles().read('config.json') ?? '{}');
    return config;
  } catch {
    return {};
  }
}
