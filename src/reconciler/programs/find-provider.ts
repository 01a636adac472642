import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pluginFolders } from '../../build/find-buildx.ts';
import { UserError } from '../../diagnostics/user-error.ts';

const SUFFIX = process.platform === 'win32' ? '.exe' : '';

/**
 * The program behind a provider: a plugin of the docker command of that name, else a program on the path.
 *
 * Error: UserError `provider-not-found`.
 */
export function findProvider(type: string, service: string, path: string | undefined): string {
  const candidates = [
    ...pluginFolders().map((folder) => join(folder, `docker-${type}${SUFFIX}`)),
    ...(path ?? '').split(delimiter).flatMap((folder) => (folder ? [join(folder, `${type}${SUFFIX}`)] : [])),
  ];
  // A provider that is Compose itself would call us for ever, and a path is no name.
  const found = type === 'compose' || /[/\\]/.test(type) ? undefined : candidates.find(isProgram);
  if (found !== undefined) return found;
  throw new UserError(
    'provider-not-found',
    `service "${service}" is provided by "${type}", which is neither a plugin of the docker command nor a program on the path`,
    {
      hint: `install docker-${type} or ${type}, or correct provider.type`,
      about: { of: ['services', service], settings: ['provider.type'] },
    },
  );
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
