import { realpath, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Readable } from 'node:stream';
import { UserError } from '../diagnostics/user-error.ts';
import type { Engine, ImageBuildOptions } from '../engine/engine.ts';
import type { Progress } from '../model/event.ts';
import type { ImageId } from '../model/ids.ts';
import type { OperationOf } from '../model/operation.ts';
import { findDockerfile } from './find-dockerfile.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';

/**
 * Builds the image of a service and gives it all its names.
 *
 * Errors: UserError when files are missing or the build asks for what we cannot do; EngineError `build-failed` with
 * the step that failed and the end of its output.
 */
export async function buildImage(
  engine: Engine,
  operation: OperationOf<'build-image'>,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<ImageId> {
  const { build, service } = operation;
  refuseUnsupported(build, service);
  if (!isAbsolute(build.context)) {
    const options = remoteOptions(operation);
    return engine.buildImage(undefined, options, onProgress, signal);
  }
  const folder = await contextFolder(build.context, service);
  const dockerfile = await findDockerfile({ ...build, context: folder }, service);
  const { packContext } = await import('./context.ts');
  const context = (): Readable => packContext(folder, dockerfile);
  return engine.buildImage(context, buildOptions(operation, dockerfile.name), onProgress, signal);
}

async function contextFolder(context: string, service: string): Promise<string> {
  const found = await stat(context).catch(() => undefined);
  if (found?.isDirectory()) return realpath(context);
  throw new UserError(
    'missing-file',
    `service ${JSON.stringify(service)}: the build context ${context} ${found ? 'is no folder' : 'does not exist'}`,
    { hint: '`build.context` names a folder, relative to the folder of the Compose file' },
  );
}

/** The engine fetches the context itself; it looks for the Dockerfile in there. */
function remoteOptions(operation: OperationOf<'build-image'>): ImageBuildOptions {
  const { build, service } = operation;
  if (build.dockerfileInline !== undefined)
    throw new UserError(
      'engine-not-supported',
      `service ${JSON.stringify(service)}: gantry cannot build a remote context with an inline Dockerfile yet`,
      { hint: 'name a Dockerfile of the remote context in `build.dockerfile`' },
    );
  return { ...buildOptions(operation, build.dockerfile ?? 'Dockerfile'), remote: build.context };
}

function buildOptions(operation: OperationOf<'build-image'>, dockerfile: string): ImageBuildOptions {
  const { build } = operation;
  const platform = operation.platform ?? build.platforms[0];
  const args: Record<string, string> = {};
  // Declared without a value, and nobody gave one: the Dockerfile's own default counts.
  for (const [name, value] of build.args) if (value !== null) args[name] = value;
  return {
    tags: [...new Set([operation.image, ...build.tags])],
    dockerfile,
    ...(build.target === undefined ? {} : { target: build.target }),
    buildArgs: args,
    labels: { ...Object.fromEntries(build.labels), ...operation.labels },
    cacheFrom: build.cacheFrom,
    ...(build.network === undefined ? {} : { networkMode: build.network }),
    extraHosts: build.extraHosts.map((entry) => entry.replace('=', ':')),
    ...(build.shmSizeBytes === undefined ? {} : { shmSizeBytes: build.shmSizeBytes }),
    noCache: build.noCache ?? false,
    pull: build.pull ?? false,
    ...(platform === undefined ? {} : { platform }),
    ...(build.isolation === undefined ? {} : { isolation: build.isolation }),
    ulimits: [...build.ulimits].map(([name, { soft, hard }]) => ({ Name: name, Soft: soft, Hard: hard })),
  };
}
