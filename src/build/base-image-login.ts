import { EngineError } from '../engine/refusals/engine-error.ts';
import { isDenied } from '../engine/registry/explain-login.ts';
import { registryAuth } from '../engine/registry/registry-auth.ts';
import { configFiles } from './docker-config.ts';

/**
 * The base image that a registry refused although a login for it is stored: the engine's build call sends no logins.
 * @returns undefined when the build failed for another reason, or no login is stored.
 */
export async function imageThatNeedsLogin(error: unknown): Promise<string | undefined> {
  if (!(error instanceof EngineError) || !(error.cause instanceof Error)) return undefined;
  const words = error.cause.message;
  // BuildKit requests the login through a session, and the build call has no session.
  if (!/no active sessions?/.test(words) && !isDenied(error)) return undefined;
  const image = /(?:^|: )(\S+?): failed to resolve source metadata/.exec(words)?.[1];
  if (image === undefined) return undefined;
  const { login } = await registryAuth(configFiles(), process.env.DOCKER_AUTH_CONFIG)(image);
  return login && image;
}
