import { UserError } from '../diagnostics/user-error.ts';
import type { NodeAddresses } from '../model/node-addresses.ts';
import { dockerEngine } from './calls/docker-engine.ts';
import { readLookMs } from './connection/call-limits.ts';
import { type DockerFiles, dockerFiles, dockerFolder } from './connection/docker-files.ts';
import type { EngineAddress } from './connection/engine-address.ts';
import { type Certificates, findAddress, whoNamedIt } from './connection/find-address.ts';
import { type NodeName, nodeWays } from './connection/node-ways.ts';
import type { OnSlow } from './connection/slow-calls.ts';
import { openTransport } from './connection/transport.ts';
import type { Engine } from './port/engine.ts';
import type { RegistryAuth } from './registry/registry-auth.ts';

interface ConnectOptions {
  readonly certificates?: Certificates;
  /** Gets a line for each request. */
  readonly trace?: (line: string) => void;
  /** Hears of calls that the engine lets wait. */
  readonly onSlow?: OnSlow;
}

/**
 * The engine that the docker command would use. Nothing is sent before the first call.
 *
 * Errors: UserError when the address cannot be told or is of a kind that we cannot use.
 */
export function connectEngine(
  environment: ReadonlyMap<string, string>,
  homeDir: string,
  options: ConnectOptions = {},
): Engine {
  const files = dockerFiles(dockerFolder(environment.get('DOCKER_CONFIG'), homeDir));
  const address = findAddress(environment, homeDir, files, options.certificates);
  const named = { ...address, origin: () => whoNamedIt(environment, files) };
  return engineAt(named, environment, files, options);
}

/** An engine that may be the one of a node. */
interface NodeEngineWay {
  /** In words: who says so. */
  readonly by: string;
  readonly engine: Engine;
}

/** The ways to the engine of a node, the best guess first: see `nodeWays`. Nothing is sent before the first call. */
export function connectNode(
  node: NodeName,
  settings: NodeAddresses,
  environment: ReadonlyMap<string, string>,
  homeDir: string,
  options: ConnectOptions = {},
): readonly NodeEngineWay[] {
  const files = dockerFiles(dockerFolder(environment.get('DOCKER_CONFIG'), homeDir));
  const present = findAddress(environment, homeDir, files, options.certificates);
  return nodeWays(node, { settings, present, environment, files }).map(({ by, address }) => ({
    by,
    engine: engineAt(address, environment, files, options),
  }));
}

function engineAt(
  address: EngineAddress,
  environment: ReadonlyMap<string, string>,
  files: DockerFiles,
  { trace, onSlow }: ConnectOptions,
): Engine {
  const builder = environment.get('DOCKER_BUILDKIT') === '0' ? 'classic' : 'buildkit';
  // Few commands pull, so only a pull loads what asks for logins.
  const auth: RegistryAuth = async (reference) => {
    const { registryAuth } = await import('./registry/registry-auth.ts');
    return registryAuth(files, environment.get('DOCKER_AUTH_CONFIG'))(reference);
  };
  const lookMs = readLookMs(environment.get('COMPOSE_HTTP_TIMEOUT'));
  const asked = withApiVersion(address, environment.get('DOCKER_API_VERSION'));
  return dockerEngine(address.endpoint, openTransport(asked, { trace, onSlow, lookMs }), auth, builder);
}

/** Engines take a version in front of every path; without one they speak their newest (docker-engine.ts). */
function withApiVersion(address: EngineAddress, version: string | undefined): EngineAddress {
  if (!version) return address;
  const number = /^v?(\d+\.\d+)$/.exec(version)?.[1];
  if (number !== undefined)
    return { ...address, apiVersion: number, basePath: `${address.basePath ?? ''}/v${number}` };
  throw new UserError(
    'bad-usage',
    `DOCKER_API_VERSION is no version of the engine's API: ${JSON.stringify(version)}`,
    {
      hint: 'write it as 1.45, or unset it: every engine then uses its own version',
    },
  );
}
