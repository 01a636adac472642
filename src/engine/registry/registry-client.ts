import { createHash } from 'node:crypto';
import { UserError } from '../../diagnostics/user-error.ts';
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
}

/**
 * Source: OCI Distribution Specification 1.1, "Push"; Docker Registry token authentication.
 *
 * Errors: UserError `registry-unreachable`, `registry-denied`, `registry-refused`.
 */
export async function openRepository(options: RepositoryOptions): Promise<Repository> {
  const { name, registry, signal } = options;
  const base = await findBase(options);
  let authorization: string | undefined;

  const send = async (url: string, init: RequestInit): Promise<Response> => {
    const headers = { ...init.headers, ...(authorization === undefined ? {} : { authorization }) };
    return fetch(url, { ...init, headers, signal }).catch((error: unknown) => {
      throw unreachable(registry, error);
    });
  };
  /** Repeats a refused request with the login that the refusal demands. */
  const ask = async (url: string, init: RequestInit): Promise<Response> => {
    const first = await send(url, init);
    if (first.status !== 401) return first;
    authorization = await authorize(first.headers.get('www-authenticate') ?? '', options);
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
      if (!begun.ok || location === null) throw await refused(registry, begun);
      const target = new URL(location, base);
      target.searchParams.set('digest', digest);
      const sent = await ask(target.href, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: content,
      });
      if (!sent.ok) throw await refused(registry, sent);
      return digest;
    },
    async putManifest(tag, mediaType, content) {
      const answer = await ask(`${base}/v2/${name}/manifests/${tag}`, {
        method: 'PUT',
        headers: { 'content-type': mediaType },
        body: content,
      });
      if (answer.status === 403) throw denied(options);
      if (answer.status >= 500) throw await refused(registry, answer);
      return answer.status;
    },
  };
}

export const digestOf = (content: string): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** Docker Hub answers under another host name. */
async function findBase({ registry, insecure, signal }: RepositoryOptions): Promise<string> {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const isLocal = /^(localhost|127\.|\[::1\])/.test(host);
  let failure: unknown;
  for (const scheme of insecure || isLocal ? ['https', 'http'] : ['https']) {
    try {
      await fetch(`${scheme}://${host}/v2/`, { signal });
      return `${scheme}://${host}`;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      failure ??= error;
      if (scheme === 'http') failure = error;
    }
  }
  throw unreachable(registry, failure);
}

/** @param challenge `Basic realm="…"` or `Bearer realm="…",service="…",scope="…"`. */
async function authorize(challenge: string, options: RepositoryOptions): Promise<string> {
  const { login, name, registry, signal } = options;
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
  let answer: Response;
  if (stored.identitytoken) {
    const form = { grant_type: 'refresh_token', client_id: 'gantry', refresh_token: stored.identitytoken };
    answer = await fetch(realm, {
      method: 'POST',
      body: new URLSearchParams({ ...form, service, scope }),
      signal,
    });
  } else {
    realm.searchParams.set('service', service);
    realm.searchParams.set('scope', scope);
    const headers = stored.username === undefined ? {} : { authorization: basic };
    answer = await fetch(realm, { headers, signal });
  }
  if (answer.status === 401 || answer.status === 403) throw denied(options);
  if (!answer.ok) throw await refused(registry, answer);
  const { token, access_token: accessToken }: { token?: string; access_token?: string } = JSON.parse(
    await answer.text(),
  );
  return `Bearer ${token ?? accessToken ?? ''}`;
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

async function refused(registry: string, answer: Response): Promise<UserError> {
  const text = (await answer.text().catch(() => '')).trim().slice(0, 300);
  return new UserError(
    'registry-refused',
    `${registry} answers ${answer.status}${text === '' ? '' : `: ${text}`}`,
  );
}

function unreachable(registry: string, error: unknown): UserError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = cause instanceof Error ? cause.message : String(cause);
  const words = /wrong version number|packet length too long/.test(text) ? 'it does not speak TLS' : text;
  return new UserError('registry-unreachable', `the registry ${registry} cannot be reached: ${words}`, {
    hint: 'check its name and the network; one without TLS needs --insecure-registry',
    cause: error,
  });
}
