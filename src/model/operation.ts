import type { ArtifactLayer } from './artifact.ts';
import type { BuildSecret, BuildSpec } from './build-spec.ts';
import type { CommitRequest } from './commit-request.ts';
import type { ContainerRef, ContainerReference, HashedText } from './container-ref.ts';
import type {
  ContainerRequest,
  EndpointRequest,
  NetworkRequest,
  UpdateRequest,
  VolumeRequest,
} from './container-request.ts';
import type { ContainerId, NetworkId, StepId } from './ids.ts';
import type { ImageRef, MountedImage } from './image-ref.ts';
import type { InjectedFile } from './injected-file.ts';
import type { DependencyCondition } from './service-spec.ts';

/** A condition on a service that others wait for. `running_or_healthy` is what `up --wait` asks of everything. */
export type WaitCondition = DependencyCondition | 'running_or_healthy';

/** One engine call, or one wait. What takes two calls is two operations joined by a dependency. */
export type Operation =
  | {
      readonly kind: 'pull-image';
      readonly image: string;
      readonly platform?: string;
      readonly services: readonly string[];
      /** A service that could build the image instead: what to try when it cannot be pulled. */
      readonly builtBy?: string;
    }
  | {
      readonly kind: 'build-image';
      readonly image: string;
      /** As the flags and the plan want it: `platforms` are those to build, contexts of other services are images. */
      readonly build: BuildSpec;
      readonly service: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly secrets: readonly BuildSecret[];
      /** A builder of docker buildx other than the engine. */
      readonly builder?: string;
      /** Of the containers of the build. Only the classic builder has such a limit. */
      readonly memoryBytes?: number;
      /** The builder sends the image to its registry, which it does for several platforms: the engine holds but one. */
      readonly pushes?: boolean;
    }
  | { readonly kind: 'push-image'; readonly image: string; readonly services: readonly string[] }
  | {
      readonly kind: 'publish-artifact';
      /** `registry/name:tag` */
      readonly reference: string;
      readonly layers: readonly ArtifactLayer[];
      /** By service: images that the artifact names by their content, as the registry has them by then. */
      readonly pinned: ReadonlyMap<string, string>;
      /** Absent: 1.1, and 1.0 where a registry does not take that. */
      readonly ociVersion?: '1.0' | '1.1';
      /** The registry has no TLS. */
      readonly insecure: boolean;
    }
  | { readonly kind: 'remove-image'; readonly image: string }
  /** Builds of the project that have lost their name to newer ones, and that no container uses. */
  | { readonly kind: 'prune-images'; readonly project: string }
  | { readonly kind: 'create-network'; readonly key: string; readonly request: NetworkRequest }
  | { readonly kind: 'remove-network'; readonly id: NetworkId; readonly name: string }
  | { readonly kind: 'create-volume'; readonly key: string; readonly request: VolumeRequest }
  | {
      readonly kind: 'remove-volume';
      readonly name: string;
      /** Of what is in it. Absent: not known. */
      readonly sizeBytes?: number;
    }
  | {
      readonly kind: 'create-container';
      readonly service: string;
      readonly replica: number;
      /** The name it is created under; a replacement starts as `<12 digits of the old id>_<name>`. */
      readonly name: string;
      /** Without what is only known when it runs: the image's digest label and inherited volumes. */
      readonly request: ContainerRequest;
      readonly platform?: string;
      readonly image: ImageRef;
      /** What is mounted of images, for the label that says so. */
      readonly mountedImages?: readonly MountedImage[];
      /** Namespaces and volumes of other containers: which part of the request refers to which container. */
      readonly references: readonly ContainerReference[];
      /** What the label with its hash says; absent: it is in the request. */
      readonly hashed?: HashedText;
      /** The variables that it gets besides, which only other steps know. */
      readonly variables?: readonly VariablesSource[];
      /** The anonymous volumes of the container whose place it takes, by where they are in it. Absent: it inherits none. */
      readonly inherits?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'put-files';
      readonly container: ContainerRef;
      readonly name: string;
      readonly files: readonly InjectedFile[];
    }
  | {
      readonly kind: 'start-container';
      readonly container: ContainerRef;
      readonly name: string;
      readonly service: string;
    }
  | {
      readonly kind: 'stop-container';
      readonly container: ContainerId;
      readonly name: string;
      readonly service: string;
      /** Absent: as the container says (`StopTimeout`, 10 s by default). */
      readonly graceSeconds?: number;
    }
  | {
      readonly kind: 'kill-container';
      readonly container: ContainerId;
      readonly name: string;
      readonly signal: string;
    }
  | {
      /** Tells a container that goes on running that something changed. */
      readonly kind: 'signal-container';
      readonly container: ContainerId;
      readonly name: string;
      readonly signal: string;
    }
  | {
      readonly kind: 'exec-hook';
      readonly container: ContainerRef;
      readonly name: string;
      readonly service: string;
      readonly hook: 'post_start' | 'pre_stop';
      /** Which of the hooks of that kind, from 0. */
      readonly index: number;
      readonly exec: HookExec;
      /** A container that does not run (any more) needs no hook. */
      readonly mayHaveEnded: boolean;
    }
  | {
      /** A `pre_start` hook, in a container of its own. */
      readonly kind: 'run-hook';
      readonly service: string;
      readonly name: string;
      readonly index: number;
      readonly request: ContainerRequest;
      readonly platform?: string;
      readonly references: readonly ContainerReference[];
      readonly files: readonly InjectedFile[];
    }
  | {
      readonly kind: 'run-provider';
      readonly service: string;
      readonly verb: 'up' | 'stop' | 'down';
      /** The name of the program, as the file has it. */
      readonly type: string;
      readonly options: readonly (readonly [name: string, values: readonly string[]])[];
      readonly project: string;
      readonly environment: ReadonlyMap<string, string>;
    }
  | {
      /** Pulls a model, unless it is there, and configures it. */
      readonly kind: 'prepare-model';
      readonly key: string;
      readonly model: string;
      readonly contextSize?: number;
      readonly runtimeFlags: readonly string[];
      readonly services: readonly string[];
      readonly environment: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'pause-container'; readonly container: ContainerId; readonly name: string }
  | { readonly kind: 'unpause-container'; readonly container: ContainerId; readonly name: string }
  | ({
      readonly kind: 'commit-container';
      readonly container: ContainerId;
      readonly name: string;
    } & CommitRequest)
  | {
      readonly kind: 'copy-in';
      readonly container: ContainerId;
      readonly name: string;
      /** Absolute path on this machine; `-`: the tar archive on standard input. */
      readonly from: string;
      readonly to: string;
      readonly followLink: boolean;
      /** Owners are those that the container knows. */
      readonly keepOwner: boolean;
    }
  | {
      readonly kind: 'copy-out';
      readonly container: ContainerId;
      readonly name: string;
      readonly from: string;
      /** Absolute path on this machine. */
      readonly to: string;
      readonly followLink: boolean;
    }
  | {
      readonly kind: 'restart-container';
      readonly container: ContainerId;
      readonly name: string;
      readonly service: string;
      readonly graceSeconds?: number;
    }
  | {
      readonly kind: 'remove-container';
      readonly container: ContainerRef;
      readonly name: string;
      /** Anonymous volumes go with it. */
      readonly withVolumes: boolean;
      /** How many it has. Absent: not known. */
      readonly anonymousVolumes?: number;
    }
  | {
      readonly kind: 'update-container';
      readonly container: ContainerId;
      readonly name: string;
      /** It goes on running. */
      readonly update: UpdateRequest;
    }
  | {
      readonly kind: 'rename-container';
      readonly container: ContainerRef;
      readonly from: string;
      readonly name: string;
    }
  | {
      readonly kind: 'connect-network';
      readonly container: ContainerRef;
      readonly name: string;
      /** The network's name. */
      readonly network: string;
      readonly endpoint: EndpointRequest;
    }
  | {
      readonly kind: 'disconnect-network';
      readonly container: ContainerId;
      readonly name: string;
      readonly network: string;
    }
  | {
      readonly kind: 'wait-for';
      /** The service that is waited for. */
      readonly service: string;
      readonly condition: WaitCondition;
      readonly containers: readonly { readonly ref: ContainerRef; readonly name: string }[];
      /** The service that waits; absent when the command itself does. */
      readonly waiter?: string;
      /** Absent: for ever. */
      readonly timeoutMs?: number;
    };

/** A step that gives variables, and what they are called in the container; absent: as the step calls them. */
export interface VariablesSource {
  readonly step: StepId;
  readonly names?: Readonly<Record<string, string>>;
}

export type HookName = 'pre_start' | 'post_start' | 'pre_stop';

/** What runs in a container, in the words of the engine's API. */
interface HookExec {
  readonly Cmd: readonly string[];
  readonly Env?: readonly string[];
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly Privileged?: boolean;
  readonly Tty?: boolean;
}

export type OperationKind = Operation['kind'];

export type OperationOf<K extends OperationKind> = Extract<Operation, { kind: K }>;

/** One entry per kind, so a new kind does not compile until every table handles it. */
export type PerKind<Result, Context extends readonly unknown[] = []> = {
  readonly [K in OperationKind]: (operation: OperationOf<K>, ...context: Context) => Result;
};

/** Calls the entry of a table for an operation. The only cast: TypeScript cannot pair the two by itself. */
export function dispatch<Result, Context extends readonly unknown[]>(
  table: PerKind<Result, Context>,
  operation: Operation,
  ...context: Context
): Result {
  const entry = table[operation.kind] as (operation: Operation, ...context: Context) => Result;
  return entry(operation, ...context);
}
