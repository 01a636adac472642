import type { Engine } from '../port/engine.ts';
import { EngineError } from '../refusals/engine-error.ts';

/**
 * The digest that a registry has for an image now, where several are asked for: an error says of which.
 *
 * Error: EngineError.
 */
export async function resolveDigestOf(image: string, engine: Pick<Engine, 'resolveDigest'>): Promise<string> {
  try {
    return await engine.resolveDigest(image);
  } catch (error) {
    // A refusal for want of a login names the image itself.
    if (!(error instanceof EngineError) || error.code === 'registry-denied') throw error;
    const { code, message, hint, cause } = error;
    throw new EngineError(code, `image ${image}: ${message}`, { ...(hint && { hint }), cause });
  }
}
