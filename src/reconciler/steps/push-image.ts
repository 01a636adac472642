import { gantry } from '../../diagnostics/hint.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { OnProgress } from '../../model/event.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Made } from '../../model/outcome.ts';

interface PushContext {
  readonly engine: Pick<Engine, 'listImageSummaries' | 'resolveDigest' | 'pushImage'>;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/**
 * Pushes an image, unless the registry has it under this name already: one that lets nobody overwrite a tag refuses the same image too.
 *
 * Error: EngineError; of an image that is not there the hint says how to build it.
 */
export async function pushImage(
  { image, services, mayBeThere = false }: OperationOf<'push-image'>,
  { engine, onProgress, signal }: PushContext,
): Promise<Made> {
  const isThere = async (digest: string): Promise<Made> => {
    await onProgress({ text: `the registry has it already: digest: ${digest}` });
    return { kind: 'pushed', digest };
  };
  const known = await digestThere(image, engine);
  if (known !== undefined) return isThere(known);
  try {
    const digest = await engine.pushImage(image, onProgress, signal);
    return digest === undefined ? { kind: 'nothing' } : { kind: 'pushed', digest };
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'image-not-found') throw error;
    const there = mayBeThere ? await engine.resolveDigest(image).catch(() => undefined) : undefined;
    if (there !== undefined) return isThere(there);
    const build = gantry('build', ...services);
    const hint = [
      'build it first: `',
      build,
      '`, or `',
      gantry('build', '--push', ...services),
      '` for both',
    ];
    throw new EngineError(error.code, error.message, { hint, cause: error.cause });
  }
}

/** Only of an image that was pushed or pulled before does the engine know a digest. Whatever else is wrong, the push tells. */
async function digestThere(
  image: string,
  { listImageSummaries, resolveDigest }: PushContext['engine'],
): Promise<string | undefined> {
  if (image.includes('@')) return undefined;
  try {
    const name = image.includes(':', image.lastIndexOf('/') + 1) ? image : `${image}:latest`;
    const repository = name.slice(0, name.lastIndexOf(':'));
    const summary = (await listImageSummaries()).find(({ tags }) => tags.includes(name));
    const digests = summary?.digests.filter((digest) => digest.startsWith(`${repository}@`)) ?? [];
    if (digests.length === 0) return undefined;
    const there = await resolveDigest(image);
    return digests.includes(`${repository}@${there}`) ? there : undefined;
  } catch {
    return undefined;
  }
}
