import { homedir } from 'node:os';
import { join } from 'node:path';
import { dockerFiles } from '../../engine/docker-files.ts';

/** What docker's `config.json` says of how things are printed. One that cannot be read says nothing. */
export function formatFromConfig(
  environment: ReadonlyMap<string, string>,
  key: 'psFormat' | 'statsFormat' | 'volumesFormat',
): string | undefined {
  const folder = environment.get('DOCKER_CONFIG') || join(homedir(), '.docker');
  try {
    const config: Readonly<Record<string, unknown>> = JSON.parse(
      dockerFiles(folder).read('config.json') ?? '{}',
    );
    const format = config[key];
    return typeof format === 'string' && format !== '' ? format : undefined;
  } catch {
    return undefined;
  }
}
