import { dockerFiles, dockerFolder } from '../connection/docker-files.ts';
import { type RegistryAuth, registryAuth } from './registry-auth.ts';

/** The logins that docker has stored, as the environment says where. */
export function registryAuthOf(environment: ReadonlyMap<string, string>): RegistryAuth {
  const files = dockerFiles(dockerFolder(environment.get('DOCKER_CONFIG')));
  return registryAuth(files, environment.get('DOCKER_AUTH_CONFIG'));
}
