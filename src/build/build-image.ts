import type { Engine } from '../engine/port/engine.ts';
import type { OnProgress } from '../model/event.ts';
import type { ImageId } from '../model/ids.ts';
import type { OperationOf } from '../model/operation.ts';
import { buildByEngine } from './build-by-engine.ts';
import { buildxNeeds } from './buildx-needs.ts';

/**
 * Builds the image of a service and gives it all its names: by the engine's build call, which needs no other program,
 * or by docker buildx for features that the call does not support.
 *
 * Errors: UserError when files or docker buildx are missing; EngineError `build-failed` with the failed step and its last
 * output.
 */
export async function buildImage(
  engine: Engine,
  operation: OperationOf<'build-image'>,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<ImageId> {
  const byBuildx = async (needs: readonly string[]): Promise<ImageId> => {
    const { requireBuildx } = await import('./find-buildx.ts');
    const { buildWithBuildx } = await import('./build-with-buildx.ts');
    const { dockerfilePath } = await import('./dockerfile-path.ts');
    const buildx = requireBuildx(operation.service, needs);
    return buildWithBuildx(buildx, engine, operation, await dockerfilePath(operation), onProgress, signal);
  };
  const needs = buildxNeeds(operation);
  if (needs.length > 0) return byBuildx(needs);
  try {
    return await buildByEngine(engine, operation, onProgress, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    const { imageThatNeedsLogin } = await import('./base-image-login.ts');
    const image = await imageThatNeedsLogin(error);
    if (image === undefined) throw error;
    return byBuildx([`the login to the registry of ${image}`]);
  }
}
