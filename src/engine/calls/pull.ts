import type { Readable } from 'node:stream';
import type { OnProgress, Progress } from '../../model/event.ts';
import type { ProgressMessage } from '../answers/wire.ts';
import type { Query } from '../connection/engine-request.ts';
import { engineRefused } from '../refusals/engine-error.ts';
import { failureOf, readProgress } from '../streams/progress-stream.ts';

/** The parameters of `POST /images/create`. The tag is always present: without one the engine pulls all tags. */
export function pullQuery(reference: string, platform: string | undefined): Query {
  const { name, tag } = splitReference(reference);
  return { fromImage: name, tag, platform };
}

/** `tag` is the digest if there is one, and `latest` if there is neither. */
export function splitReference(reference: string): { readonly name: string; readonly tag: string } {
  const [name = '', digest] = reference.split('@');
  const colon = name.indexOf(':', name.lastIndexOf('/'));
  const hasTag = colon > name.lastIndexOf('/') && colon > 0;
  return {
    name: hasTag ? name.slice(0, colon) : name,
    tag: digest ?? (hasTag ? name.slice(colon + 1) : 'latest'),
  };
}

export async function followPull(
  stream: Readable,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<void> {
  for await (const message of readProgress(stream, 'POST /images/create', signal)) {
    const failure = failureOf(message);
    if (failure !== undefined) throw engineRefused(undefined, failure);
    const progress = layerProgress(message);
    if (progress) await onProgress(progress);
  }
}

/** `id` is a layer, except in the message that names the image, where it is the tag. */
export function layerProgress(message: ProgressMessage): Progress | undefined {
  if (message.status === undefined) return undefined;
  const { current, total } = message.progressDetail ?? {};
  return {
    text: message.status,
    ...(message.id === undefined || message.status.startsWith('Pulling from') ? {} : { part: message.id }),
    ...(current === undefined ? {} : { currentBytes: current }),
    ...(total === undefined || total <= 0 ? {} : { totalBytes: total }),
  };
}
