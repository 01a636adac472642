import type { Sensitive } from '../util/sensitive.ts';
import type { BuildSpec } from './build-spec.ts';
import type {
  ContainerRequest,
  EndpointRequest,
  NetworkRequest,
  VolumeRequest,
} from './container-request.ts';
import type { ContainerId, ImageId, NetworkId, StepId } from './ids.ts';
import type { DependencyCondition } from './project.ts';

/**
 * A container the engine already has, or one that an earlier step of this plan creates.
 * `otherwise`: the container it is when that step is guarded and was skipped.
 */
export type ContainerRef =
  | { readonly id: ContainerId }
  | { readonly createdBy: StepId; readonly otherwise?: ContainerId };

/** An image the engine already has, or one that an earlier step of this plan pulls or builds. */
export type ImageRef = { readonly id: ImageId } | { readonly madeBy: StepId };

/** A file put into a container before it starts. */
export interface InjectedFile {
  /** Absolute path in the container. */
  readonly path: string;
  readonly content: Sensitive;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** A condition on a service that others wait for. `running_or_healthy` is what `up --wait` asks of everything. */
export type WaitCondition = DependencyCondition | 'running_or_healthy';

/** One engine call, or one wait. What takes two calls is two operations joined by a dependency. */
export type Operation =
  | {
      readonly kind: 'pull-image';
      readonly image: string;
      readonly platform?: string;
      readonly services: readonly string[];
    }
  | {
      readonly kind: 'build-image';
      readonly image: string;
      readonly build: BuildSpec;
      readonly service: string;
      readonly platform?: string;
      readonly labels: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'remove-image'; readonly image: string }
  | { readonly kind: 'create-network'; readonly key: string; readonly request: NetworkRequest }
  | { readonly kind: 'remove-network'; readonly id: NetworkId; readonly name: string }
  | { readonly kind: 'create-volume'; readonly key: string; readonly request: VolumeRequest }
  | { readonly kind: 'remove-volume'; readonly name: string }
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
      /** Namespaces and volumes of other containers: which part of the request refers to which container. */
      readonly references: readonly ContainerReference[];
      /** The container whose anonymous volumes it takes over. */
      readonly inheritsFrom?: ContainerId;
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
  | { readonly kind: 'unpause-container'; readonly container: ContainerId; readonly name: string }
  | {
      readonly kind: 'restart-container';
      readonly container: ContainerId;
      readonly name: string;
      readonly service: string;
      readonly graceSeconds?: number;
    }
  | {
      readonly kind: 'remove-container';
      readonly container: ContainerId;
      readonly name: string;
      /** Anonymous volumes go with it. */
      readonly withVolumes: boolean;
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

export type OperationKind = Operation['kind'];
export type OperationOf<K extends OperationKind> = Extract<Operation, { kind: K }>;

/** `field` of the request names the container `to`, by id, when the request is sent. */
export interface ContainerReference {
  readonly field: 'NetworkMode' | 'IpcMode' | 'PidMode' | 'VolumesFrom' | 'Links';
  /** What is sent, with `{}` where the id goes: `container:{}`, `{}:ro`, `{}:alias`. */
  readonly template: string;
  readonly to: ContainerRef;
}

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
