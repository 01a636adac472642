import { setTimeout } from 'node:timers/promises';
import { UserError } from '../../diagnostics/user-error.ts';
import { type AskRegistry, askingRegistry, type RegistryAnswer } from './ask-registry.ts';
import type { RegistryLogin } from './registry-auth.ts';

export interface RepositoryOptions {
  /** `docker.io`, `localhost:5000` */
  readonly registry: string;
  /** `me/app` */
  readonly name: string;
  readonly login: RegistryLogin;
  /** Allows connections without TLS, which registries of this machine may always use. */
  readonly insecure: boolean;
  readonly signal: AbortSignal;
  /** Gets a text when the registry lets a request wait. */
  readonly onSlow: (text: string) => void;
}

/** How often, and how long at most, a registry that has had enough of requests is waited for. */
const MOST_WAITS = 4;
const LONGEST_WAIT_S = 60;

export type Access = 'read' | 'write';

/** A repository of a registry, with the login that it asks for. */
export interface RepositoryConnection {
  readonly base: string;
  readonly ask: (url: string, init: RequestInit) => Promise<RegistryAnswer>;
}

/** Errors: UserError `registry-unreachable`, `registry-denied`, `registry-refused`. */
export async function connectRepository(
  options: RepositoryOptions,
  access: Access,
): Promise<RepositoryConnection> {
  const { registry, signal, onSlow } = options;
  const askOnce = askingRegistry(registry, signal, onSlow);
  const base = await findBase(options, askOnce);
  let authorization: string | undefined;

  const send = async (url: string, init: RequestInit): Promise<RegistryAnswer> => {
    // Where an upload goes on at another host, that one gets no login of this one.
    const isOwn = authorization !== undefined && new URL(url).origin === new URL(base).origin;
    const headers = { ...init.headers, ...(isOwn && { authorization }) };
    for (let waits = 0; ; waits++) {
      const answer = await askOnce(url, { ...init, headers });
      const isBusy = answer.status === 429 || answer.status === 503;
      const waitS = isBusy && waits < MOST_WAITS ? retryAfterS(answer) : undefined;
      if (waitS === undefined) return answer;
      onSlow(`${registry} asks to wait for ${waitS} s before the next request`);
      await setTimeout(waitS * 1000, undefined, { signal });
    }
  };
  return {
    base,
    /** Repeats a refused request with the login that the refusal demands. */
    ask: async (url, init) => {
      const first = await send(url, init);
      if (first.status !== 401) return first;
      const challenge = first.headers.get('www-authenticate') ?? '';
      authorization = await authorize(challenge, options, access, askOnce);
      const second = await send(url, init);
      if (second.status === 401 || second.status === 403) throw denied(options, access);
      return second;
    },
  };
}

/** undefined: it does not say, or it is too long to wait for. */
function retryAfterS({ headers }: RegistryAnswer): number | undefined {
  const text = headers.get('retry-after') ?? '';
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - Date.now()) / 1000);
  return Number.isNaN(seconds) || seconds > LONGEST_WAIT_S ? undefined : Math.max(seconds, 0);
}

/** Docker Hub answers under another host name. */
async function findBase(
  { registry, insecure, signal }: RepositoryOptions,
  ask: AskRegistry,
): Promise<string> {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const isLocal = /^(localhost|127\.|\[::1\])/.test(host);
  let failure: unknown;
  for (const scheme of insecure || isLocal ? ['https', 'http'] : ['https']) {
    try {
      await ask(`${scheme}://${host}/v2/`);
      return `${scheme}://${host}`;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      failure = error;
    }
  }
  throw failure;
}

/** @param challenge `Basic realm="…"` or `Bearer realm="…",service="…",scope="…"`. */
async function authorize(
  challenge: string,
  options: RepositoryOptions,
  access: Access,
  ask: AskRegistry,
): Promise<string> {
  const { login, name, registry } = options;
  const stored: { username?: string; password?: string; identitytoken?: string; registrytoken?: string } =
    login.login ? JSON.parse(login.login.reveal()) : {};
  const basic = `Basic ${Buffer.from(`${stored.username ?? ''}:${stored.password ?? ''}`).toString('base64')}`;
  if (stored.registrytoken) return `Bearer ${stored.registrytoken}`;
  if (/^basic/i.test(challenge)) {
    if (stored.username === undefined) throw denied(options, access);
    return basic;
  }
  const of = (key: string): string => new RegExp(`${key}="([^"]*)"`).exec(challenge)?.[1] ?? '';
  const service = of('service');
  const scope = of('scope') || `repository:${name}:${access === 'read' ? 'pull' : 'pull,push'}`;
  const realm = URL.parse(of('realm'));
  if (!realm) throw denied(options, access);
  let answer: RegistryAnswer;
  if (stored.identitytoken) {
    const form = { grant_type: 'refresh_token', client_id: 'gantry', refresh_token: stored.identitytoken };
    answer = await ask(realm, { method: 'POST', body: new URLSearchParams({ ...form, service, scope }) });
  } else {
    realm.searchParams.set('service', service);
    realm.searchParams.set('scope', scope);
    const headers = stored.username === undefined ? {} : { authorization: basic };
    answer = await ask(realm, { headers });
  }
  if (answer.status === 401 || answer.status === 403) throw denied(options, access);
  if (!answer.ok) throw refused(registry, answer);
  return `Bearer ${tokenIn(answer.text, registry)}`;
}

/** Without the parser's message: it quotes the text, which may have a token in it. */
function tokenIn(text: string, registry: string): string {
  try {
    const { token, access_token: accessToken }: { token?: string; access_token?: string } = JSON.parse(text);
    return token ?? accessToken ?? '';
  } catch {
    throw new UserError('registry-refused', `${registry} gives no token that can be read`);
  }
}

export function denied({ registry, name, login }: RepositoryOptions, access: Access): UserError {
  const verb = access === 'read' ? 'read' : 'write to';
  const command = `docker login${registry === 'docker.io' ? '' : ` ${registry}`}`;
  const hint = `log in with \`${command}\` as a user with ${access} permission`;
  if (login.trouble !== undefined)
    return new UserError('registry-denied', `${registry} requires a login: ${login.trouble}`, { hint });
  return new UserError(
    'registry-denied',
    login.login
      ? `${registry} does not allow the login stored in ${login.keptBy} to ${verb} ${name}`
      : `${registry} requires a login to ${verb} ${name}`,
    { hint },
  );
}

export function refused(registry: string, answer: RegistryAnswer): UserError {
  if (isPage(answer)) return noRegistry(registry, `answers ${answer.status} with a page for people`);
  const text = answer.text.trim().slice(0, 300);
  return new UserError(
    'registry-refused',
    `${registry} answers ${answer.status}${text === '' ? '' : `: ${text}`}`,
  );
}

const isPage = ({ headers, text }: RegistryAnswer): boolean =>
  (headers.get('content-type') ?? '').startsWith('text/html') || /^\s*<(?:!doctype|html)\b/i.test(text);

export const noRegistry = (registry: string, what: string): UserError =>
  new UserError('registry-refused', `${registry} ${what}, as no registry does`, {
    hint: 'check its name, and any proxy in between',
  });
