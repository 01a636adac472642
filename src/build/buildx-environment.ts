import { readBuildConfig } from './docker-config.ts';

/**
 * The environment in which docker-buildx finds the engine that gantry uses.
 *
 * buildx reads the same variables and files as gantry. It needs an address only for an engine that the docker command does not
 * find: the socket of a rootless engine. The user's builders depend on these names too, so nothing else is changed.
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
