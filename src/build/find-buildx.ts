import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../diagnostics/user-error.ts';
import { configFolder, readBuildConfig } from './docker-config.ts';

/**
 * The path of the buildx plugin, found as the docker command finds it.
 *
 * @param needs the features of the build that only buildx supports, as the user wrote them.
 * Error: UserError `buildx-needed`.
 */
export function requireBuildx(service: string, needs: readonly string[]): string {
  const name = process.platform === 'win32' ? 'docker-buildx.exe' : 'docker-buildx';
  const found = pluginFolders()
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new UserError(
    'buildx-needed',
    `service ${JSON.stringify(service)}: docker buildx is needed for ${needs.join(', ')}, and is not installed`,
    { hint: 'install the package docker-buildx (Debian, Ubuntu) or docker-buildx-plugin (of Docker)' },
  );
}

/** The folders in which the docker command looks for its plugins. */
export function pluginFolders(): readonly string[] {
  const { cliPluginsExtraDirs: extra } = readBuildConfig();
  return [
    ...(Array.isArray(extra) ? extra.filter((folder) => typeof folder === 'string') : []),
    join(configFolder(), 'cli-plugins'),
    ...systemFolders(process.env),
  ];
}

function systemFolders({ ProgramData, ProgramFiles }: NodeJS.ProcessEnv): readonly string[] {
  if (process.platform !== 'win32')
    return ['/usr/local/lib', '/usr/local/libexec', '/usr/lib', '/usr/libexec'].map(
      (folder) => `${folder}/docker/cli-plugins`,
    );
  return [ProgramData, ProgramFiles].flatMap((folder) =>
    folder ? [join(folder, 'Docker', 'cli-plugins')] : [],
  );
}
