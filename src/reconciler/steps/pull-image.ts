import { gantry, hintParts } from '../../diagnostics/hint.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { ImageId } from '../../model/ids.ts';
import type { OperationOf } from '../../model/operation.ts';
import { concernOfImage, IMAGE_HINT } from '../ingress/ingress-image.ts';
import type { StepContext } from './step-context.ts';

/** Failures that building the image instead avoids. */
const AVOIDED_BY_BUILD: ReadonlySet<string> = new Set([
  'image-not-found',
  'registry-denied',
  'registry-unreachable',
]);

/** Error: EngineError; where the image could be built instead, that is what to try. */
export async function pullImage(
  { image, platform, builtBy, forIngress, services }: OperationOf<'pull-image'>,
  { engine, onProgress, signal }: StepContext,
): Promise<ImageId> {
  try {
    return await engine.pullImage(image, platform, onProgress, signal);
  } catch (error) {
    if (forIngress && error instanceof EngineError) throw lacksIngress(error, services);
    if (builtBy === undefined || !(error instanceof EngineError)) throw error;
    if (!AVOIDED_BY_BUILD.has(error.code)) throw error;
    const otherwise = error.hint === undefined ? [] : ['; or ', ...hintParts(error.hint)];
    const hint = ['build it: `', gantry('build', builtBy), '`', ...otherwise];
    throw new EngineError(error.code, error.message, { hint, cause: error.cause });
  }
}

/** It is no image that the file names as one of a service, and may be named nowhere. */
function lacksIngress({ code, message, cause }: EngineError, services: readonly string[]): EngineError {
  const whose = `${services.length === 1 ? 'service' : 'services'} ${services.join(', ')}`;
  return new EngineError(code, `the ingress of ${whose} has no image: ${message}`, {
    hint: IMAGE_HINT,
    about: concernOfImage(services[0] ?? ''),
    cause,
  });
}
