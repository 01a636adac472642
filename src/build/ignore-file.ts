import { join } from 'node:path';
import { fileError, isMissing } from '../diagnostics/file-error.ts';
import type { Source } from '../diagnostics/source.ts';
import { readRegular } from '../util/read-regular.ts';

/**
 * `<Dockerfile>.dockerignore`, else the `.dockerignore` of the context. What leaves files out must not be overlooked: a secret may be
 * among them.
 *
 * @param dockerfile absolute; undefined: it is in the Compose file
 * @returns with its path as the name; undefined when there is neither. Error: UserError `file-unreadable`.
 */
export function findIgnoreFile(context: string, dockerfile: string | undefined): Source | undefined {
  const own = dockerfile === undefined ? [] : [`${dockerfile}.dockerignore`];
  for (const path of [...own, join(context, '.dockerignore')]) {
    const text = read(path);
    if (text !== undefined) return { name: path, text };
  }
  return undefined;
}

function read(path: string): string | undefined {
  try {
    return readRegular(path).toString('utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileError(`the ignore file ${path}`, 'cannot be read', error, {
      hint: 'make it readable: without its rules, files that it leaves out would be sent',
    });
  }
}
