import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { cannotWriteTo } from '../diagnostics/temporary-folder.ts';
import type { Engine } from '../engine/port/engine.ts';
import { buildFailed } from '../engine/refusals/build-failure.ts';
import { BuildSteps } from '../engine/streams/build-steps.ts';
import type { OnProgress } from '../model/event.ts';
import { type ImageId, imageId } from '../model/ids.ts';
import type { OperationOf } from '../model/operation.ts';
import { buildxArguments } from './buildx-arguments.ts';
import { buildxEnvironment } from './buildx-environment.ts';
import { buildxTooOld } from './buildx-too-old.ts';
import { readRawjson, traceOf } from './read-rawjson.ts';
import { reportBuilder } from './report-sending.ts';

/**
 * Builds with the program `docker-buildx`: it opens the session through which a builder requests secrets, agents and additional
 * contexts.
 *
 * @param dockerfile the path of the Dockerfile; undefined: it is inline.
 * @returns the id of the image; for several platforms, the digest of their index.
 * Errors: EngineError `build-failed`; UserError `buildx-needed` when buildx is too old; the reason of `signal` after an abort.
 */
export async function buildWithBuildx(
  buildx: string,
  engine: Engine,
  operation: OperationOf<'build-image'>,
  dockerfile: string | undefined,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<ImageId> {
  const folder = await mkdtemp(join(tmpdir(), 'gantry-build-')).catch((error: unknown) => {
    throw cannotWriteTo(tmpdir(), 'TMPDIR', error);
  });
  try {
    const metadata = join(folder, 'metadata.json');
    const ends = ['--progress', 'rawjson', '--metadata-file', metadata, ...outputOf(operation)];
    const { words, environment, input } = buildxArguments(operation, dockerfile, ends);
    const child = spawn(buildx, words, {
      env: buildxEnvironment(engine.endpoint, environment),
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    child.stdin.on('error', () => {}); // it may end without reading
    child.stdin.end(input ?? '');
    const stop = (): boolean => child.kill('SIGINT');
    signal.addEventListener('abort', stop);
    const ended = new Promise<number | null>((resolve, reject) => {
      child.on('close', resolve);
      child.on('error', reject);
    });
    const { builder = process.env.BUILDX_BUILDER || 'default' } = operation;
    reportBuilder(onProgress, builder, builder === 'default' ? 'docker' : undefined);
    const steps = new BuildSteps(onProgress);
    try {
      const [last, code] = await Promise.all([follow(child.stderr, steps), ended]);
      if (signal.aborted) throw signal.reason;
      if (code !== 0) throw whyFailed(last, steps);
    } finally {
      signal.removeEventListener('abort', stop);
    }
    return await madeBy(engine, operation, metadata);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The engine holds images of one platform; images of several platforms stay with the builder or go to their registry. */
function outputOf({ build, image, pushes = false }: OperationOf<'build-image'>): readonly string[] {
  const names = [...new Set([image, ...build.tags])];
  return [
    ...names.flatMap((name) => ['--tag', name]),
    '--output',
    build.platforms.length > 1 ? `type=image,push=${pushes}` : 'type=docker',
  ];
}

/** Of the lines that are no progress messages, those that may say why a build failed. */
interface LastWords {
  error?: string;
  line?: string;
}

async function follow(output: Readable, steps: BuildSteps): Promise<LastWords> {
  const last: LastWords = {};
  for await (const said of readRawjson(output)) {
    if (typeof said !== 'string') steps.take(traceOf(said));
    else if (/^error: /i.test(said)) last.error = said;
    else last.line = said;
    await steps.whenRoom;
  }
  return last;
}

function whyFailed({ error, line }: LastWords, steps: BuildSteps): Error {
  const text = (error ?? line ?? 'docker buildx ended without saying why')
    .replace(/^error: /i, '')
    .replace(/^failed to (?:solve|build): /, '');
  const tooOld = buildxTooOld(text);
  if (tooOld) return tooOld;
  return buildFailed(text, steps.failed);
}

async function madeBy(
  engine: Engine,
  { image, build }: OperationOf<'build-image'>,
  metadataFile: string,
): Promise<ImageId> {
  const loaded = build.platforms.length > 1 ? undefined : await engine.inspectImage(image);
  if (loaded) return loaded.id;
  const metadata: { readonly 'containerimage.digest'?: string } = JSON.parse(
    await readFile(metadataFile, 'utf8').catch(() => '{}'),
  );
  return imageId(metadata['containerimage.digest'] ?? image);
}
