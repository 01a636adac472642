import type { FileReference } from './file-reference.ts';
import type { Json } from './json.ts';
import type { ContentSource } from './secret-spec.ts';
import type { StringMap } from './string-map.ts';
import type { Ulimit } from './ulimit.ts';

/** How the image of a service is built. Paths are absolute unless they are URLs. */
export interface BuildSpec {
  readonly context: string;
  /** Relative to the context, or absolute. */
  readonly dockerfile?: string;
  readonly dockerfileInline?: string;
  /** `null`: declared without a value, and the environment has none. */
  readonly args: ReadonlyMap<string, string | null>;
  readonly additionalContexts: StringMap;
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  readonly entitlements: readonly string[];
  readonly extraHosts: readonly string[];
  readonly isolation?: string;
  readonly labels: StringMap;
  readonly network?: string;
  readonly noCache?: boolean;
  readonly noCacheFilter: readonly string[];
  readonly platforms: readonly string[];
  readonly privileged?: boolean;
  readonly provenance?: string;
  readonly sbom?: string;
  readonly pull?: boolean;
  readonly secrets: readonly FileReference[];
  readonly shmSizeBytes?: number;
  readonly ssh: StringMap;
  readonly tags: readonly string[];
  readonly target?: string;
  readonly ulimits: ReadonlyMap<string, Ulimit>;
  readonly extensions: ReadonlyMap<string, Json>;
}

/** A secret of a build, and where its content comes from. */
export interface BuildSecret {
  /** The id in the Dockerfile: `RUN --mount=type=secret,id=…`. */
  readonly id: string;
  readonly from: ContentSource;
}
