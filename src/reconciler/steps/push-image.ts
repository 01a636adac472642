import type { Engine } from '../../engine/port/engine.ts';
import type { OnProgress } from '../../model/event.ts';
import type { Made } from '../../model/outcome.ts';

interface PushContext {
  readonly engine: Pick<Engine, 'listImageSummaries' | 'resolveDigest' | 'pushImage'>;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/**
 * Pushes an image, unless the registry has it under this name already: one that lets nobody overwrite a tag refuses the same image too.
 */
export async function pushImage(image: string, { engine, onProgress, signal }: PushContext): Promise<Made> {
  const known = await digestThere(image, engine);
  if (known !== undefined) {
    await onProgress({ text: `the registry has it already: digest: ${known}` });
    return { kind: 'pushed', digest: known };
  }
  const digest = await engine.pushImage(image, onProgress, signal);
  return digest === undefined ? { kind: 'nothing' } : { kind: 'pushed', digest };
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
