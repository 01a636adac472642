import { execFile } from 'node:child_process';
import type { DockerFiles } from './docker-files.ts';

/** The value of the header that logs the engine in to the registry of an image; undefined: nothing is stored for it. */
export type RegistryAuth = (reference: string) => Promise<string | undefined>;

/** What `docker login` wrote, and who keeps the passwords. */
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
  readonly Username: string;
  readonly Secret: string;
}

/** Docker Hub is stored under the address of its first API. */
const HUB = 'https://index.docker.io/v1/';

/** Looks logins up where docker keeps them, and only when an image is pulled. */
export function registryAuth(files: DockerFiles): RegistryAuth {
  return async (reference) => {
    const registry = registryOf(reference);
    const text = files.read('config.json');
    if (text === undefined) return undefined;
    const config: DockerConfig = JSON.parse(text);
    const login = await findLogin(config, registry);
    return login && encode(JSON.stringify({ ...login, serveraddress: registry }));
  };
}

/** The key under which `docker login` stores the registry of an image. */
export function registryOf(reference: string): string {
  const first = reference.includes('/') ? reference.slice(0, reference.indexOf('/')) : '';
  const isRegistry = first === 'localhost' || /[.:]/.test(first);
  return !isRegistry || first === 'docker.io' || first === 'index.docker.io' ? HUB : first;
}

async function findLogin(config: DockerConfig, registry: string): Promise<object | undefined> {
  const helper = config.credHelpers?.[registry] ?? config.credsStore;
  if (helper) {
    const answer = await askHelper(helper, registry);
    if (answer?.Username === '<token>') return { identitytoken: answer.Secret };
    if (answer) return { username: answer.Username, password: answer.Secret };
  }
  const stored = Object.entries(config.auths ?? {}).find(([key]) => hostOf(key) === hostOf(registry))?.[1];
  if (!stored) return undefined;
  const { identitytoken, registrytoken } = stored;
  if (identitytoken) return { identitytoken };
  if (registrytoken) return { registrytoken };
  if (!stored.auth)
    return stored.username ? { username: stored.username, password: stored.password ?? '' } : undefined;
  const [, username = '', password = ''] = /^([^:]*):(.*)$/s.exec(decode(stored.auth)) ?? [];
  return { username, password };
}

/** Logins were stored as `https://host/v1/` once, and as `host` now. */
const hostOf = (key: string): string => key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');

/** Base 64 for URLs with its padding, which Node leaves out and without which the engine takes it for no login. */
const encode = (text: string): string =>
  Buffer.from(text).toString('base64').replaceAll('+', '-').replaceAll('/', '_');

const decode = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8').replace(/\0+$/, '');

/** A program that has nothing for the registry, or is not there, is no error: the image may be public. */
function askHelper(helper: string, registry: string): Promise<HelperAnswer | undefined> {
  return new Promise((resolve) => {
    const program = execFile(`docker-credential-${helper}`, ['get'], { timeout: 30_000 }, (error, stdout) => {
      if (error) resolve(undefined);
      else resolve(readAnswer(stdout));
    });
    program.stdin?.on('error', () => {}); // it may end without reading
    program.stdin?.end(registry);
  });
}

function readAnswer(text: string): HelperAnswer | undefined {
  try {
    const answer: HelperAnswer = JSON.parse(text);
    return answer;
  } catch {
    return undefined;
  }
}
