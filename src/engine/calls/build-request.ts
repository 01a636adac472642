import type { Query } from '../connection/engine-request.ts';
import type { ImageBuildOptions } from '../port/engine-requests.ts';

/** The classic builder supports neither cache mounts nor heredocs, but every engine has it. */
export type Builder = 'buildkit' | 'classic';

/** The parameters of `POST /build`. Source: Docker Engine API v1.45; its text omits `ulimits` and `isolation`. */
export function buildQuery(options: ImageBuildOptions, builder: Builder): Query {
  return {
    version: builder === 'buildkit' ? '2' : '1',
    t: options.tags,
    dockerfile: options.dockerfile,
    remote: options.remote,
    target: options.target,
    buildargs: json(options.buildArgs),
    labels: json(options.labels),
    cachefrom: options.cacheFrom.length === 0 ? undefined : JSON.stringify(options.cacheFrom),
    networkmode: options.networkMode,
    extrahosts: options.extraHosts.length === 0 ? undefined : options.extraHosts,
    shmsize: options.shmSizeBytes,
    memory: options.memoryBytes,
    nocache: options.noCache || undefined,
    pull: options.pull || undefined,
    platform: options.platform,
    isolation: options.isolation,
    ulimits: options.ulimits.length === 0 ? undefined : JSON.stringify(options.ulimits),
    // Removes the containers of the classic builder even when a step fails.
    rm: builder === 'classic' || undefined,
    forcerm: builder === 'classic' || undefined,
  };
}

function json(members: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(members).length === 0 ? undefined : JSON.stringify(members);
}
