import type { Engine } from '../port/engine.ts';
import { EngineError } from '../refusals/engine-error.ts';

/**
 * The present digest of an image in its registry. The error names the image, because callers resolve several at once.
 *
 * Error: EngineError.
 */
export async function resolveDigestOf(image: string, engine: Pick<Engine, 'resolveDigest'>): Promise<string> {
  try {
    return await engine.resolveDigest(image);
  } catch (error) {
    // A refusal for lack of a login names the image already.
    if (!(error instanceof EngineError) || error.code === 'registry-denied') throw error;
    const { code, message, hint, cause } = error;
    throw new EngineError(code, `image ${image}: ${message}`, { ...(hint && { hint }), cause });
  }
}
