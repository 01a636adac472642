import { isAbsolute } from 'node:path';
import type { OperationOf } from '../model/operation.ts';
import { requireContext } from './context-folder.ts';
import { findDockerfile, pathOf } from './find-dockerfile.ts';

/**
 * The path of the Dockerfile for docker buildx; undefined: it is inline.
 *
 * Error: UserError `missing-file` when it, or the context, does not exist.
 */
export async function dockerfilePath({
  build,
  service,
}: OperationOf<'build-image'>): Promise<string | undefined> {
  const { context, dockerfile = 'Dockerfile', dockerfileInline } = build;
  if (isAbsolute(context)) await requireContext(context, service);
  if (dockerfileInline !== undefined) return undefined;
  if (!isAbsolute(context)) return dockerfile;
  findDockerfile(build, service);
  return pathOf(build);
}
