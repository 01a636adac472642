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
      `${registry} wants to know who asks for ${image}, and the login could not be read: ${trouble}`,
      `repair that, or log in again with \`${command}\``,
    );
  if (!login)
    return deny(
      isUnknown || action === 'push'
        ? `${registry} lets nobody ${action} ${image} who is not logged in`
        : `${registry} has no image ${image}, or not for those who are not logged in`,
      `log in with \`${command}\`${isUnknown ? '' : ', or correct the name of the image'}`,
    );
  if (isUnknown)
    return deny(
      `${registry} does not accept the login that is kept in ${keptBy}`,
      `name or password are wrong, or it has expired: log in again with \`${command}\``,
    );
  return deny(
    action === 'pull'
      ? `${registry} has no image ${image}, or not for the user who is logged in`
      : `${registry} does not let the user who is logged in push ${image}`,
    `correct the name of the image, or log in as somebody who may ${action} it: \`${command}\``,
  );
}

const wordsOf = (error: EngineError): string =>
  error.cause instanceof Error ? error.cause.message : error.message;
