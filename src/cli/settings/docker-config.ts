import { dockerFiles, dockerFolder, readDockerConfig } from '../../engine/connection/docker-files.ts';

/** What docker's `config.json` says of how things are printed. One that cannot be read says nothing. */
export function formatFromConfig(
  environment: ReadonlyMap<string, string>,
  key: 'psFormat' | 'statsFormat' | 'volumesFormat',
): string | undefined {
  const files = dockerFiles(dockerFolder(environment.get('DOCKER_CONFIG')));
  const format = readDockerConfig<Record<string, unknown>>(files)[key];
  return typeof format === 'string' && format !== '' ? format : undefined;
}
