import { stat } from 'node:fs/promises';
import { isMissing, whyRefused } from '../diagnostics/file-error.ts';
import { UserError } from '../diagnostics/user-error.ts';

/** Error: UserError `missing-file` when the context of a build is no folder. */
export async function requireContext(context: string, service: string): Promise<void> {
  const why = await stat(context).then(
    (found) => (found.isDirectory() ? undefined : 'is no folder'),
    (error: unknown) => (isMissing(error) ? 'does not exist' : `cannot be read: ${whyRefused(error)}`),
  );
  if (why === undefined) return;
  throw new UserError(
    'missing-file',
    `service ${JSON.stringify(service)}: the build context ${context} ${why}`,
    {
      hint: '`build.context` names a folder, relative to the folder of the Compose file',
      about: { of: ['services', service], settings: ['build.context', 'build'] },
    },
  );
}
