import { EngineError } from '../refusals/engine-error.ts';
import type { RegistryLogin } from './registry-auth.ts';

/** The messages of the engine and of BuildKit when a registry refuses a login. */
const DENIED =
  /unauthorized|authentication required|no basic auth credentials|incorrect username or password|authorization failed|denied: |access denied|status(?: code)?:? 40[13]|40[13] (?:Unauthorized|Forbidden)/i;

const UNKNOWN =
  /unauthorized|authentication required|no basic auth credentials|incorrect username or password/i;

/** Whether a registry refused for lack of a valid login. */
export function isDenied(error: unknown): error is EngineError {
  return error instanceof EngineError && DENIED.test(wordsOf(error));
}

/** Names the refused login, or says that none is stored. Other errors are returned unchanged. */
export function explainLogin(
  error: unknown,
  { registry, login, keptBy, trouble }: RegistryLogin,
  image: string,
  action: 'pull' | 'push',
): unknown {
  if (!isDenied(error)) return error;
  const command = `docker login${registry === 'docker.io' ? '' : ` ${registry}`}`;
  // The registry does not know the user, as opposed to a known user without permission.
  const isUnknown = UNKNOWN.test(wordsOf(error));
  const deny = (message: string, hint: string): EngineError =>
    new EngineError('registry-denied', message, {
      hint,
      cause: error.cause,
      about: { settings: ['image'] },
    });
  if (trouble !== undefined)
    return deny(
      `${registry} requires a login for ${image}, and the stored one could not be read: ${trouble}`,
      `repair that, or log in again with \`${command}\``,
    );
  if (!login)
    return deny(
      isUnknown || action === 'push'
        ? `${registry} requires a login to ${action} ${image}`
        : `${registry} has no image ${image}, or requires a login for it`,
      `log in with \`${command}\`${isUnknown ? '' : ', or correct the name of the image'}`,
    );
  if (isUnknown)
    return deny(
      `${registry} does not accept the login stored in ${keptBy}`,
      `name or password are wrong, or it has expired: log in again with \`${command}\``,
    );
  return deny(
    action === 'pull'
      ? `${registry} has no image ${image}, or the user who is logged in may not pull it`
      : `${registry} does not allow the user who is logged in to push ${image}`,
    `correct the name of the image, or log in as a user with permission to ${action} it: \`${command}\``,
  );
}

const wordsOf = (error: EngineError): string =>
  error.cause instanceof Error ? error.cause.message : error.message;
