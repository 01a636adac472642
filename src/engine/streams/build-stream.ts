import type { Readable } from 'node:stream';
import type { OnProgress } from '../../model/event.ts';
import { buildFailed } from '../refusals/build-failure.ts';
import { EngineError } from '../refusals/engine-error.ts';
import { BuildSteps } from './build-steps.ts';
import { readTrace } from './build-trace.ts';
import { failureOf, readProgress } from './progress-stream.ts';

/**
 * Reads the answer to `POST /build` of either builder.
 *
 * @returns the id of the image.
 * Errors: EngineError `build-failed`.
 */
export async function followBuild(
  stream: Readable,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<string> {
  const steps = new BuildSteps(onProgress);
  let id: string | undefined;
  for await (const message of readProgress(stream, 'POST /build', signal)) {
    const failure = failureOf(message);
    if (failure !== undefined) throw buildFailed(failure, steps.failed);
    if (message.id === 'moby.buildkit.trace') {
      steps.take(readTrace(String(message.aux)));
    } else if (message.stream !== undefined) {
      if (/^Step \d+\/\d+ : /.test(message.stream)) steps.beginClassic(message.stream.trim());
      else steps.writeClassic(message.stream);
    } else if (message.status !== undefined && message.id !== undefined) {
      await onProgress({ text: message.status, part: message.id }); // a layer of a base image
    }
    id = imageIdIn(message.aux) ?? id;
    await steps.whenRoom;
  }
  steps.endClassic();
  if (id === undefined) throw new EngineError('build-failed', 'the build ended without an image');
  return id;
}

function imageIdIn(aux: unknown): string | undefined {
  return typeof aux === 'object' && aux !== null && 'ID' in aux && typeof aux.ID === 'string'
    ? aux.ID
    : undefined;
}
