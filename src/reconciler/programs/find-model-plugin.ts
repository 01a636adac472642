import { join } from 'node:path';
import { pluginFolders } from '../../build/find-buildx.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { OperationOf } from '../../model/operation.ts';
import { isProgram } from './find-provider.ts';

/** The plugin of the docker command that runs models. Error: UserError `models-not-supported`. */
export function requireModelPlugin({ key, model, services }: OperationOf<'prepare-model'>): string {
  const name = process.platform === 'win32' ? 'docker-model.exe' : 'docker-model';
  const found = pluginFolders()
    .map((folder) => join(folder, name))
    .find(isProgram);
  if (found !== undefined) return found;
  throw new UserError(
    'models-not-supported',
    `model "${key}" (${model}), which ${services.join(', ')} uses, needs docker model, which is not installed`,
    {
      hint: 'install the plugin docker-model-plugin, or take models out',
      about: { of: ['models', key], settings: ['model', ''] },
    },
  );
}
