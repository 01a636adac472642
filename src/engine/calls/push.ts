import type { Readable } from 'node:stream';
import type { OnProgress } from '../../model/event.ts';
import { EngineError, engineRefused } from '../refusals/engine-error.ts';
import { failureOf, readProgress } from '../streams/progress-stream.ts';
import { layerProgress, splitReference } from './pull.ts';

/** The parameters of `POST /images/{name}/push`. The tag is always present: without one the engine pushes all tags. */
export function pushTarget(reference: string): { readonly name: string; readonly tag: string } {
  const { name, tag } = splitReference(reference);
  return { name, tag };
}

/** @returns the digest that the engine says, which only it can: it packs the layers */
export async function followPush(
  stream: Readable,
  reference: string,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<string | undefined> {
  let digest: string | undefined;
  for await (const message of readProgress(stream, `POST /images/${reference}/push`, signal)) {
    const failure = failureOf(message);
    if (failure !== undefined) throw pushFailed(failure, reference);
    const progress = layerProgress(message);
    if (progress) await onProgress(progress);
    digest = digestIn(message.aux) ?? digest;
  }
  return digest;
}

/** `{"Tag": "1", "Digest": "sha256:…", "Size": 526}` */
const digestIn = (aux: unknown): string | undefined =>
  typeof aux === 'object' && aux !== null && 'Digest' in aux && typeof aux.Digest === 'string'
    ? aux.Digest
    : undefined;

function pushFailed(text: string, reference: string): EngineError {
  if (!/does not exist locally|No such image|tag does not exist/i.test(text))
    return engineRefused(undefined, text);
  return new EngineError('image-not-found', `the engine has no image ${reference} to push`, {
    cause: new Error(text),
  });
}
