import { gantry, hintParts } from '../../diagnostics/hint.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { ImageId } from '../../model/ids.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { StepContext } from './step-context.ts';

/** Failures that building the image instead avoids. */
const AVOIDED_BY_BUILD: ReadonlySet<string> = new Set([
  'image-not-found',
  'registry-denied',
  'registry-unreachable',
]);

/** Error: EngineError; where the image could be built instead, that is what to try. */
export async function pullImage(
  { image, platform, builtBy }: OperationOf<'pull-image'>,
  { engine, onProgress, signal }: StepContext,
): Promise<ImageId> {
  try {
    return await engine.pullImage(image, platform, onProgress, signal);
  } catch (error) {
    if (builtBy === undefined || !(error instanceof EngineError)) throw error;
    if (!AVOIDED_BY_BUILD.has(error.code)) throw error;
    const otherwise = error.hint === undefined ? [] : ['; or ', ...hintParts(error.hint)];
    const hint = ['build it: `', gantry('build', builtBy), '`', ...otherwise];
    throw new EngineError(error.code, error.message, { hint, cause: error.cause });
  }
}
