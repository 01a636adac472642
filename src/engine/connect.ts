import { join } from 'node:path';
import { dockerEngine } from './docker-engine.ts';
import { dockerFiles } from './docker-files.ts';
import type { Engine } from './engine.ts';
import { findAddress } from './find-address.ts';
import type { RegistryAuth } from './registry-auth.ts';
import { openTransport } from './transport.ts';

/**
 * The engine that the docker command would use. Nothing is sent before the first call.
 *
 * Errors: UserError when the address cannot be told or is of a kind that we cannot use.
 */
export function connectEngine(environment: ReadonlyMap<string, string>, homeDir: string): Engine {
  const files = dockerFiles(environment.get('DOCKER_CONFIG') || join(homeDir, '.docker'));
  const address = findAddress(environment, homeDir, files);
  const builder = environment.get('DOCKER_BUILDKIT') === '0' ? 'classic' : 'buildkit';
  // Few commands pull, so only a pull loads what asks for logins.
  const auth: RegistryAuth = async (reference) => {
    const { registryAuth } = await import('./registry-auth.ts');
    return registryAuth(files)(reference);
  };
  return dockerEngine(address.endpoint, openTransport(address), auth, builder);
}
