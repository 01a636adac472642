import { readBuildConfig } from './docker-config.ts';

/**
 * The environment in which docker-buildx finds the engine that we use.
 *
 * It looks for it by the same variables and files as we do, so it is told only where we found one that the docker command
 * does not look for: the socket of a rootless engine. Builders that the user has made belong to these names, too.
 */
export function buildxEnvironment(
  endpoint: string,
  added: Readonly<Record<string, string>>,
): Readonly<Record<string, string | undefined>> {
  const { env } = process;
  const isExplicit = Boolean(env.DOCKER_HOST || env.DOCKER_CONTEXT || readBuildConfig().currentContext);
  const isUsual = endpoint === 'unix:///var/run/docker.sock';
  return { ...env, ...(isExplicit || isUsual ? {} : { DOCKER_HOST: endpoint }), ...added };
}
