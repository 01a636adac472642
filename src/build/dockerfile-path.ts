import { isAbsolute, join } from 'node:path';
import type { OperationOf } from '../model/operation.ts';
import { requireContext } from './context-folder.ts';
import { findDockerfile } from './find-dockerfile.ts';

/**
 * The Dockerfile as docker buildx is told it; undefined: it is inline.
 *
 * Error: UserError `missing-file` when it, or the context, is not there.
 */
export async function dockerfilePath({
  build,
  service,
}: OperationOf<'build-image'>): Promise<string | undefined> {
  const { context, dockerfile = 'Dockerfile', dockerfileInline } = build;
  if (isAbsolute(context)) await requireContext(context, service);
  if (dockerfileInline !== undefined) return undefined;
  if (!isAbsolute(context)) return dockerfile;
  await findDockerfile(build, service);
  return isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile);
}
