import { UserError } from '../../diagnostics/user-error.ts';
import { startClock } from '../connection/call-clock.ts';
import { limitsOf } from '../connection/call-limits.ts';
import { wholeText } from '../connection/read-answer.ts';

export interface RegistryAnswer {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: Headers;
  readonly text: string;
}

/** Sends one request, and reads the whole answer. Errors: UserError `registry-unreachable`, `registry-refused`; the reason of the signal. */
export type AskRegistry = (url: string | URL, init?: RequestInit) => Promise<RegistryAnswer>;

/** A token or a refusal has some kilobytes. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Asks a registry, and the token service that it names, with the time that a call to the engine has.
 *
 * @param onSlow gets a text that says who has not answered
 */
export function askingRegistry(
  registry: string,
  signal: AbortSignal,
  onSlow: (text: string) => void,
): AskRegistry {
  return async (url, init = {}) => {
    const method = init.method === 'POST' || init.method === 'PUT' ? init.method : 'GET';
    const limits = limitsOf({ method, path: '' });
    const late = (text: string): UserError => registryUnreachable(registry, new Error(text));
    const whenSlow = (failsAfterMs: number | undefined): void =>
      onSlow(
        `${registry} has not answered for ${seconds(limits.saysAfterMs)} (it has ${seconds(failsAfterMs ?? 0)})`,
      );
    const clock = startClock(registry, limits, signal, whenSlow, {
      silent: (ms) => late(`it did not answer within ${seconds(ms)}`),
      tooSlow: (ms) => late(`it did not end its answer within ${seconds(ms)}`),
    });
    try {
      const { body, status, ok, headers } = await follow(registry, url, { ...init, signal: clock.signal });
      clock.heard();
      const text = await wholeText(body ?? [], clock, {
        mostBytes: MOST_BYTES,
        tooLong: () => endless(registry),
      });
      return { status, ok, headers, text };
    } catch (error) {
      if (clock.signal.aborted) throw clock.signal.reason;
      throw error instanceof UserError ? error : registryUnreachable(registry, error);
    } finally {
      clock.stop();
    }
  };
}

const MOST_REDIRECTS = 5;

/** A login is for the host that was asked, so it goes to no other one, and never without TLS where that was asked for. */
async function follow(registry: string, from: string | URL, init: RequestInit): Promise<Response> {
  let url = new URL(from);
  let sent = init;
  for (let redirects = 0; ; redirects++) {
    const answer = await fetch(url, { ...sent, redirect: 'manual' });
    const location = REDIRECTS.has(answer.status) ? answer.headers.get('location') : null;
    if (location === null) return answer;
    await answer.body?.cancel();
    const next = URL.parse(location, url.href);
    if (!next || !/^https?:$/.test(next.protocol)) throw strayed(registry, 'nowhere that can be asked');
    if (redirects >= MOST_REDIRECTS) throw strayed(registry, 'more than five places, one after another');
    if (next.origin !== url.origin) {
      if (url.protocol === 'https:' && next.protocol !== 'https:')
        throw strayed(registry, `${next.origin}, without TLS`);
      // What is sent to a token service is a login.
      if (sent.body !== undefined) throw strayed(registry, `${next.origin}, which would get what is sent`);
      const { authorization: _, ...headers } = Object.fromEntries(new Headers(sent.headers));
      sent = { ...sent, headers };
    }
    url = next;
  }
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

const strayed = (registry: string, where: string): UserError =>
  new UserError('registry-refused', `${registry} sends gantry on to ${where}`, {
    hint: 'check its name, and any proxy in between',
  });

const seconds = (ms: number): string => `${Number((ms / 1000).toPrecision(3))} s`;

const endless = (registry: string): UserError =>
  new UserError(
    'registry-refused',
    `${registry} answers with more than ${MOST_BYTES / 1024 / 1024} MiB, which no registry does`,
    { hint: 'check its name, and any proxy in between' },
  );

function registryUnreachable(registry: string, error: unknown): UserError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = cause instanceof Error ? cause.message : String(cause);
  const words = /wrong version number|packet length too long/.test(text) ? 'it does not speak TLS' : text;
  return new UserError('registry-unreachable', `the registry ${registry} cannot be reached: ${words}`, {
    hint: 'check its name and the network; one without TLS needs --insecure-registry',
    cause: error,
  });
}
