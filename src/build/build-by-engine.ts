import { realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Engine } from '../engine/port/engine.ts';
import type { ImageBuildOptions } from '../engine/port/engine-requests.ts';
import type { OnProgress } from '../model/event.ts';
import type { ImageId } from '../model/ids.ts';
import type { OperationOf } from '../model/operation.ts';
import { requireContext } from './context-folder.ts';
import { findDockerfile } from './find-dockerfile.ts';
import { proxyArgs } from './proxy-args.ts';

/** Builds by the engine's build call. Errors: as `buildImage`. */
export async function buildByEngine(
  engine: Engine,
  operation: OperationOf<'build-image'>,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<ImageId> {
  const { build, service } = operation;
  const proxies = proxyArgs(engine.endpoint);
  const { reportBuilder, reportRead, reportSending } = await import('./report-sending.ts');
  reportBuilder(onProgress, 'default', 'docker');
  if (!isAbsolute(build.context)) {
    // The engine fetches the context itself, and looks for the Dockerfile in it.
    const options = optionsOf(operation, proxies, build.dockerfile ?? 'Dockerfile');
    return engine.buildImage(undefined, { ...options, remote: build.context }, onProgress, signal);
  }
  await requireContext(build.context, service);
  const folder = await realpath(build.context);
  const dockerfile = findDockerfile({ ...build, context: folder }, service);
  const { packContext } = await import('./context.ts');
  const shown = build.dockerfileInline === undefined ? (build.dockerfile ?? 'Dockerfile') : 'Dockerfile';
  const { injected, ignore } = dockerfile;
  const bytes =
    injected === undefined ? (await stat(join(folder, dockerfile.name))).size : Buffer.byteLength(injected);
  reportRead(onProgress, { name: basename(shown), bytes }, Buffer.byteLength(ignore.text));
  const context = (): Readable => reportSending(packContext(folder, dockerfile), onProgress);
  return engine.buildImage(context, optionsOf(operation, proxies, dockerfile.name), onProgress, signal);
}

function optionsOf(
  operation: OperationOf<'build-image'>,
  proxies: Readonly<Record<string, string>>,
  dockerfile: string,
): ImageBuildOptions {
  const { build } = operation;
  const platform = build.platforms[0];
  const buildArgs: Record<string, string> = { ...proxies };
  // Declared without a value, and none is set: the default of the Dockerfile applies.
  for (const [name, value] of build.args) if (value !== null) buildArgs[name] = value;
  return {
    tags: [...new Set([operation.image, ...build.tags])],
    dockerfile,
    ...(build.target === undefined ? {} : { target: build.target }),
    buildArgs,
    labels: { ...Object.fromEntries(build.labels), ...operation.labels },
    cacheFrom: build.cacheFrom,
    ...(build.network === undefined ? {} : { networkMode: build.network }),
    extraHosts: build.extraHosts.map((entry) => entry.replace('=', ':')),
    ...(build.shmSizeBytes === undefined ? {} : { shmSizeBytes: build.shmSizeBytes }),
    ...(operation.memoryBytes === undefined ? {} : { memoryBytes: operation.memoryBytes }),
    noCache: build.noCache ?? false,
    pull: build.pull ?? false,
    ...(platform === undefined ? {} : { platform }),
    ...(build.isolation === undefined ? {} : { isolation: build.isolation }),
    ulimits: [...build.ulimits].map(([name, { soft, hard }]) => ({ Name: name, Soft: soft, Hard: hard })),
  };
}
