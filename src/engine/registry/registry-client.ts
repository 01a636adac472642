import { createHash } from 'node:crypto';
import { UserError } from '../../diagnostics/user-error.ts';
import { type AskRegistry, askingRegistry, type RegistryAnswer } from './ask-registry.ts';
import type { RegistryLogin } from './registry-auth.ts';

/** A repository of a registry, accessed directly, because an engine can push only images. */
export interface Repository {
  /** Uploads the content unless it exists. @returns its digest: `sha256:…`. */
  putBlob(content: string): Promise<string>;
  /** @returns the status: below 300 the manifest was stored. */
  putManifest(tag: string, mediaType: string, content: string): Promise<number>;
}

interface RepositoryOptions {
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

/**
 * Source: OCI Distribution Specification 1.1, "Push"; Docker Registry token authentication.
 *
 * Errors: UserError `registry-unreachable`, `registry-denied`, `registry-refused`.
 */
export async function openRepository(options: RepositoryOptions): Promise<Repository> {
  const { name, registry, signal, onSlow } = options;
  const askOnce = askingRegistry(registry, signal, onSlow);
  const base = await findBase(options, askOnce);
  let authorization: string | undefined;

  const send = (url: string, init: RequestInit): Promise<RegistryAnswer> => {
    const headers = { ...init.headers, ...(authorization === undefined ? {} : { authorization }) };
    return askOnce(url, { ...init, headers });
  };
  /** Repeats a refused request with the login that the refusal demands. */
  const ask = async (url: string, init: RequestInit): Promise<RegistryAnswer> => {
    const first = await send(url, init);
    if (first.status !== 401) return first;
    authorization = await authorize(first.headers.get('www-authenticate') ?? '', options, askOnce);
    const second = await send(url, init);
    if (second.status === 401 || second.status === 403) throw denied(options);
    return second;
  };

  return {
    async putBlob(content) {
      const digest = digestOf(content);
      const blob = await ask(`${base}/v2/${name}/blobs/${digest}`, { method: 'HEAD' });
      if (blob.ok) return digest;
      const begun = await ask(`${base}/v2/${name}/blobs/uploads/`, { method: 'POST' });
      const location = begun.headers.get('location');
      if (begun.status === 403) throw denied(options);
      if (!begun.ok || location === null) throw refused(registry, begun);
      const target = new URL(location, base);
      target.searchParams.set('digest', digest);
      const sent = await ask(target.href, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: content,
      });
      if (!sent.ok) throw refused(registry, sent);
      return digest;
    },
    async putManifest(tag, mediaType, content) {
      const answer = await ask(`${base}/v2/${name}/manifests/${tag}`, {
        method: 'PUT',
        headers: { 'content-type': mediaType },
        body: content,
      });
      if (answer.status === 403) throw denied(options);
      if (answer.status >= 500) throw refused(registry, answer);
      return answer.status;
    },
  };
}

export const digestOf = (content: string): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;

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
async function authorize(challenge: string, options: RepositoryOptions, ask: AskRegistry): Promise<string> {
  const { login, name, registry } = options;
  const stored: { username?: string; password?: string; identitytoken?: string; registrytoken?: string } =
    login.login ? JSON.parse(login.login.reveal()) : {};
  const basic = `Basic ${Buffer.from(`${stored.username ?? ''}:${stored.password ?? ''}`).toString('base64')}`;
  if (stored.registrytoken) return `Bearer ${stored.registrytoken}`;
  if (/^basic/i.test(challenge)) {
    if (stored.username === undefined) throw denied(options);
    return basic;
  }
  const of = (key: string): string => new RegExp(`${key}="([^"]*)"`).exec(challenge)?.[1] ?? '';
  const service = of('service');
  const scope = of('scope') || `repository:${name}:pull,push`;
  const realm = URL.parse(of('realm'));
  if (!realm) throw denied(options);
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
  if (answer.status === 401 || answer.status === 403) throw denied(options);
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

function denied({ registry, name, login }: RepositoryOptions): UserError {
  const command = `docker login${registry === 'docker.io' ? '' : ` ${registry}`}`;
  const hint = `log in with \`${command}\` as a user with write permission`;
  if (login.trouble !== undefined)
    return new UserError('registry-denied', `${registry} requires a login: ${login.trouble}`, { hint });
  return new UserError(
    'registry-denied',
    login.login
      ? `${registry} does not allow the login stored in ${login.keptBy} to write to ${name}`
      : `${registry} requires a login to write to ${name}`,
    { hint },
  );
}

function refused(registry: string, answer: RegistryAnswer): UserError {
  const text = answer.text.trim().slice(0, 300);
  return new UserError(
    'registry-refused',
    `${registry} answers ${answer.status}${text === '' ? '' : `: ${text}`}`,
  );
}
