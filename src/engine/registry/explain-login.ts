import { EngineError } from '../refusals/engine-error.ts';
import type { RegistryLogin } from './registry-auth.ts';

/** What a registry says to those it does not know, in the words of the engine and of BuildKit. */
const DENIED =
  /unauthorized|authentication required|no basic auth credentials|incorrect username or password|authorization failed|denied: |access denied|status(?: code)?:? 40[13]|40[13] (?:Unauthorized|Forbidden)/i;

const UNKNOWN =
  /unauthorized|authentication required|no basic auth credentials|incorrect username or password/i;

/** Whether a registry refused because of who asked. */
export function isDenied(error: unknown): error is EngineError {
  return error instanceof EngineError && DENIED.test(wordsOf(error));
}

/** Says which login was refused, or that there is none. What is no such refusal stays as it is. */
export function explainLogin(
  error: unknown,
  { registry, login, keptBy, trouble }: RegistryLogin,
  image: string,
  action: 'pull' | 'push',
): unknown {
  if (!isDenied(error)) return error;
  const command = `docker login${registry === 'docker.io' ? '' : ` ${registry}`}`;
  // Who asks is not known, as opposed to: is known, and may not.
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
