import { execFile } from 'node:child_process';
import { UserError } from '../../diagnostics/user-error.ts';
import { Sensitive } from '../../util/sensitive.ts';
import type { DockerFiles } from '../connection/docker-files.ts';

/** Finds the stored login for the registry of an image. Used only for pulls and pushes. */
export type RegistryAuth = (reference: string) => Promise<RegistryLogin>;

/** The stored login of a registry, and its place. */
export interface RegistryLogin {
  /** As people write it: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  /** As JSON, in the members of the engine's AuthConfig. Absent: nothing is stored. */
  readonly login?: Sensitive;
  /** The place of the login, in words. */
  readonly keptBy?: string;
  /** Why the credential helper failed. */
  readonly trouble?: string;
}

/** The logins that `docker login` wrote, and the credential helpers. */
interface DockerConfig {
  readonly auths?: Readonly<Record<string, StoredLogin>>;
  readonly credsStore?: string;
  /** By registry. */
  readonly credHelpers?: Readonly<Record<string, string>>;
}

interface StoredLogin {
  /** Base 64 of `name:password`. */
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

interface HelperAnswer {
  readonly ServerURL?: string;
  readonly Username?: string;
  readonly Secret?: string;
}

/** A credential store may have to ask the user for a password first. */
const HELPER_MS = 30_000;

/** Docker Hub is stored under the address of its first API. */
const HUB = 'https://index.docker.io/v1/';

/**
 * Looks up logins in docker's places.
 *
 * @param variable `DOCKER_AUTH_CONFIG`: logins in the form of the file; they win over the file.
 * Error: UserError `bad-usage` when one of both is not JSON.
 */
export function registryAuth(files: DockerFiles, variable?: string): RegistryAuth {
  return async (reference) => {
    const key = registryOf(reference);
    const registry = key === HUB ? 'docker.io' : key;
    const found = inVariable(variable, key) ?? (await inFile(files.read('config.json'), key));
    const { login, ...more } = found ?? {};
    if (!login) return { registry, ...more };
    return { registry, login: new Sensitive(JSON.stringify({ ...login, serveraddress: key })), ...more };
  };
}

/** The key under which `docker login` stores the registry of an image. */
export function registryOf(reference: string): string {
  const first = reference.includes('/') ? reference.slice(0, reference.indexOf('/')) : '';
  const isRegistry = first === 'localhost' || /[.:]/.test(first);
  return !isRegistry || first === 'docker.io' || first === 'index.docker.io' ? HUB : first;
}

/** The value of the header with the login for the engine. */
export function authHeader(login: Sensitive): string {
  // Base 64 for URLs with its padding, which Node omits; without the padding the engine ignores the login.
  return Buffer.from(login.reveal()).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

interface Found {
  readonly login?: object;
  readonly keptBy?: string;
  readonly trouble?: string;
}

function inVariable(text: string | undefined, registry: string): Found | undefined {
  if (!text) return undefined;
  const login = storedLogin(parse(text, 'DOCKER_AUTH_CONFIG') ?? {}, registry);
  return login && { login, keptBy: 'DOCKER_AUTH_CONFIG' };
}

async function inFile(text: string | undefined, registry: string): Promise<Found | undefined> {
  if (text === undefined) return undefined;
  const config = parse(text, "config.json in docker's configuration folder") ?? {};
  const helper = config.credHelpers?.[registry] ?? config.credsStore;
  const asked = helper ? await askHelper(helper, registry) : undefined;
  if (asked?.login) return asked;
  const login = storedLogin(config, registry);
  return login ? { login, keptBy: "docker's config.json" } : asked;
}

function parse(text: string, name: string): DockerConfig | null {
  try {
    const config: DockerConfig | null = JSON.parse(text);
    return config;
  } catch {
    // Without the parser's message: it quotes the text, which contains passwords.
    throw new UserError('bad-usage', `${name} is not valid JSON`, {
      hint: 'correct it, or log in again with `docker login`, which writes it',
    });
  }
}

function storedLogin({ auths = {} }: DockerConfig, registry: string): object | undefined {
  const stored = Object.entries(auths).find(([key]) => hostOf(key) === hostOf(registry))?.[1];
  if (!stored) return undefined;
  const { identitytoken, registrytoken } = stored;
  if (identitytoken) return { identitytoken };
  if (registrytoken) return { registrytoken };
  if (!stored.auth)
    return stored.username ? { username: stored.username, password: stored.password ?? '' } : undefined;
  const [, username = '', password = ''] = /^([^:]*):(.*)$/s.exec(decode(stored.auth)) ?? [];
  return { username, password };
}

/** Old versions stored logins as `https://host/v1/`, new ones as `host`. */
const hostOf = (key: string): string => key.replace(/^https?:\/\//, '').replace(/\/.*$/s, '');

const decode = (base64: string): string =>
  Buffer.from(base64, 'base64')
    .toString('utf8')
    .replace(/(?<!\0)\0+$/, '');

/** A helper that has no login, or cannot run, is no error by itself: the image may be public. */
function askHelper(helper: string, registry: string): Promise<Found> {
  const keptBy = `docker-credential-${helper}`;
  return new Promise((resolve) => {
    const program = execFile(keptBy, ['get'], { timeout: HELPER_MS }, (error, stdout, stderr) => {
      const login = error ? undefined : readAnswer(stdout);
      resolve(login ? { keptBy, login } : whyNot(keptBy, error, stdout.trim() || stderr.trim()));
    });
    program.stdin?.on('error', () => {}); // it may end without reading
    program.stdin?.end(registry);
  });
}

/** @param text the output of the helper: credential helpers print errors on standard output */
function whyNot(keptBy: string, error: unknown, text: string): Found {
  if (!(error instanceof Error)) return { trouble: `${keptBy} gave no login that can be read` };
  if ('code' in error && error.code === 'ENOENT') return { trouble: `${keptBy} is not installed` };
  if ('code' in error && error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    return { trouble: `${keptBy} writes more than a login has` };
  if ('killed' in error && error.killed)
    return { trouble: `${keptBy} has not answered within ${HELPER_MS / 1000} s` };
  const line = text.split('\n')[0] ?? '';
  // A valid answer contains a password.
  const words = line.startsWith('{') ? '' : line;
  if (/credentials not found/i.test(words)) return {};
  return { trouble: `${keptBy} failed${words === '' ? '' : `: ${words}`}` };
}

function readAnswer(text: string): object | undefined {
  try {
    const answer: HelperAnswer | null = JSON.parse(text);
    const { Username: username, Secret: password } = answer ?? {};
    if (username === undefined || password === undefined) return undefined;
    return username === '<token>' ? { identitytoken: password } : { username, password };
  } catch {
    return undefined;
  }
}
