import { stat } from 'node:fs/promises';
import { UserError } from '../diagnostics/user-error.ts';

/** Error: UserError `missing-file` when the context of a build is no folder. */
export async function requireContext(context: string, service: string): Promise<void> {
  const found = await stat(context).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new UserError(
    'missing-file',
    `service ${JSON.stringify(service)}: the build context ${context} ${found ? 'is no folder' : 'does not exist'}`,
    {
      hint: '`build.context` names a folder, relative to the folder of the Compose file',
      about: { of: ['services', service], settings: ['build.context', 'build'] },
    },
  );
}
