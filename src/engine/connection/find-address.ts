import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { UserError } from '../../diagnostics/user-error.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { contextNames } from './context-names.ts';
import type { DockerFiles } from './docker-files.ts';
import type { EngineAddress, EngineTls } from './engine-address.ts';
import { readSshTarget } from './ssh-target.ts';

type Environment = ReadonlyMap<string, string>;

/** Paths of PEM files outside of docker's default places. */
export interface Certificates {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * The address of the engine, found as the docker command finds it: `DOCKER_HOST`, else the context of `DOCKER_CONTEXT` or
 * `docker context use`, else the socket of this machine. An empty variable counts as unset.
 */
export function findAddress(
  environment: Environment,
  homeDir: string,
  files: DockerFiles,
  certificates: Certificates = {},
): EngineAddress {
  const host = environment.get('DOCKER_HOST');
  if (host) return readHost(host, tlsOf(environment, files, certificates));
  const context = environment.get('DOCKER_CONTEXT') || currentContext(files);
  if (context !== undefined && context !== 'default') return contextAddress(context, files);
  return readHost(defaultHost(environment, homeDir, files), undefined);
}

/**
 * An addition to the message when no engine answers: a context named the address, or DOCKER_HOST overrides the context, which users
 * do not expect after `docker context use`. @returns undefined when there is nothing to add.
 */
export function whoNamedIt(environment: Environment, files: DockerFiles): string | undefined {
  const context = environment.get('DOCKER_CONTEXT') || tryContext(files);
  if (context === undefined || context === 'default') return undefined;
  return environment.get('DOCKER_HOST')
    ? `DOCKER_HOST counts, and not the Docker context "${context}"`
    : `the Docker context "${context}" names it`;
}

/**
 * Parses a host in docker's notation.
 *
 * Shape: `unix://PATH`, `npipe://PATH`, `tcp://HOST[:PORT]`, `http://…`, `https://…`, `ssh://…`, or `HOST[:PORT]`.
 * Error: UserError `bad-usage` for anything else.
 */
export function readHost(host: string, tls: EngineTls | undefined): EngineAddress {
  const scheme = /^(\w+):\/\//.exec(host)?.[1];
  if (scheme === 'unix' || scheme === 'npipe') {
    const path = host.slice(scheme.length + 3);
    if (path === '') throw badHost(host);
    return { endpoint: host, socketPath: scheme === 'npipe' ? path.replaceAll('/', '\\') : path };
  }
  if (scheme === 'ssh') return { endpoint: host, ssh: readSshTarget(host) };
  if (scheme !== undefined && !['tcp', 'http', 'https'].includes(scheme)) throw badHost(host);
  const url = URL.parse(`http://${scheme === undefined ? host : host.slice(scheme.length + 3)}`);
  if (!url?.hostname) throw badHost(host);
  const secure = tls ?? (scheme === 'https' ? { verify: true } : undefined);
  return {
    endpoint: scheme === undefined ? `tcp://${host}` : host,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    // URL drops port 80, the default of http, which is not docker's default.
    port: Number(url.port || (/:80\/?$/.test(host) ? 80 : secure ? 2376 : 2375)),
    ...(url.pathname === '/' ? {} : { basePath: url.pathname.replace(/\/$/, '') }),
    ...(secure ? { tls: secure } : {}),
  };
}

function badHost(host: string): UserError {
  return new UserError('bad-usage', `${JSON.stringify(host)} is no address of an engine`, {
    hint: 'write DOCKER_HOST as unix:///path/to/docker.sock, tcp://host:port or ssh://user@host',
  });
}

/** Any value of `DOCKER_TLS_VERIFY` counts, even `0`, as with docker. */
export function tlsOf(
  environment: Environment,
  files: DockerFiles,
  certificates: Certificates,
): EngineTls | undefined {
  const verify = Boolean(environment.get('DOCKER_TLS_VERIFY'));
  if (!verify && !environment.get('DOCKER_TLS')) return undefined;
  const folder = environment.get('DOCKER_CERT_PATH');
  return readTls((name) => {
    const given = certificates[name];
    if (given !== undefined) return files.read(given) ?? refuseMissing(given);
    return files.read(folder ? join(folder, `${name}.pem`) : `${name}.pem`);
  }, verify);
}

function refuseMissing(path: string): never {
  throw new UserError('missing-file', `the certificate ${path} does not exist, or may not be read`, {
    hint: 'check the paths given by --tlscacert, --tlscert and --tlskey',
  });
}

function readTls(read: (name: keyof Certificates) => string | undefined, verify: boolean): EngineTls {
  const ca = read('ca');
  const cert = read('cert');
  const key = read('key');
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    verify,
  };
}

function currentContext(files: DockerFiles): string | undefined {
  const text = files.read('config.json');
  if (text === undefined) return undefined;
  const config: { readonly currentContext?: string } | null = parse(text, 'config.json');
  return config?.currentContext || undefined;
}

/** DOCKER_HOST makes the file unnecessary, so its errors do not matter. */
function tryContext(files: DockerFiles): string | undefined {
  try {
    return currentContext(files);
  } catch {
    return undefined;
  }
}

interface ContextFile {
  readonly Endpoints?: {
    readonly docker?: { readonly Host?: string; readonly SkipTLSVerify?: boolean };
  };
}

/** docker keeps each context in a folder named by the hash of its name. */
export function contextAddress(name: string, files: DockerFiles): EngineAddress {
  const folder = createHash('sha256').update(name).digest('hex');
  const text = files.read(`contexts/meta/${folder}/meta.json`);
  if (text === undefined) {
    const near = didYouMean(name, contextNames(files));
    const others = '`docker context ls` shows those there are; `docker context use default` leaves it';
    throw new UserError('bad-usage', `there is no Docker context ${JSON.stringify(name)}`, {
      hint: near === undefined ? others : `did you mean "${near}"?`,
    });
  }
  const { Endpoints }: ContextFile = parse(text, `the Docker context ${JSON.stringify(name)}`);
  const { Host: host, SkipTLSVerify: skip = false } = Endpoints?.docker ?? {};
  if (!host)
    throw new UserError(
      'engine-not-supported',
      `the Docker context ${JSON.stringify(name)} has no Docker engine`,
    );
  const tls = readTls((file) => files.read(`contexts/tls/${folder}/docker/${file}.pem`), !skip);
  return readHost(host, tls.ca || tls.cert || skip ? tls : undefined);
}

function parse<File>(text: string, name: string): File {
  try {
    const file: File = JSON.parse(text);
    return file;
  } catch (cause) {
    throw new UserError('bad-usage', `${name} in docker's configuration folder is not valid JSON`, { cause });
  }
}

/** The socket of the system, or else that of the user (rootless, Docker Desktop). */
function defaultHost(environment: Environment, homeDir: string, files: DockerFiles): string {
  if (process.platform === 'win32') return 'npipe:////./pipe/docker_engine';
  const runtime = environment.get('XDG_RUNTIME_DIR');
  const system = '/var/run/docker.sock';
  const candidates = [
    system,
    ...(runtime ? [join(runtime, 'docker.sock')] : []),
    join(homeDir, '.docker/run/docker.sock'),
  ];
  return `unix://${candidates.find((path) => files.exists(path)) ?? system}`;
}
